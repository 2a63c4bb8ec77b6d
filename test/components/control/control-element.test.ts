// @engines all
import axe from 'axe-core';
import { expect } from 'chai';
import type { VibedasherControl } from '../../../src/components/control/control-element.ts';
import { dashboards } from '../../../src/controllers/dashboard/scope.ts';
import { VibedasherError } from '../../../src/public-client/index.ts';
import { rows, type FakeApi, type FakeQuery } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import * as harness from '../dashboard/harness.ts';
import { place, settle, recordConsole } from '../viz/harness.ts';
import { enter, inputOf, inputsOf, shownKind, labelOf, messageOf, optionsOf, partOf } from './harness.ts';

const { queryArgs, cellOf, MAIN, mountDashboard, salesApi, YEARS } = harness;
type DashboardPage = harness.DashboardPage;

const control = ({ dashboard }: DashboardPage, param: string): VibedasherControl =>
  dashboard.querySelector<VibedasherControl>(`vibedasher-control[param=${param}]`)!;

/** Creates an API whose only chart uses these parameters. Its row contains their values. */
function apiOf(names: readonly string[], params: unknown = null): FakeApi {
  const sql = `SELECT ${names.map((name) => `'{{${name}}}'`).join()}`;
  const api = salesApi(params, { 'charts/main.sql': sql });
  api.setQuery(sql, (args) => rows(['a'], [[names.map((name) => args[name] ?? '').join(' ')]]));
  return api;
}

/** Mounts a page with controls, then waits for the first chart and the controls. */
async function mount(...about: Parameters<typeof mountDashboard>): Promise<DashboardPage> {
  const page = mountDashboard(...about);
  await page.chart('main').ready;
  for (const each of page.dashboard.querySelectorAll('vibedasher-control')) {
    await until(() => !each.shadowRoot?.querySelector('[aria-busy=true]'), `the control of ${each.param}`);
  }
  return page;
}

const letters = (count: number): string[] => Array.from({ length: count }, (_, at) => `o${at}`);

const KINDS = [
  { name: 'flag', type: 'boolean', default: true, label: 'Flag' },
  { name: 'size', type: 'number', default: 5, label: 'Size', help: 'In metres', min: 1, max: 10, step: 1 },
  { name: 'count', type: 'number', default: 3, label: 'Count' },
  { name: 'day', type: 'date', default: '2026-01-31', label: 'Day', min: '2026-01-01', max: '2026-12-31' },
  { name: 'word', label: 'Word' },
  { name: 'one', options: ['a', 'b'], default: 'b' },
  { name: 'open', options: ['a', 'b'] },
  { name: 'few', options: letters(6), multiple: true, default: ['o1'] },
  { name: 'many', options: letters(7), multiple: true, default: ['o1', 'o2'] },
];

const DATED = [
  { name: 'value', type: 'VARCHAR' },
  { name: 'label', type: 'DATE' },
];
const REGION_QUERY = { name: 'region', label: 'Region', default: 'EU', options: { sql: 'SELECT regions' } };

describe('<vibedasher-control>', () => {
  const messages = recordConsole();

  const tag = (param: string, more = ''): string =>
    `<vibedasher-control param="${param}" ${more}></vibedasher-control>`;

  it('renders the native control that fits the declaration, with the default value', async () => {
    const page = await mount(salesApi(KINDS), KINDS.map(({ name }) => tag(name)).join('') + MAIN);
    const seen = KINDS.map(({ name }) => [name, shownKind(control(page, name)), control(page, name).value]);
    expect(seen).to.deep.equal([
      ['flag', '1 checkbox', true],
      ['size', '1 range', 5],
      ['count', '1 number', 3],
      ['day', '1 date', '2026-01-31'],
      ['word', '1 text', null],
      ['one', 'select', 'b'],
      ['open', 'select', null],
      ['few', '6 checkbox', ['o1']],
      ['many', 'select multiple', ['o1', 'o2']],
    ]);
    expect(inputOf(control(page, 'flag')).checked).to.equal(true);
    expect(inputOf(control(page, 'size')).value).to.equal('5');
    expect(partOf(control(page, 'size'), 'output')!.textContent).to.equal('5');
    expect(partOf(control(page, 'size'), 'help')!.textContent).to.equal('In metres');
    expect(inputOf(control(page, 'day')).min).to.equal('2026-01-01');
    expect(labelOf(control(page, 'count'))).to.equal('Count');
    expect(optionsOf(control(page, 'open'))).to.deep.equal(['–', 'a', 'b']);
    expect(inputsOf(control(page, 'few')).findIndex(({ checked }) => checked)).to.equal(1);
    expect(messages).to.deep.equal([]);
  });

  it('uses the preferred type if it is allowed, or else warns with the allowed types', async () => {
    const wishes = [
      tag('one', 'type="radio"'),
      tag('few', 'type="select"'),
      tag('many', 'type="checkbox"'),
      tag('size', 'type="number"'),
      tag('word', 'type="search" label="Other" help="Own help"'),
      tag('flag', 'type="range"'),
    ];
    const page = await mount(salesApi(KINDS), wishes.join('') + MAIN);
    const kinds = ['one', 'few', 'many', 'size', 'word', 'flag'].map((name) =>
      shownKind(control(page, name)),
    );
    expect(kinds.join()).to.equal('2 radio,select multiple,7 checkbox,1 number,1 search,1 checkbox');
    expect(labelOf(control(page, 'word'))).to.equal('Other');
    expect(partOf(control(page, 'word'), 'help')!.textContent).to.equal('Own help');
    expect(messages).to.deep.equal([
      '<vibedasher-control param="flag" type="range">: for this parameter use one of checkbox',
    ]);
  });

  it('sets its parameter and follows it, with the events of native controls', async () => {
    const page = await mount(salesApi(), `${tag('region') + MAIN}<output name="region"></output>`);
    const events: string[] = [];
    for (const type of ['input', 'change'])
      page.dashboard.addEventListener(type, ({ target, type, composed }) =>
        events.push(`${(target as Element).localName} ${type} ${composed}`),
      );
    enter(control(page, 'region'), 'US');
    await until(() => cellOf(page.chart('main')) === 'region US', 'the choice');
    expect(events).to.deep.equal(['vibedasher-control input true', 'vibedasher-control change false']);
    expect(page.dashboard.querySelector('output')!.value).to.equal('US');
    page.dashboard.setParams({ region: 'ASIA' });
    await until(() => inputOf(control(page, 'region')).value === 'ASIA', 'the other value');
    expect(control(page, 'region').value).to.equal('ASIA');
  });

  it('formats the number of a slider for its language, but years without grouping', async () => {
    const year = tag('year', 'type="range" min="2000" max="2030" lang="en"');
    const steps = tag('steps', 'type="range" min="0" max="9999" value="2345" lang="en"');
    const page = await mount(salesApi(), year + steps + MAIN + YEARS);
    const outputs = ['year', 'steps'].map((name) => partOf(control(page, name), 'output')!.textContent);
    expect(outputs).to.deep.equal(['2024', '2,345']);
  });

  it('waits for a pause in typing and does not apply invalid values', async () => {
    const page = await mount(salesApi(), tag('year', 'min="2000" max="2030" type="number"') + MAIN + YEARS);
    const year = control(page, 'year');
    await page.chart('years').ready;
    enter(year, '1900');
    await settle();
    expect(page.dashboard.values['year']).to.equal(2024);
    expect([year.validity.rangeUnderflow, year.checkValidity()]).to.deep.equal([true, false]);
    expect(inputOf(year).value, 'remains for correction').to.equal('1900');
    expect(messageOf(year)).to.equal(year.validationMessage).that.is.not.empty;
    expect(inputOf(year).getAttribute('aria-invalid')).to.equal('true');
    expect(getComputedStyle(inputOf(year)).borderTopWidth).to.equal('2px');
    enter(year, '2001');
    await until(() => cellOf(page.chart('years')) === 'year 2001', 'the choice');
    expect([year.value, messageOf(year)]).to.deep.equal([2001, '']);
    const input = inputOf(year);
    input.value = '2002';
    input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    expect(page.dashboard.values['year']).to.equal(2001);
    await until(() => page.dashboard.values['year'] === 2002, 'the rest');
  });

  it('shows a message about an invalid value after typing, until the value is replaced', async () => {
    const field = tag('year', 'min="2000" max="2030" type="number" help="A year"');
    const page = await mount(salesApi(), `<form>${field}</form>${MAIN}${YEARS}`);
    const year = control(page, 'year');
    const input = inputOf(year);
    const about = (): readonly unknown[] => [input.getAttribute('aria-describedby'), messageOf(year) !== ''];
    expect(about()).to.deep.equal(['help', false]);
    expect(partOf(year, 'message')!.role).to.equal('status');
    input.value = '1900';
    input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    await year.updateComplete;
    expect(about(), 'while it is typed').to.deep.equal(['help', false]);
    const ends: readonly (readonly [() => void, string])[] = [
      [() => (year.value = 2005), '2005'],
      [() => page.dashboard.querySelector('form')!.reset(), '2024'],
    ];
    for (const [end, shown] of ends) {
      enter(year, '1900');
      await until(() => about().join() === 'help message,true', 'the message');
      end();
      await until(() => input.value === shown, shown);
      expect(about()).to.deep.equal(['help', false]);
    }
    enter(year, '1900');
    year.disabled = true;
    await until(() => input.disabled, 'disabled');
    expect(year.validity.valid, 'cannot be corrected').to.equal(true);
  });

  it('converts values to the declared type and displays them in the reader’s format', async () => {
    const params = [
      { name: 'size', type: 'number', default: 1000, min: 0, max: 9999, help: 'In metres' },
      { name: 'flag', type: 'boolean', default: true },
      { name: 'free', multiple: true, default: ['a', 'b'] },
      { name: 'part', type: 'number', default: 1 },
    ];
    const tags = tag('size', 'lang="de" help="Own"') + tag('flag') + tag('free') + tag('part');
    const page = await mount(salesApi(params), tags + MAIN);
    const [size, flag, free, part] = params.map(({ name }) => control(page, name));
    expect(['output', 'help'].map((part) => partOf(size!, part)!.textContent)).to.deep.equal([
      '1.000',
      'Own',
    ]);
    size!.value = '7';
    flag!.value = 'false';
    expect([size!.value, flag!.value]).to.deep.equal([7, false]);
    expect([shownKind(free!), inputOf(free!).value]).to.deep.equal(['1 text', 'a, b']);
    enter(free!, ' x,y , z');
    enter(part!, '1.25');
    expect(page.dashboard.values).to.deep.include({ free: ['x', 'y', 'z'], part: 1.25 });
  });

  it('offers an empty choice if there is no default and labels a group of boxes', async () => {
    const tags = tag('open', 'type="radio"') + tag('one', 'type="radio"') + tag('few');
    const page = await mount(salesApi(KINDS), tags + MAIN);
    const labels = (name: string): string =>
      [...control(page, name).shadowRoot!.querySelectorAll('.line')]
        .map((each) => each.textContent.trim())
        .join();
    expect([labels('open'), labels('one')]).to.deep.equal(['–,a,b', 'a,b']);
    expect(inputsOf(control(page, 'open')).map(({ checked }) => checked)).to.deep.equal([true, false, false]);
    const legend = partOf(control(page, 'few'), 'label')!;
    expect([legend.localName, legend.textContent]).to.deep.equal(['legend', 'Few']);
    control(page, 'few').disabled = true;
    await until(() => control(page, 'few').shadowRoot!.querySelector('fieldset')!.disabled, 'disabled');
  });

  it('shows an error with a retry button if the code of dashboards cannot be loaded', async () => {
    const { load } = dashboards;
    dashboards.load = () => Promise.reject(new VibedasherError('network', 'lost'));
    try {
      const page = mountDashboard(salesApi(), tag('region'));
      const region = control(page, 'region');
      const button = await until(() => partOf(region, 'button'), 'the button');
      expect(messages).to.include('<vibedasher-control>: lost');
      dashboards.load = load;
      page.dashboard.insertAdjacentHTML('beforeend', MAIN);
      button.click();
      await until(() => inputOf(region).value === 'EU', 'the value');
      expect(partOf(region, 'button')).to.equal(null);
    } finally {
      dashboards.load = load;
    }
  });

  it('stays in sync with other controls of its parameter', async () => {
    const natives = `<select name="region"><option>EU</option><option>US</option></select>
      <input type="radio" name="region" value="EU"><input type="radio" name="region" value="US">`;
    const page = await mount(salesApi(), tag('region') + natives + tag('region', 'type="radio"') + MAIN);
    const [one, two] = [...page.dashboard.querySelectorAll('vibedasher-control')];
    const select = page.dashboard.querySelector('select')!;
    const radios = [...page.dashboard.querySelectorAll<HTMLInputElement>('[type=radio]')];
    const shown = (): unknown[] => [
      inputOf(one!).value,
      select.value,
      radios.find(({ checked }) => checked)?.value,
      inputsOf(two!).find(({ checked }) => checked)?.value,
    ];
    const all = async (value: string): Promise<void> => {
      await until(() => page.dashboard.values['region'] === value, value);
      await until(() => shown().every((each) => each === value), `${value} in all: ${shown().join()}`);
    };
    enter(one!, 'US');
    await all('US');
    select.value = 'EU';
    select.dispatchEvent(new Event('change', { bubbles: true }));
    await all('EU');
    radios[1]!.click();
    await all('US');
    inputsOf(two!)[0]!.click();
    await all('EU');
  });

  describe('with options inside', () => {
    const open = (content: string, api = apiOf(['place', 'kinds'])): Promise<DashboardPage> =>
      mount(api, content + MAIN);
    const withOptions = (param: string, more: string, options: string): string =>
      `<vibedasher-control param="${param}" ${more}>${options}</vibedasher-control>`;
    const OPTIONS =
      '<option value="eu">Europe</option><option value="us" selected>USA</option><option disabled>Asia</option>';

    it('offers the options for an undeclared parameter and starts with the selected one', async () => {
      const api = apiOf(['place', 'kinds']);
      const page = await open(withOptions('place', '', OPTIONS), api);
      const place = control(page, 'place');
      expect(queryArgs(api)).to.deep.equal(['place=us']);
      expect([shownKind(place), place.value, inputOf(place).value]).to.deep.equal(['select', 'us', 'us']);
      expect(optionsOf(place)).to.deep.equal(['Europe', 'USA', 'Asia']);
      expect([...inputOf(place).options].map(({ disabled }) => disabled)).to.deep.equal([false, false, true]);
    });

    it('uses the preferred type', async () => {
      const several = OPTIONS.replace('<option value="eu"', '<option value="eu" selected');
      const radios = withOptions('place', 'type="radio"', OPTIONS);
      const page = await open(radios + withOptions('kinds', 'type="checkbox"', several));
      const [place, kinds] = [control(page, 'place'), control(page, 'kinds')] as const;
      expect([shownKind(place), shownKind(kinds)]).to.deep.equal(['3 radio', '3 checkbox']);
      expect(inputsOf(place).map(({ checked }) => checked)).to.deep.equal([false, true, false]);
      expect(inputsOf(place).map(({ disabled }) => disabled)).to.deep.equal([false, false, true]);
      expect(kinds.value).to.deep.equal(['eu', 'us']);
      inputsOf(kinds)[0]!.click();
      await until(() => cellOf(page.chart('main')) === 'us ["us"]', 'the one that is left');
      expect(messages).to.deep.equal([]);
    });

    it('provides labels for an output that override the labels of the viz', async () => {
      const own = '<option value="EU">Old world</option><option value="US">New world</option>';
      const content = `${withOptions('region', '', own)}<output name="region"></output>`;
      const options = ['EU', 'US'].map((value) => ({ value, label: `The ${value}` }));
      const declared = [{ name: 'region', label: 'Region', type: 'string', default: 'EU', options }];
      const page = await mount(salesApi(declared), content + MAIN);
      enter(control(page, 'region'), 'US');
      const output = page.dashboard.querySelector('output')!;
      await until(() => output.value === 'New world', `the word that was chosen, not ${output.value}`);
    });

    it('accepts several values with `multiple`', async () => {
      const page = await open(withOptions('kinds', 'multiple type="select"', OPTIONS));
      const kinds = control(page, 'kinds');
      expect([shownKind(kinds), kinds.value]).to.deep.equal(['select multiple', ['us']]);
      kinds.removeAttribute('multiple');
      await until(() => shownKind(kinds) === 'select', 'a list for one');
    });

    it('groups the options under the labels of their optgroups', async () => {
      const groups = `<option value="">All</option><optgroup label="West">${OPTIONS}</optgroup>
        <optgroup label="East" disabled><option>Japan</option></optgroup>`;
      const page = await open(withOptions('place', '', groups));
      const found = [...control(page, 'place').shadowRoot!.querySelectorAll('optgroup')];
      const texts = found.map(({ label, textContent }) => `${label}: ${textContent}`);
      expect(texts).to.deep.equal(['West: EuropeUSAAsia', 'East: Japan']);
      expect(found[1]!.querySelector('option')!.disabled).to.equal(true);
    });

    it('follows changes of the options', async () => {
      const page = await open(withOptions('place', '', OPTIONS));
      const place = control(page, 'place');
      place.append(new Option('Africa', 'af'));
      place.querySelector('option')!.firstChild!.nodeValue = 'EU';
      await until(() => optionsOf(place).join() === 'EU,USA,Asia,Africa', 'the new one');
      page.dashboard.setParams({ place: 'af' });
      await until(() => inputOf(place).value === 'af', 'its choice');
      place.querySelectorAll('option').forEach((option) => option.remove());
      await until(() => shownKind(place) === '1 text', 'a field');
    });

    it('lists the options instead of declared ones and sends no query for options', async () => {
      const params = [
        { name: 'place', default: 'eu', options: ['eu', 'us', 'asia'] },
        { name: 'kinds', options: { sql: 'SELECT kinds' } },
      ];
      const api = apiOf(['kinds', 'place'], params);
      const own = withOptions('place', '', OPTIONS.replace('<option disabled>Asia</option>', ''));
      const page = await open(own + withOptions('kinds', '', '<option>k</option>'), api);
      expect(optionsOf(control(page, 'place'))).to.deep.equal(['Europe', 'USA']);
      expect(optionsOf(control(page, 'kinds'))).to.deep.equal(['–', 'k']);
      expect(queryArgs(api)).to.deep.equal(['kinds=&place=us']);
    });

    it('has a label without the text of the options and resets to the selected option', async () => {
      const page = await open(`<form><label>Where ${withOptions('place', '', OPTIONS)}</label></form>`);
      const place = control(page, 'place');
      expect(inputOf(place).getAttribute('aria-label')).to.equal('Where');
      enter(place, 'eu');
      expect(place.value).to.equal('eu');
      page.dashboard.querySelector('form')!.reset();
      await until(() => place.value === 'us' && inputOf(place).value === 'us', 'the selected one');
    });
  });

  it('has a readable form of its name as the default label', async () => {
    const names = ['sales_region', 'firstDay', 'top'];
    const page = await mount(
      apiOf(names),
      tag('sales_region') + tag('firstDay', 'type="date"') + tag('top', 'label="How many"') + MAIN,
    );
    const labels = names.map((name) => labelOf(control(page, name)).trim());
    expect(labels).to.deep.equal(['Sales region', 'First day', 'How many']);
  });

  it('warns about a missing or unknown parameter and lists the known ones', async () => {
    const page = mountDashboard(
      salesApi(),
      `<vibedasher-control></vibedasher-control>${tag('regoin')}${MAIN}`,
    );
    const [none, wrong] = [...page.dashboard.querySelectorAll('vibedasher-control')];
    await until(() => messages.length === 2, 'both messages');
    expect([...messages].sort()).to.deep.equal([
      '<vibedasher-control param="regoin">: no chart of the dashboard uses or declares this; its parameters: region, year',
      '<vibedasher-control>: the attribute "param" is missing; the parameters of the dashboard: region, year',
    ]);
    const text = 'This control is not set up correctly. Only the author of this page can fix it.';
    for (const each of [none!, wrong!]) {
      await until(() => messageOf(each) === text, 'the message');
      expect(inputOf(each).disabled).to.equal(true);
    }
  });

  it('is disabled outside dashboards and logs a warning', async () => {
    const frame = place();
    frame.lang = 'de';
    frame.innerHTML = tag('alone');
    const alone = frame.querySelector('vibedasher-control')!;
    await until(() => messageOf(alone).startsWith('Dieses Feld'), 'the message in its language');
    expect(inputOf(alone).disabled).to.equal(true);
    expect(labelOf(alone)).to.equal('Alone');
    expect(messages).to.deep.equal([
      '<vibedasher-control param="alone">: it must be inside a <vibedasher-dashboard>',
    ]);
  });

  describe('with options from a query', () => {
    const regions = rows(['value', 'label'], Object.entries({ EU: 'Europe', US: 'America' }));
    const regionsApi = (query: FakeQuery = regions): FakeApi => {
      const api = salesApi([REGION_QUERY]);
      api.setQuery('SELECT regions', query);
      return api;
    };

    it('is disabled and does not warn about its type while the options load', async () => {
      const api = regionsApi({ ...regions, polls: 1 });
      const release = api.hold('status');
      const page = mountDashboard(api, tag('region') + tag('region', 'type="radio"') + MAIN);
      const [region, radio] = [...page.dashboard.querySelectorAll('vibedasher-control')] as const;
      await until(() => optionsOf(region!)[0] === 'Loading…', 'the state');
      expect(inputOf(region!).selectedOptions[0]?.textContent).to.equal('Loading…');
      expect(inputOf(region!).disabled).to.equal(true);
      expect(region!.shadowRoot!.querySelector('[aria-busy=true]')).not.to.equal(null);
      release();
      await until(() => optionsOf(region!).join() === 'Europe,America', 'the options');
      await until(() => inputOf(region!).value === 'EU', 'the default');
      expect(inputOf(region!).disabled).to.equal(false);
      await until(() => shownKind(radio!) === '2 radio', 'the buttons');
      expect(messages).to.deep.equal([]);
    });

    it('formats dates among the labels for the language of the page', async () => {
      const result = { columns: DATED, rows: Object.entries({ EU: '2026-01-31', US: '2026-05-01' }) };
      const page = await mount(regionsApi({ result }), `<div lang="de">${tag('region')}</div>${MAIN}`);
      const region = control(page, 'region');
      await until(() => optionsOf(region).join() === '31. Jan. 2026,1. Mai 2026', 'the labels');
      region.parentElement!.lang = 'en';
      region.requestUpdate();
      await until(() => optionsOf(region).join() === 'Jan 31, 2026,May 1, 2026', 'those in English');
    });

    it('shows an error with a retry button and accepts text if the query fails', async () => {
      const api = regionsApi({ refusal: { status: 422, message: 'no such table' } });
      const page = await mount(api, tag('region') + MAIN);
      const region = control(page, 'region');
      await until(() => messageOf(region), 'the message');
      expect(messageOf(region)).to.equal('The options could not be loaded. You can type a value.');
      expect(messages.filter((text) => text.includes('options'))).to.deep.equal([
        '<vibedasher-control param="region">: options unavailable (query: no such table)',
      ]);
      expect([shownKind(region), inputOf(region).value]).to.deep.equal(['1 text', 'EU']);
      enter(region, 'Mars');
      await until(() => cellOf(page.chart('main')) === 'region Mars', 'what was typed');
      api.setQuery('SELECT regions', regions);
      partOf(region, 'button')!.click();
      await until(() => optionsOf(region).join() === 'Europe,America,Mars', 'the options, and what counts');
      expect([inputOf(region).value, messageOf(region)]).to.deep.equal(['Mars', '']);
    });

    it('lists each value once in the declared type, and renders a field if there are no options', async () => {
      const api = salesApi([
        { name: 'region', type: 'date', default: '2024-01-05', options: { sql: 'SELECT days' } },
        { name: 'year', default: 'x', options: { sql: 'SELECT nothing' } },
      ]);
      const list = ['2024-01-05 First', '2024-01-06', '2024-01-05 Again'].map((each) => each.split(' '));
      const columns = DATED.map(({ name }, at) => ({ name, type: DATED[1 - at]!.type }));
      api.setQuery('SELECT days', {
        result: { columns, rows: list.map(([day, text = null]) => [day, text]) },
      });
      api.setQuery('SELECT nothing', rows(['value'], []));
      const page = await mount(api, tag('region') + tag('year') + MAIN);
      const input = inputOf(control(page, 'region'));
      await until(() => input.options?.length === 2, 'the options');
      const [first, second] = [...input.options].map(({ value, text }) => [value, text]);
      expect([first, second?.[0]]).to.deep.equal([['2024-01-05', 'First'], '2024-01-06']);
      const year = control(page, 'year');
      expect([shownKind(year), inputOf(year).value]).to.deep.equal(['1 text', 'x']);
    });

    it('aborts the query when it is disconnected', async () => {
      const api = regionsApi();
      const page = mountDashboard(api, MAIN + tag('region'));
      await page.chart('main').ready;
      const region = control(page, 'region');
      await until(() => optionsOf(region).length === 2, 'the options');
      const release = api.hold('query');
      const before = api.to('query').length;
      region.remove();
      page.dashboard.append(region);
      api.setQuery('SELECT regions', regions);
      region.remove();
      release();
      await settle();
      const later = api.to('query').slice(before);
      expect(later.every(({ init }) => init.signal!.aborted)).to.equal(true);
    });

    it('lists the first 500 options and shows a message', async () => {
      const list = letters(600).map((each) => [each]);
      const page = await mount(regionsApi(rows(['value'], list)), tag('region') + MAIN);
      const region = control(page, 'region');
      await until(() => optionsOf(region).length > 400, 'the options');
      // The effective value, which is not among the 500 options, is added.
      expect(optionsOf(region)).to.have.length(501);
      expect(messageOf(region)).to.equal('Only the first 500 options are listed.');
    });

    it('queries the viz that declares the parameter, with the values that the query uses', async () => {
      const sql = "SELECT regions WHERE year = '{{year}}'";
      const params = [REGION_QUERY, { name: 'year', type: 'number', default: 2024 }];
      const api = salesApi([{ ...params[0], options: { sql } }, params[1]]);
      api.setQuery(sql, ({ year }) => rows(['value'], [['EU'], [`of ${year}`]]));
      const page = await mount(api, tag('region') + MAIN.replace('>', ' account="acme" slug="sales">'), {});
      const region = control(page, 'region');
      await until(() => optionsOf(region).join() === 'EU,of 2024', 'the options');
      page.dashboard.setParams({ year: 2001 });
      await until(() => optionsOf(region).join() === 'EU,of 2001', 'those of the other year');
    });
  });

  describe('in a form', () => {
    const form = (content: string): string => `<form action="/search">${content}</form>`;

    it('is submitted like native controls, with one entry per value', async () => {
      const tags = ['flag', 'size', 'word', 'one', 'few', 'many'].map((name) => tag(name));
      const page = await mount(salesApi(KINDS), form(tags.join('')) + MAIN);
      const element = page.dashboard.querySelector('form')!;
      await until(() => new FormData(element).get('size') === '5', 'the values');
      enter(control(page, 'one'), 'a');
      await until(() => new FormData(element).get('one') === 'a', 'the choice');
      const entries = [...new FormData(element)].map((each) => each.join('='));
      expect(entries.join('&')).to.equal('flag=true&size=5&word=&one=a&few=o1&many=o1&many=o2');
      const one = control(page, 'one');
      expect([one.form, one.name, element.elements.namedItem('one')]).to.deep.equal([element, 'one', one]);
    });

    it('resets to the value of its markup or declaration', async () => {
      const page = await mount(salesApi(), form(tag('region') + tag('year', 'value="2020"')) + MAIN + YEARS);
      const [region, year] = [control(page, 'region'), control(page, 'year')];
      await until(() => year.value === 2020, 'what the markup says');
      expect(page.dashboard.values['year']).to.equal(2020);
      enter(region, 'US');
      enter(year, '2021');
      await until(() => page.dashboard.values['year'] === 2021, 'the choices');
      page.dashboard.querySelector('form')!.reset();
      await until(() => inputOf(region).value === 'EU', 'the default');
      await until(() => inputOf(year).value === '2020', 'the markup');
      expect(page.dashboard.values).to.deep.equal({ region: 'EU', year: 2020 });
    });

    it('resets with a form outside its dashboard', async () => {
      const outer = document.createElement('form');
      outer.id = 'outer';
      place().append(outer);
      const page = await mount(salesApi(), tag('region', 'form="outer"') + MAIN);
      const region = control(page, 'region');
      expect(region.form === outer, 'its form').to.equal(true);
      enter(region, 'US');
      await until(() => page.dashboard.values['region'] === 'US', 'the choice');
      outer.reset();
      await until(() => inputOf(region).value === 'EU', 'the default');
      await until(() => cellOf(page.chart('main')) === 'region EU', 'the rows of the default');
    });

    it('is disabled with its fieldset and by its attribute', async () => {
      const page = await mount(salesApi(), `<fieldset disabled>${tag('region')}</fieldset>${MAIN}`);
      const region = control(page, 'region');
      await until(() => inputOf(region).disabled, 'disabled');
      page.dashboard.querySelector('fieldset')!.disabled = false;
      await until(() => !inputOf(region).disabled, 'free');
      region.disabled = true;
      await until(() => inputOf(region).disabled, 'barred by itself');
      expect(region.matches(':disabled')).to.equal(true);
    });

    it('restores the value that the browser saved', async () => {
      const page = await mount(apiOf(['word']), tag('word') + MAIN);
      const word = control(page, 'word');
      word.formStateRestoreCallback('filled in', 'autocomplete');
      await until(() => cellOf(page.chart('main')) === 'filled in', 'what was filled in');
      word.formStateRestoreCallback('"kept"', 'restore');
      expect(word.value).to.equal('kept');
      expect(page.dashboard.values['word'], 'the dashboard knows better').to.equal('filled in');
      word.formStateRestoreCallback('{broken', 'restore');
      expect(word.value).to.equal('kept');
    });

    it('submits the form on Enter if it has a button', async () => {
      const fields = `${tag('region')}${tag('year')}<button>Apply</button>`;
      const page = await mount(salesApi(), `<form>${fields}</form>${MAIN}${YEARS}`);
      await page.chart('years').ready;
      const year = control(page, 'year');
      const input = inputOf(year);
      input.value = '2011';
      input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
      expect(page.dashboard.values['year']).to.equal(2024);
      const events: string[] = [];
      for (const type of ['change', 'submit'])
        page.dashboard.addEventListener(type, () => events.push(type), true);
      const init = { key: 'Enter', bubbles: true, cancelable: true };
      const press = (more: KeyboardEventInit = {}): boolean =>
        input.dispatchEvent(new KeyboardEvent('keydown', { ...init, ...more }));
      const button = page.dashboard.querySelector('button')!;
      expect([press({ isComposing: true }), events]).to.deep.equal([true, []]);
      button.disabled = true;
      expect([press(), events]).to.deep.equal([true, []]);
      button.disabled = false;
      expect([press(), events]).to.deep.equal([false, ['change', 'submit']]);
      expect(page.dashboard.values['year']).to.equal(2011);
    });

    it('resets with its form outside dashboards', async () => {
      const frame = place();
      frame.innerHTML = `<form>${tag('alone', 'value="x"')}</form>`;
      const alone = frame.querySelector('vibedasher-control')!;
      await alone.updateComplete;
      alone.value = 'y';
      await until(() => inputOf(alone).value === 'y', 'the other value');
      frame.querySelector('form')!.reset();
      await until(() => inputOf(alone).value === 'x', 'what the markup says');
      expect(alone.value).to.equal('x');
    });
  });

  it('is labelled by a label of the page and focused by a click on that label', async () => {
    const flag = { name: 'flag', type: 'boolean', default: false };
    const labels = `<label id="l1">Which one ${tag('one')}</label><label for="f" id="l2">Flag it</label>`;
    const page = await mount(salesApi([flag, ...KINDS.slice(1)]), labels + tag('flag', 'id="f"') + MAIN);
    const [one, box] = [control(page, 'one'), control(page, 'flag')];
    expect([partOf(one, 'label'), partOf(box, 'label')]).to.deep.equal([null, null]);
    expect(inputOf(one).getAttribute('aria-label')).to.equal('Which one');
    page.dashboard.querySelector<HTMLElement>('#l1')!.click();
    expect(one.shadowRoot!.activeElement === inputOf(one), 'the focus').to.equal(true);
    page.dashboard.querySelector<HTMLElement>('#l2')!.click();
    await until(() => page.dashboard.values['flag'] === true, 'the box is checked');
    box.blur();
    one.focus();
    expect(one.shadowRoot!.activeElement === inputOf(one), 'the focus').to.equal(true);
  });

  it('works in a shadow root of the page, even after it moves to another dashboard', async () => {
    const api = salesApi();
    const page = mountDashboard(api, `<div id="host"></div>${MAIN}`);
    const root = page.dashboard.querySelector('#host')!.attachShadow({ mode: 'closed' });
    root.innerHTML = tag('region');
    const deep = root.querySelector('vibedasher-control')!;
    await page.chart('main').ready;
    await until(() => inputOf(deep).value === 'EU', 'the value');
    enter(deep, 'US');
    await until(() => cellOf(page.chart('main')) === 'region US', 'the choice');
    const other = mountDashboard(api, MAIN);
    await other.chart('main').ready;
    other.dashboard.append(deep);
    await until(() => inputOf(deep).value === 'EU', 'the value of the other');
    enter(deep, 'ASIA');
    await until(() => cellOf(other.chart('main')) === 'region ASIA', 'the choice there');
    expect(page.dashboard.values['region']).to.equal('US');
  });

  it('is wide enough for long labels of several choices, but not wider than its box', async () => {
    const names = ['Approach', 'Climb', 'Take-off run', 'Landing Roll', 'Descent', 'Taxi', 'Parked'];
    const page = await mount(
      salesApi([{ name: 'phases', options: names, multiple: true, default: ['Climb'] }]),
      tag('phases') + MAIN,
    );
    const select = inputOf(control(page, 'phases'));
    const label = document.createElement('span');
    label.style.font = getComputedStyle(select).font;
    label.textContent = 'Landing Roll';
    page.dashboard.append(label);
    const { width } = label.getBoundingClientRect();
    label.remove();
    expect(select.getBoundingClientRect().width - width).to.be.at.least(24);
    page.dashboard.style.width = '90px';
    expect(select.getBoundingClientRect().width).to.be.at.most(90);
  });

  for (const [scheme, ground, text] of [
    ['light', '#ffffff', '#1b1f24'],
    ['dark', '#16191f', '#e8eaed'],
  ] as const) {
    it(`has no accessibility violations in the ${scheme} scheme`, async () => {
      const tags = KINDS.map(({ name }) => tag(name)).join('');
      const page = await mount(salesApi(KINDS), tags + tag('one', 'type="radio"') + tag('none') + MAIN);
      const colors = `background: ${ground}; color: ${text}`;
      page.dashboard.parentElement!.style.cssText = `${colors}; color-scheme: ${scheme}`;
      enter(control(page, 'size'), '7');
      await settle();
      const { violations } = await axe.run(page.dashboard, { resultTypes: ['violations'] });
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
      ).to.deep.equal([]);
    });
  }
});
