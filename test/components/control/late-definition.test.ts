import { expect } from 'chai';
import type { VibedasherControl } from '../../../src/components/control/control-element.ts';
import { until } from '../../support/page.ts';
import { cellOf, MAIN, mountDashboard, type DashboardPage } from '../dashboard/harness.ts';
import { cleanUp } from '../viz/harness.ts';
import { cellFor, CHOICE_CASES, choiceApi, choose, type ChoiceCase } from './choices.ts';

/** Mounts a dashboard that has a value for `p` before its control is defined. */
async function open(about: ChoiceCase): Promise<DashboardPage> {
  const page = mountDashboard(choiceApi(about), MAIN, {
    account: 'acme',
    slug: 'sales',
    ...about.attributes,
  });
  await page.chart('main').ready;
  return page;
}

const controlOf = ({ dashboard }: DashboardPage): VibedasherControl =>
  dashboard.querySelector('vibedasher-control')!;

const selectOf = (control: VibedasherControl): HTMLSelectElement =>
  control.shadowRoot!.querySelector('select')!;

const SELECT = CHOICE_CASES[0]!;

// A page defines an element only once, so the controls of all tests are added before the definition.
describe('<vibedasher-control> defined after its dashboard has values', () => {
  const pages = new Map<string, DashboardPage>();

  before(async () => {
    const scripted = ['set by a script', 'chosen by a script'].map((kind) => ({ ...SELECT, kind }));
    const abouts = [...CHOICE_CASES, ...scripted];
    for (const about of abouts) pages.set(about.kind, await open(about));
    for (const { kind, markup } of abouts)
      pages.get(kind)!.dashboard.insertAdjacentHTML('afterbegin', markup);
    // In a microtask, the dashboards find their new controls and write the effective values.
    await Promise.resolve();
    expect(customElements.get('vibedasher-control'), 'the definition').to.equal(undefined);
    // These are plain properties, which must not shadow the accessors of the class.
    expect(controlOf(pages.get(SELECT.kind)!)).to.have.own.property('value', 'a');
    Object.assign(controlOf(pages.get('set by a script')!), { value: 'b', disabled: true });
    const chosen = controlOf(pages.get('chosen by a script')!);
    chosen.value = 'b';
    chosen.dispatchEvent(new Event('change', { bubbles: true }));
    await import('../../../src/components/control/control-element-define.ts');
    for (const [kind, page] of pages)
      await until(() => controlOf(page).shadowRoot?.querySelector('[aria-busy=false]'), kind);
  });
  after(cleanUp);

  for (const { kind, before, after, chosen } of CHOICE_CASES) {
    it(`applies the reader’s choice: ${kind}`, async () => {
      const { dashboard, chart } = pages.get(kind)!;
      const control = controlOf(pages.get(kind)!);
      expect([control.value, dashboard.values['p']]).to.deep.equal([before, before]);
      await choose(control, chosen);
      expect(control.value).to.deep.equal(after);
      await until(() => cellOf(chart('main')) === cellFor(after), 'the rows of the choice');
      expect([control.value, dashboard.values['p']]).to.deep.equal([after, after]);
    });
  }

  it('follows values that a script sets later', async () => {
    const { dashboard } = pages.get(SELECT.kind)!;
    const control = controlOf(pages.get(SELECT.kind)!);
    for (const value of ['a', 'b']) {
      dashboard.setParams({ p: value });
      await control.updateComplete;
      expect([control.value, selectOf(control).value]).to.deep.equal([value, value]);
    }
  });

  it('resets with its form', async () => {
    const page = pages.get('select in a form')!;
    await choose(controlOf(page), ['b']);
    page.dashboard.querySelector('form')!.reset();
    await until(() => cellOf(page.chart('main')) === 'p a', 'the rows of the default');
    const control = controlOf(page);
    const shown = [control.value, selectOf(control).value, page.dashboard.values['p']];
    expect(shown).to.deep.equal(['a', 'a', 'a']);
  });

  it('keeps properties that a script set before the definition', async () => {
    const page = pages.get('set by a script')!;
    const control = controlOf(page);
    expect(control.matches(':disabled')).to.equal(true);
    control.disabled = false;
    await control.updateComplete;
    // As with native controls, a value without an event is not applied.
    expect(control.value).to.equal('a');
    await choose(control, ['b']);
    expect([control.value, page.dashboard.values['p']]).to.deep.equal(['b', 'b']);
  });

  it('shows the choice that a script made before the definition', async () => {
    const page = pages.get('chosen by a script')!;
    const control = controlOf(page);
    const shown = (): unknown => [control.value, page.dashboard.values['p'], selectOf(control).value];
    expect(shown()).to.deep.equal(['b', 'b', 'b']);
    await choose(control, ['a']);
    expect(shown()).to.deep.equal(['a', 'a', 'a']);
  });
});
