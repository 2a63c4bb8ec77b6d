// @engines all
import { expect } from 'chai';
import type { VibedasherControl } from '../../../src/components/control/control-element.ts';
import type { FakeApi } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import { pressKeys } from '../../support/real-mouse.ts';
import { queryArgs, cellOf, MAIN, mountDashboard, type DashboardPage } from '../dashboard/harness.ts';
import { cleanUp } from '../viz/harness.ts';
import { cellFor, CHOICE_CASES, choiceApi, choose, type ChoiceCase } from './choices.ts';
import { inputOf, inputsOf, shownKind } from './harness.ts';

type Opened = DashboardPage & { readonly api: FakeApi; readonly control: VibedasherControl };

/** Mounts a page with the control, then waits until the control is enabled. */
async function open(about: ChoiceCase, api = choiceApi(about)): Promise<Opened> {
  const page = mountDashboard(api, about.markup + MAIN, {
    account: 'acme',
    slug: 'sales',
    ...about.attributes,
  });
  const control = page.dashboard.querySelector('vibedasher-control')!;
  await until(() => control.shadowRoot?.querySelector('[aria-busy=false]'), about.kind);
  return { ...page, api, control };
}

describe('a choice in a <vibedasher-control>', () => {
  afterEach(cleanUp);

  const caseOf = (name: string): ChoiceCase => CHOICE_CASES.find(({ kind }) => kind === name)!;

  for (const about of CHOICE_CASES) {
    const { kind, chosen, before, after } = about;

    it(`updates the control, the dashboard and the request with their events: ${kind}`, async () => {
      const { api, chart, control, dashboard } = await open(about);
      await chart('main').ready;
      const seen = (): unknown => [control.value, dashboard.values['p']];
      expect(seen()).to.deep.equal([before, before]);
      const values: unknown[] = [];
      dashboard.addEventListener('change', () => values.push(control.value));
      dashboard.addEventListener('vibedasher-params', () => values.push(seen()));
      await choose(control, chosen);
      await until(() => cellOf(chart('main')) === cellFor(after), 'the rows of the choice');
      const wanted = kind === 'date' ? [after, [after, after]] : [[after, after], after];
      expect(kind === 'range' ? values.slice(-2) : values).to.deep.equal(wanted);
      expect(queryArgs(api).at(-1)).to.equal(`p=${cellFor(after).slice(2)}`);
      expect(seen()).to.deep.equal([after, after]);
    });
  }

  it('applies if it is made before the first rows arrive', async () => {
    const about = caseOf('select');
    const api = choiceApi(about);
    const release = api.hold('storage');
    const { chart, control, dashboard } = await open(about, api);
    await choose(control, ['b']);
    release();
    await until(() => cellOf(chart('main')) === 'p b', 'the rows of the choice');
    expect([control.value, dashboard.values['p']]).to.deep.equal(['b', 'b']);
  });

  it('stays while its rows are loading, and the last of several choices applies', async () => {
    const { api, chart, control, dashboard } = await open(caseOf('select'));
    await chart('main').ready;
    const release = api.hold('storage');
    for (const value of ['b', 'a', 'b']) {
      await choose(control, [value]);
      const shown = [control.value, inputOf(control).value, dashboard.values['p']];
      expect(shown).to.deep.equal([value, value, value]);
    }
    release();
    await until(() => cellOf(chart('main')) === 'p b', 'the rows of the last choice');
  });

  it('applies when the button of its form is pressed', async () => {
    const { api, chart, control, dashboard } = await open({
      ...caseOf('select'),
      markup: '<form><vibedasher-control param="p"></vibedasher-control><button>Apply</button></form>',
    });
    await chart('main').ready;
    await choose(control, ['b']);
    expect([control.value, dashboard.values['p'], queryArgs(api).at(-1)]).to.deep.equal(['b', 'a', 'p=a']);
    dashboard.querySelector('button')!.click();
    await until(() => cellOf(chart('main')) === 'p b', 'the rows of the choice');
  });

  const KEYS: Readonly<Record<string, readonly string[]>> = {
    select: ['ArrowDown'],
    radio: ['ArrowDown'],
    checkbox: [' '],
    range: ['ArrowRight', 'ArrowRight'],
    number: ['ArrowUp', 'ArrowUp'],
    text: ['y', 'Enter'],
    'text for several': ['y', ',', 'z', 'Enter'],
  };

  for (const [kind, keys] of Object.entries(KEYS)) {
    it(`can be made with a real keyboard: ${kind}`, async () => {
      const about = caseOf(kind);
      const { chart, control, dashboard } = await open(about);
      await chart('main').ready;
      const input = inputsOf(control).find(({ checked }) => checked) ?? inputOf(control);
      input.focus();
      if (kind.startsWith('text')) input.select();
      await pressKeys(...keys);
      await until(() => cellOf(chart('main')) === cellFor(about.after), 'the rows of the choice');
      expect([control.value, dashboard.values['p']]).to.deep.equal([about.after, about.after]);
    });
  }

  it('keeps the number field in use, even if a slider is possible for its value', async () => {
    const { chart, control, dashboard } = await open({
      ...caseOf('range'),
      declared: { type: 'number', min: 1, max: 20 },
    });
    await chart('main').ready;
    const shown = (): unknown => [control.value, shownKind(control)];
    expect(shown()).to.deep.equal([null, '1 number']);
    inputOf(control).focus();
    await pressKeys('1', '2', 'Enter');
    await until(() => cellOf(chart('main')) === 'p 12', 'the rows of the choice');
    expect(shown()).to.deep.equal([12, '1 number']);
    dashboard.setParams({ p: 7 });
    await until(() => shownKind(control) === '1 range', 'a slider for the value of a script');
    await choose(control, ['9']);
    expect(shown()).to.deep.equal([9, '1 range']);
    dashboard.resetParams();
    await until(() => shownKind(control) === '1 number', 'the field for no value');
  });
});
