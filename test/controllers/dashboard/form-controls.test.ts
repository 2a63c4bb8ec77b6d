// @engines all
import { expect } from 'chai';
import type { VibedasherParamsEvent } from '../../../src/events.ts';
import { rows } from '../../support/fake-api.ts';
import { useFakeTimers } from '../../support/fake-timers.ts';
import { until } from '../../support/page.ts';
import { eventsOf, settle, status, textOf, recordConsole } from '../../components/viz/harness.ts';
import * as harness from '../../components/dashboard/harness.ts';

const { queryArgs, cellOf, MAIN, mountDashboard, REGION_SQL, salesApi, YEARS } = harness;
/** The pause in ms, as in form-controls.ts. */
const TYPING_PAUSE = 300;
const ALL = ['text', 'flag', 'list', 'day', 'size', 'kind'];
const ALL_SQL = `SELECT ${ALL.map((name) => `'{{${name}}}'`).join()}`;

/** Mounts a page and waits for its charts. */
async function open(...about: Parameters<typeof mountDashboard>): Promise<harness.DashboardPage> {
  const page = mountDashboard(...about);
  await Promise.allSettled(page.charts.map(({ ready }) => ready));
  return page;
}

/** Opens a page whose only chart uses all parameters of {@link ALL}. The viz declares none. */
async function openAll(content: string) {
  const api = salesApi(null, { 'charts/main.sql': ALL_SQL });
  api.setQuery(ALL_SQL, rows(['a'], [[1]]));
  const args = (): Record<string, string> =>
    (api.to('query').at(-1)!.body as { args: Record<string, string> }).args;
  return { ...(await open(api, content + MAIN)), args };
}

const fire = (element: Element, ...types: readonly string[]): void => {
  for (const type of types)
    element.dispatchEvent(new Event(type, { bubbles: true, composed: type === 'input' }));
};

/** Chooses a value like a reader. */
function choose(control: Element | null | undefined, value: string): void {
  Object.assign(control!, { value });
  fire(control!, 'input', 'change');
}

const REST = `<input type="hidden"><select name="size"><option>S</option></select>`;

describe('form controls in a dashboard', () => {
  recordConsole();

  it('of each kind set the parameters of the first request and follow changes', async () => {
    const { dashboard, args } = await openAll(`
      <input name="text" type="search" value="a b">
      <input name="flag" type="checkbox" checked>
      <select name="list" multiple><option selected>x</option><option selected>y</option><option>z</option></select>
      <input name="day" type="date" value="2026-01-31">
      <input name="size" type="range" min="0" max="10" value="4">
      <label><input name="kind" type="radio" value="k1">1</label><label><input name="kind" type="radio" value="k2" checked>2</label>`);
    const asked = { text: 'a b', flag: 'true', list: '["x","y"]', day: '2026-01-31', size: '4', kind: 'k2' };
    expect(args()).to.deep.equal(asked);
    const all = { text: 't', flag: false, list: ['z'], day: '2026-02-01', size: 7, kind: 'k1' };
    dashboard.setParams(all);
    const control = <E extends Element = HTMLInputElement>(selector: string): E =>
      dashboard.querySelector<E>(selector)!;
    expect({
      text: control('[name=text]').value,
      flag: control('[name=flag]').checked,
      list: [...control<HTMLSelectElement>('select').selectedOptions].map(({ value }) => value),
      day: control('[name=day]').value,
      size: control('[name=size]').valueAsNumber,
      kind: control('[value=k1]').checked ? 'k1' : '',
    }).to.deep.equal(all);
    await until(() => args()['kind'] === 'k1', 'the second query');
    for (const selector of ['[value=k2]', '[name=flag]']) control(selector).click();
    control<HTMLOptionElement>('option').selected = true;
    fire(control('select'), 'input', 'change');
    expect(dashboard.values).to.deep.equal({ ...all, flag: true, list: ['x', 'z'], kind: 'k2' });
  });

  it('show the declared default and report a choice of the reader', async () => {
    const api = salesApi();
    const { dashboard, chart } = await open(
      api,
      `<select name="region"><option>US</option><option>EU</option></select>
       <output name="region"></output>${MAIN}`,
    );
    const select = dashboard.querySelector('select')!;
    const output = dashboard.querySelector('output')!;
    expect(select.value).to.equal('EU');
    await until(() => output.value === 'EU', 'the default in words');
    const events = eventsOf(dashboard);
    choose(select, 'US');
    await until(() => cellOf(chart('main')) === 'region US', 'the other region');
    await until(() => output.value === 'US', 'the choice in words');
    const changes = events.filter(({ type }) => type === 'vibedasher-params') as VibedasherParamsEvent[];
    expect(changes.map(({ changed, source }) => [...changed, source])).to.deep.equal([['region', 'user']]);
    expect(queryArgs(api)).to.deep.equal(['region=EU', 'region=US']);
  });

  it('share their values with outputs, which show them with labels and in the reader’s language', async () => {
    const sql = 'SELECT {{since}}, {{all}}, {{places}}, {{kind}}';
    const api = salesApi(
      [
        { name: 'since', type: 'date', default: '2024-01-05' },
        { name: 'all', type: 'boolean', default: true },
        { name: 'places', multiple: true, default: ['x', 'y'] },
        { name: 'kind', default: 'k1', options: [{ value: 'k1', label: 'The first' }, 'k2'] },
      ],
      { 'charts/main.sql': sql },
    );
    api.setQuery(sql, rows(['a'], [[1]]));
    const outputs = ['since', 'all', 'places', 'kind'].map((name) => `<output name="${name}"></output>`);
    const { dashboard } = await open(
      api,
      `<div lang="ja">${outputs.join('')}</div><div lang="de">${outputs.join('')}</div>
       <input type="checkbox" name="all" id="box"><output for="box"></output>${MAIN}`,
    );
    const shown = (): string[] => [...dashboard.querySelectorAll('output')].map(({ value }) => value);
    await until(() => shown().at(-1) === 'Yes', 'the first values');
    expect(shown().slice(0, 4)).to.deep.equal(['2024年1月5日', 'はい', 'x、y', 'The first']);
    expect(shown()[4]).to.match(/^5\. Jan(uar|\.) 2024$/);
    expect(shown().slice(5)).to.deep.equal(['Ja', 'x, y', 'The first', 'Yes']);
    dashboard.setParams({ since: '2023-12-31', all: false, places: [], kind: 'k2' });
    await until(() => shown().at(-1) === 'No', 'the others');
    expect(shown().slice(0, 4)).to.deep.equal(['2023年12月31日', 'いいえ', '', 'k2']);
  });

  describe('while the reader types', () => {
    const timers = useFakeTimers(TYPING_PAUSE);

    it('wait for a pause and cause one request', async () => {
      const api = salesApi();
      const { dashboard, chart } = await open(api, `<input name="region" value="EU">${MAIN}`);
      const input = dashboard.querySelector('input')!;
      for (const text of ['A', 'AS', 'ASI', 'ASIA']) {
        input.value = text;
        fire(input, 'input');
        dashboard.setParams({ year: text.length });
        expect(input.value).to.equal(text);
        await settle();
        expect(timers.delays.filter((delay) => delay === TYPING_PAUSE)).to.have.length(1);
      }
      expect(dashboard.values['region']).to.equal('EU');
      timers.fire(TYPING_PAUSE);
      expect(dashboard.values['region']).to.equal('ASIA');
      await until(() => cellOf(chart('main')) === 'region ASIA', 'the rows');
      expect(queryArgs(api)).to.deep.equal(['region=EU', 'region=ASIA']);
    });
  });

  it('do not apply invalid values', async () => {
    const input = '<input name="year" type="number" min="2000" max="2030" value="2020">';
    const { dashboard } = await open(salesApi(), input + YEARS);
    choose(dashboard.querySelector('input'), '1900');
    expect(dashboard.values['year']).to.equal(2020);
  });

  it('apply when the button of their form is pressed, and are reset with the form', async () => {
    const { dashboard } = await open(
      salesApi(),
      `<form><select name="region"><option selected>EU</option><option>US</option></select>
        <input name="year" type="number" value="2020"><button>Apply</button><button type="reset">Reset</button></form>
        ${MAIN}${YEARS}`,
    );
    const [select, input] = [dashboard.querySelector('select')!, dashboard.querySelector('input')!];
    choose(select, 'US');
    choose(input, '2021');
    expect(dashboard.values).to.deep.equal({ region: 'EU', year: 2020 });
    const events = eventsOf(dashboard);
    dashboard.querySelector<HTMLElement>('button')!.click();
    expect(dashboard.values).to.deep.equal({ region: 'US', year: 2021 });
    expect(events.filter(({ type }) => type === 'vibedasher-params')).to.have.length(1);
    dashboard.querySelector<HTMLElement>('[type=reset]')!.click();
    await until(() => dashboard.values['region'] === 'EU', 'the reset');
    expect([select.value, input.value, dashboard.values['year']]).to.deep.equal(['EU', '2020', 2020]);
  });

  it('show no option in a select if none has the chosen value, and the empty one if it is cleared', async () => {
    const select = (...options: readonly string[]): string =>
      `<select name="region">${options.map((each) => `<option>${each}</option>`).join('')}</select>`;
    const { dashboard } = await open(
      salesApi(),
      `<form>${select('', 'EU', 'US')}${select('EU', 'ASIA')}<button>Apply</button></form>${MAIN}`,
    );
    dashboard.setParams({ region: 'ASIA' });
    const [first, second] = [...dashboard.querySelectorAll('select')];
    expect([first!.selectedIndex, second!.value]).to.deep.equal([-1, 'ASIA']);
    dashboard.querySelector<HTMLElement>('button')!.click();
    expect(dashboard.values['region']).to.equal('ASIA');
    dashboard.setParams({ region: null });
    expect(first!.selectedIndex).to.equal(0);
  });

  it('ignore unused and private controls', async () => {
    const { dashboard, args } = await openAll(`
      <form action="/contact"><input name="email" value="a@example.org"><input name="text" type="password" value="secret">
      <input name="kind" type="hidden" value="secret"><input name="day" autocomplete="cc-number" value="secret">
      <input name="list" autocomplete="section-a current-password" value="secret"><input name="flag" type="file"></form>${REST}`);
    expect(args()).to.deep.equal({ size: 'S' });
    const email = dashboard.querySelector<HTMLInputElement>('[name=email]')!;
    fire(email, 'input', 'change');
    dashboard.setParams({ text: 'given', email: 'x', kind: 'given', day: 'given' });
    expect(email.value).to.equal('a@example.org');
    expect([...dashboard.querySelectorAll('input')].map(({ value }) => value)).not.to.include('given');
    const given = { text: 'given', kind: 'given', day: 'given' };
    expect(dashboard.values).to.deep.equal({ ...given, size: 'S', email: 'x' });
  });

  it('can be custom elements that are added later', async () => {
    class Picker extends HTMLElement {
      value = 'US';
      get name(): string {
        return this.getAttribute('name') ?? '';
      }
    }
    customElements.define('other-picker', Picker);
    const { dashboard, chart } = await open(salesApi(), MAIN);
    dashboard.insertAdjacentHTML('afterbegin', '<p><other-picker name="region"></other-picker></p>');
    const picker = dashboard.querySelector<Picker>('other-picker')!;
    await until(() => picker.value === 'EU', 'it shows the value');
    picker.value = 'ASIA';
    fire(picker, 'change');
    await until(() => cellOf(chart('main')) === 'region ASIA', 'the region');
  });

  for (const [what, declared, wrap, message] of [
    ['of their option', null, (select) => select, 'No data for this selection (Region: Nowhere).'],
    [
      'of the page, not that of the viz',
      [{ name: 'region', label: 'The region', default: 'EU', options: ['EU', 'XX'] }],
      (select) => `<label>Region of the world ${select}</label>`,
      'No data for this selection (Region of the world: Nowhere).',
    ],
  ] as const satisfies readonly (readonly [string, unknown, (select: string) => string, string])[]) {
    it(`name the choice by the label ${what}, in the message of a chart without rows`, async () => {
      const api = salesApi(declared);
      api.setQuery(REGION_SQL, rows(['dimension', 'value'], []));
      const options = '<option value="EU">Europe</option><option value="XX">Nowhere</option>';
      const page = mountDashboard(api, wrap(`<select name="region">${options}</select>`) + MAIN);
      const shown = (): string => textOf(page.chart('main'), '.stage .message');
      await status(page.chart('main'), 'empty');
      expect(shown()).to.equal('No data to display.');
      choose(page.dashboard.querySelector('select'), 'XX');
      // The first choice, of the list itself, may be shown before.
      await until(() => shown() === message, message);
    });
  }

  it('are not needed to label a choice that another chart declares', async () => {
    const api = salesApi([{ name: 'region', label: 'The region', default: 'EU', options: ['EU', 'XX'] }]);
    api.setQuery('SELECT {{region}}', rows(['dimension', 'value'], []));
    const { chart, dashboard } = await open(api, MAIN);
    dashboard.setParams({ region: 'XX' });
    const spec = '<script type="application/vnd.vegalite+json">{"mark": "bar"}</script>';
    const own = `<vibedasher-viz id="own" loading="eager" sql="SELECT {{region}}">${spec}</vibedasher-viz>`;
    dashboard.insertAdjacentHTML('afterbegin', own);
    await until(() => textOf(chart('own'), '.stage .message').includes('The region: XX'), 'the label');
  });

  it('set parameters of the nearest dashboard around them', async () => {
    const { dashboard, chart } = await open(
      salesApi(),
      `<select name="year"><option>2024</option><option>2001</option></select>
       <vibedasher-dashboard><select name="region"><option>EU</option><option>US</option></select>${MAIN}${YEARS}</vibedasher-dashboard>`,
    );
    const [year, region] = dashboard.querySelectorAll('select');
    choose(region, 'US');
    choose(year, '2001');
    await until(() => cellOf(chart('main')) === 'region US', 'the inner one');
    await until(() => cellOf(chart('years')) === 'year 2001', 'the outer one');
    await settle();
    expect(dashboard.values).to.deep.equal({ region: 'EU', year: 2001 });
  });
});
