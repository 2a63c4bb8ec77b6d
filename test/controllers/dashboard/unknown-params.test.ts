import { expect } from 'chai';
import { until } from '../../support/page.ts';
import { cleanUp, listenToConsole, settle, status } from '../../components/viz/harness.ts';
import { MAIN, mountDashboard, salesApi, YEARS } from '../../components/dashboard/harness.ts';

const KNOWN = 'no chart of the dashboard uses or declares this; its parameters: region, year';
const SELECTING = MAIN.replace('id', 'select-to="reggion:dimension" id');
const option = '<option>EU</option>';

describe('unknown parameters in a dashboard', () => {
  let messages: readonly string[];
  const unknown = (): readonly string[] => messages.filter((text) => text.includes('uses or declares'));
  beforeEach(() => (messages = listenToConsole()));
  afterEach(cleanUp);

  for (const [what, markup, tag] of [
    ['select-to', SELECTING, '<vibedasher-viz select-to="reggion">'],
    ['a select', `${MAIN}<select name="regoin">${option}</select>`, '<select name="regoin">'],
    ['a field', `${MAIN}<form><input name="Region"></form>`, '<input name="Region">'],
  ] as const)
    it(`reports a misspelled name in ${what} once`, async () => {
      const { charts, dashboard } = mountDashboard(salesApi(), markup + YEARS);
      await until(() => unknown().length > 0, 'the warning');
      dashboard.setParams({ region: 'US' });
      await Promise.all(charts.map(({ ready }) => ready));
      await settle();
      expect(unknown()).to.deep.equal([`${tag}: ${KNOWN}`]);
    });

  it('does not report known names, ordinary form fields and those of nested dashboards', async () => {
    const fields = [
      `<select name="region">${option}</select><input name="regions"><input name="email">`,
      '<input type="hidden" name="yaer"><form action="/subscribe"><input name="yaer"></form>',
    ];
    const nested = MAIN.replace('id', 'select-to="regino" account="acme" slug="sales" id');
    const { charts } = mountDashboard(
      salesApi(),
      `${fields.join('')}${MAIN}${YEARS.replace('id', 'select-to="region, year" id')}
      <vibedasher-dashboard>${nested}</vibedasher-dashboard>`,
    );
    await Promise.all(charts.map(({ ready }) => ready));
    await until(() => unknown().length > 0, 'the warning of the nested dashboard');
    await settle();
    expect(unknown()).to.deep.equal([`<vibedasher-viz select-to="regino">: ${KNOWN}`]);
  });

  it('does not report names if a chart has failed', async () => {
    const api = salesApi();
    api.answer('viz', new TypeError('offline'));
    const { chart } = mountDashboard(api, `${MAIN}<select name="regoin">${option}</select>`);
    await status(chart('main'), 'error');
    await settle();
    expect(unknown()).to.deep.equal([]);
  });
});
