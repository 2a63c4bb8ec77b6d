// @engines all
import { expect } from 'chai';
import { addChart, BAR, chart, drawn, failed, inside, marks, textOf } from '../support/charts.ts';
import { closePages, openPage, until, type Page } from '../support/page.ts';
import { addSpec, expectAlive, expectUntouched, openWatched, watchOf } from '../support/watched.ts';

/** Vizzes of the server with calculations, filters, selections, maps and bins. */
const VIZZES = `
  civic-data/bird-strikes/main civic-data/earthquakes/main civic-data/engineers/main
  civic-data/global-temperature/main civic-data/seattle-weather/sky civic-data/unemployment/main
  northwind-labs/penguins/islands northwind-labs/column-sets/places northwind-labs/column-sets/series`;

const words = (text: string): string[] => text.trim().split(/;?\s*\n\s*|;\s+/);

describe('promise 1 (no code from data): a page', () => {
  let page: Page;

  beforeEach(async () => {
    page = await openWatched();
  });
  afterEach(closePages);

  it('detects every way to run text as code', () => {
    const make = [
      () => page.window.eval('1'),
      () => Reflect.construct((page.window as unknown as { Function: FunctionConstructor }).Function, ['1']),
      () => (page.document.createElement.constructor as FunctionConstructor)('1'),
    ];
    for (const attempt of make) expect(attempt).to.throw();
    expect(watchOf(page).code).to.have.length(3);
  });

  it('records violations of its policy, and errors', async () => {
    const { window, record } = page;
    await window.fetch('https://elsewhere.invalid/').catch(() => undefined);
    window.document.body.setAttribute('style', 'color: red');
    window.console.error('on purpose');
    await until(() => record.violations.length >= 2, 'both violations');
    expect(record.violations.join()).to.match(/connect-src https:\/\/elsewhere\.invalid/);
    expect(record.violations.join()).to.match(/style-src/);
    expect(record.errors).to.deep.equal(['on purpose']);
  });

  for (const path of VIZZES.trim().split(/\s+/)) {
    it(`draws ${path} without code`, async () => {
      const [account = '', slug = '', name = ''] = path.split('/');
      await drawn(addChart(page, { attributes: { account, slug, chart: name } }));
      await expectUntouched(page);
    });
  }

  it('evaluates every kind of expression without code', async () => {
    const spec = {
      params: [
        { name: 'least', value: 30 },
        { name: 'twice', expr: 'least * 2' },
        { name: 'pick', select: { type: 'point', on: 'pointerover[event.shiftKey === false]' } },
        { name: 'size', value: 2, bind: { input: 'range', min: 1, max: 9 } },
      ],
      transform: [
        { calculate: `upper(slice(datum.region, 0, 1)) + format(datum.amount, '.1f')`, as: 'label' },
        { filter: 'datum.amount > least && !test(/^N/, datum.region)' },
        { filter: { field: 'amount', lt: 1000 } },
        { window: [{ op: 'rank', as: 'rank' }], sort: [{ field: 'amount' }] },
      ],
      mark: { type: 'bar', width: { expr: 'twice / size' }, tooltip: { expr: `'of ' + datum.label` } },
      encoding: {
        x: { field: 'label', type: 'nominal', axis: { labelExpr: `'<' + datum.label + '>'` } },
        y: { field: 'amount', type: 'quantitative', scale: { domainMax: { expr: 'twice' } } },
        opacity: { condition: { test: 'datum.rank == 1', value: 1 }, value: 0.5 },
      },
    };
    const viz = await drawn(addSpec(page, spec));
    expect(marks(viz, 'rect')).to.have.length(2);
    expect(textOf(viz, 'svg')).to.contain('<S55.0>').and.contain('<W43.0>');
    await expectUntouched(page);
  });

  it('draws in both renderers', async () => {
    for (const renderer of ['svg', 'canvas'] as const) {
      const viz = await drawn(addSpec(page, BAR, { renderer }));
      expect(inside(viz).querySelector(`.chart ${renderer}`), renderer).not.to.equal(null);
    }
    await expectUntouched(page);
  });
});

describe('promise 1: what an expression can reach', () => {
  let page: Page;

  before(async () => {
    page = await openWatched();
  });
  after(closePages);

  /** Returns the value of an expression that a chart draws as text, or `error` or `nothing`. */
  async function textFor(expr: string): Promise<string> {
    const spec = { ...BAR, mark: 'text', encoding: { text: { value: { expr: `'«' + (${expr}) + '»'` } } } };
    const viz = addSpec(page, spec);
    try {
      await drawn(viz);
      return /«(.*?)»/.exec(textOf(viz, 'svg'))?.[1] ?? 'nothing';
    } catch {
      return 'error';
    } finally {
      viz.remove();
    }
  }

  for (const [expr, text] of Object.entries({
    'datum.region': 'North',
    "datum['amount'] + 1": '29',
    "datum['region'].length": '5',
    "split('a-b', '-')[1]": 'b',
    "merge({a: 1}, {b: {c: 7}})['b'].c": '7',
    'year(datetime(1767225600000))': '2026',
    "replace('a-b-c', /-/g, '+') + test(/^A/i, 'a') + test(/./, '')": 'a+b+ctruefalse',
    "isNumber(screen().width) + '' + (NaN === NaN)": 'truefalse',
  })) {
    it(`includes ${expr}`, async () => {
      expect(await textFor(expr)).to.equal(text);
    });
  }

  for (const expr of words(`
    datum.constructor; datum['__proto__']; datum['const' + 'ructor']; ''.constructor.constructor; []['map']
    (1)['toFixed']; item._svg; item.mark._svg; item.mark.group._svg; item.context.dataflow; item.mark.source
    pluck(item, '_svg'); pluck([item], 'context.dataflow')[0]; pluck([item], '_svg.ownerDocument')[0]
    item.mark.bounds.clone; split('a', '')['at']; merge({a: 1}).valueOf; 'abc'.constructor; [].constructor
    extent([1]).constructor; regexp('a').constructor; now().constructor; datetime(0).constructor
    containerSize().constructor; view; window; document; globalThis; this; self.vega; top; eval; Function
    constructor; event.view; event.target`)) {
    it(`excludes ${expr}`, async () => {
      expect(await textFor(expr)).to.match(/^(undefined|null|error|nothing)$/);
    });
  }

  for (const call of words(`
    toString.constructor('x')(); datum.region.replace.call(1); setTimeout('x'); eval('1'); Function('1')(); alert(1)
    fetch('${location.origin}'); import("x"); (a => a)(1); new Date(); datum.region = 1; datum['x']()`)) {
    it(`excludes the call ${call}`, async () => {
      const viz = addSpec(page, { ...BAR, transform: [{ calculate: call, as: 'x' }] });
      const error = await failed(viz);
      expect(error.kind).to.match(/^(spec|render)$/);
      viz.remove();
    });
  }

  it('leaves the page unchanged', () => expectUntouched(page));
});

/** CVE-2025-59840 and similar attacks: an object in the spec has methods of Vega, which Vega then calls. */
describe('promise 1 and promise 5: an event handler in a spec', () => {
  let page: Page;
  /** Properties that were read of global names that Vega has used. */
  const taken: string[] = [];

  before(async () => {
    page = await openWatched();
    const bait = (name: string): unknown =>
      new Proxy(() => bait(name), {
        get: (_target, key) => {
          taken.push(`${name}.${String(key)}`);
          return bait(name);
        },
      });
    for (const name of ['VEGA_DEBUG', 'vega', 'vegaEmbed', 'vl', 'secret']) {
      Object.defineProperty(page.window, name, { value: bait(name) });
    }
  });
  beforeEach(() => void (taken.length = 0));
  after(closePages);

  /** Clicks on a chart, and returns the value of its parameter. */
  async function click(update: string): Promise<unknown> {
    const viz = await drawn(addSpec(page, listening(update)));
    marks(viz, 'rect')[0]!.dispatchEvent(
      new page.window.MouseEvent('click', { bubbles: true, composed: true, view: page.window }),
    );
    await viz.view!.runAsync();
    const signal: unknown = viz.view!.signal('loot');
    viz.remove();
    return signal;
  }

  const listening = (update: string) => ({
    ...BAR,
    data: { name: 'main' },
    params: [{ name: 'loot', value: 'nothing', on: [{ events: 'click', update }] }],
  });

  it('receives a click and its item', async () => {
    expect(await click('event.type + event.item.datum.region')).to.equal('clickNorth');
  });

  for (const update of words(`
    event.view; event.target; event.srcElement; event.currentTarget; event.path; event.sourceCapabilities
    event.target.ownerDocument.defaultView; event.view.VEGA_DEBUG.vega.View; event.dataflow
    event.item._svg.ownerDocument; event.item.mark._svg; group()._svg; group().context
    pluck(event, 'view.secret'); pluck([event.item], '_svg.ownerDocument.cookie'); merge(event, {}).view
    event.item.mark.items[0].constructor; event.item.mark.group.mark.source; event.item.context.dataflow
    vlSelectionTuples([{datum: event}], {fields: [{field: 'view.secret'}]})[0].values[0]
    vlSelectionTuples([{datum: event.item}], {fields: [{field: 'mark.source'}]})[0].values[0]
    vlSelectionTuples({map: event.view.secret}, {fields: []}); pluck({map: event.view.secret}, 'x')
    modify('main', {map: event.view.secret}).view; data('main').constructor; item().context
    item().mark.group.context.scales; lassoPath({reduce: event.view.secret}).view
    inScope(event.view.secret) ? event.view : event.view`)) {
    it(`cannot reach the page by ${update}`, async () => {
      const signal = await click(update);
      expect(taken).to.deep.equal([]);
      // An error in the handler does not change the signal.
      expect(signal).to.be.oneOf([undefined, 'nothing']);
      expect(watchOf(page).code).to.deep.equal([]);
    });
  }

  for (const update of words(`
    {toString: event.view.VEGA_DEBUG.vega.CanvasHandler.prototype.on}; ({valueOf: event.view.secret}) + ''
    {__proto__: event.item}; event.vega.view().container(); setdata('main', {map: event.view.VEGA_DEBUG})
    encode(event.item, 'hover'); copy('x'); event.view.VEGA_DEBUG.view.resize()`)) {
    it(`is refused for ${update}`, async () => {
      expect((await failed(addSpec(page, listening(update)))).kind).to.equal('spec');
    });
  }

  for (const update of words(`
    modify('main', __proto__); modify('main', [__proto__], true)
    modify('main', {region: 'x'}, false, false, __proto__, {polluted: true}); merge(__proto__, {polluted: true})
    __proto__.constructor; constructor; hasOwnProperty`)) {
    it(`cannot reach inherited properties: ${update}`, async () => {
      const { Object: PageObject } = page.window as unknown as { Object: ObjectConstructor };
      const before = Reflect.ownKeys(PageObject.prototype);
      // It may be refused, or have no effect.
      const signal = await click(update).catch(() => 'nothing');
      expect(signal).not.to.equal(PageObject.prototype).and.not.to.be.a('function');
      expect(Reflect.ownKeys(PageObject.prototype)).to.deep.equal(before);
      await expectAlive(page);
    });
  }
});

describe('promise 1, promise 2 and promise 5: a page with hostile child scripts', () => {
  afterEach(closePages);

  it('shows an error for each of them, and draws the other chart', async () => {
    const page = await openPage('hostile.html');
    for (const id of ['eval', 'url', 'vega', 'broken', 'window'])
      expect((await failed(chart(page, `#${id}`))).kind, id).to.equal('spec');
    const honest = await drawn(chart(page, '#honest'));
    expect(marks(honest, 'rect')).to.have.length(3);
    await expectUntouched(page);
  });
});
