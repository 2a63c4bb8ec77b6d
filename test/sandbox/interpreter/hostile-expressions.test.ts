import { expect } from 'chai';
import * as vega from 'vega';
import { expressionInterpreter } from '../../../src/sandbox/interpreter/index.ts';

const views: vega.View[] = [];

/** Returns the value of an expression in a plain Vega view after a click on a bar, or the first error. */
async function clicked(update: string, rows: object[] = [{ a: 1, nested: { b: 2 } }]): Promise<unknown> {
  const spec: vega.Spec = {
    data: [
      { name: 'bars', values: [{ a: 1 }] },
      { name: 'rows', values: rows },
    ],
    scales: [{ name: 'x', domain: [0, 10], range: [0, 100] }],
    signals: [{ name: 'out', value: 'not clicked', on: [{ events: 'click', update }] }],
    marks: [
      {
        type: 'rect',
        name: 'bar',
        from: { data: 'bars' },
        encode: { enter: { x: { value: 0 }, y: { value: 0 }, width: { value: 50 }, height: { value: 50 } } },
      },
    ],
    width: 100,
    height: 100,
  };
  const errors: unknown[] = [];
  const logger = Object.assign(vega.logger(vega.Error), {
    error: (...words: unknown[]) => errors.push(...words),
  });
  const container = document.body.appendChild(document.createElement('div'));
  const runtime = vega.parse(spec, undefined, { ast: true });
  const view = new vega.View(runtime, {
    expr: expressionInterpreter,
    container,
    renderer: 'svg',
    logger: logger as never,
  });
  views.push(view);
  await view.runAsync();
  const bar = container.querySelector('.mark-rect > path')!;
  bar.dispatchEvent(new MouseEvent('click', { bubbles: true, clientX: 10, clientY: 10, view: window }));
  await view.runAsync();
  return errors.length > 0 ? errors[0] : view.signal('out');
}

afterEach(() => {
  for (const view of views.splice(0)) view.finalize();
  document.body.replaceChildren();
});

describe('an expression that reaches for the page', () => {
  // Most attacks are in test/security/code.test.ts. These need the functions of a plain view.
  const ATTACKS = `
    event.vega.view; event.composedPath; event.constructor; view().container; view()._el; view().constructor
    item()['_s' + 'vg']; item()[['_svg']]; item()._svg.ownerDocument.defaultView; merge(item())._svg
    pluck([item()], 'mark._svg.ownerDocument')[0]; peek([item()])._svg; reverse([item()])[0]._svg
    intersect([[0, 0], [90, 90]])[0]._svg; screen().orientation; scale('__proto__', 1); datum['con' + 'structor']
    datum.__proto__; datum['__pro' + 'to__']; data('rows').constructor; 1.5.constructor; NaN.constructor
    copy('x').constructor; {f: copy("x")}.f; datetime(0).getTime; rgb('red').constructor
    merge({}, {a: 1})['__proto__']; item().mark.group.context.functions; item().mark.items[0]._svg
    group().items[0].source; item().bounds.clear; data('bar')[0]._svg`;
  for (const text of ATTACKS.trim().split(/; |\n\s+/)) {
    it(`reads nothing: ${text}`, async () => {
      const found = await clicked(text);
      // If chai compared the value itself and failed, it would describe the whole page.
      expect(found === undefined || found instanceof TypeError).to.equal(true);
    });
  }

  it('is refused if it names a global or an inherited property', async () => {
    for (const text of [
      ...['window', 'document', 'globalThis', 'eval("1")', 'constructor()', 'hasOwnProperty("a")'],
      ...['{__proto__: 1}', "{'constructor': 1}", '{toString: 1}', '{valueOf: 1}', '{then: 1}'],
      ...["'constructor'", "data('constructor')", "merge({}, {a: 1})['valueOf']"],
    ]) {
      const error = await clicked(text).catch((error: unknown) => error);
      expect(error, text).to.be.an.instanceof(Error);
    }
  });

  it('measures only from real items, even if data have the same shape', async () => {
    const forged = '{x: 5, y: 5, mark: {group: {x: 7, y: 7}}}';
    expect(await clicked(`x(${forged}) === x() && xy([${forged}])[1] === y()`)).to.equal(true);
    expect(await clicked(`inScope(${forged}) || isTuple(${forged})`)).to.equal(false);
    expect(
      await clicked(`length(intersect([[-9, -9], [9, 9]], null, {marktype: 'rect', items: [${forged}]}))`),
    ).not.to.equal(0);
  });

  const FOUND = "intersect([[0, 0], [90, 90]], {markname: 'bar'}, group().mark)";
  for (const [text, value] of Object.entries({
    [`[length(${FOUND}), isTuple(${FOUND}[0]), ${FOUND}[0].datum.a]`]: [1, true, 1],
    [`vlSelectionTuples(${FOUND}, {unit: '', fields: [{field: 'a'}]})[0].values`]: [1],
    "[data('bar')[0].width, length(data('bar')), item().bounds.x1]": [50, 1, 0],
    '[event.type, event.clientX, item().width, group().width, datum.a]': ['click', 10, 50, 100, 1],
    'isNumber(x()) && isArray(xy(group())) && isNumber(screen().width)': true,
  })) {
    it(`reads the event, items and groups: ${text}`, async () => {
      expect(await clicked(text)).to.deep.equal(value);
    });
  }
});

describe('data in the shape of a selection', () => {
  const entry = (field: unknown, values: unknown, type = 'E', unit: unknown = 'u') => ({
    unit,
    fields: [{ field, type }],
    values: [values],
  });

  it('are tested by own properties, including those along paths', async () => {
    expect(await clicked("vlSelectionTest('rows', {a: {b: 2}})", [entry('a.b', 2)])).to.equal(true);
    expect(await clicked("vlSelectionTest('rows', {a: {b: 3}})", [entry('a.b', 2)])).to.equal(false);
    expect(await clicked("vlSelectionTest('rows', datum)", [entry('a', [0, 5], 'R')])).to.equal(true);
  });

  it('reveal nothing of the page', async () => {
    document.title = 'secret';
    const spies = [entry('mark._svg.ownerDocument.title', 'secret')];
    expect(await clicked("vlSelectionTest('rows', item()) === true", spies)).not.to.equal(true);
    const tuples = "vlSelectionTuples([{datum: item()}], {fields: data('rows')[0].fields})[0].values[0] + ''";
    expect(await clicked(tuples, spies)).not.to.equal('secret');
  });

  for (const [name, spy] of [
    ['__proto__', entry('__proto__', [1], 'E', 'polluted')],
    ['constructor', entry('constructor', [1], 'E', 'polluted')],
    ['a list of names', entry(['__proto__'], [1], 'E', 'polluted')],
    ['a unit', entry('a', [1, 2], 'R', '__proto__')],
  ] as const) {
    it(`do not change inherited objects: ${name}`, async () => {
      await clicked("vlSelectionResolve('rows', 'union', true, true)", [spy]);
      expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
      expect(Object).not.to.have.property('polluted');
    });
  }

  it('are resolved if they are valid', async () => {
    expect(await clicked("vlSelectionResolve('rows')", [entry('a', 5)])).to.deep.equal({ a: [5] });
  });
});
