import { expect } from 'chai';
import type { VibedasherControl } from '../../../src/components/control/control-element.ts';
import { problem } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import { MAIN, mountDashboard, salesApi } from '../dashboard/harness.ts';
import { press, settle, recordConsole } from '../viz/harness.ts';
import { inputOf, messageOf, optionsOf, partOf } from './harness.ts';

const REGION = '<vibedasher-control param="region"></vibedasher-control>';
const SLIP = '<vibedasher-control param="rejion"></vibedasher-control>';
const UNUSABLE = 'This control is not set up correctly. Only the author of this page can fix it.';
const UNAVAILABLE = 'The data service is unavailable right now. Please try again later.';
const NOT_FOUND = 'This chart could not be found. It may have been removed or made private.';

const down = (): Response => problem(503, {});

describe('<vibedasher-control> of a viz that cannot be loaded', () => {
  const messages = recordConsole();

  const controlIn = (page: Element, param = 'region'): VibedasherControl =>
    page.querySelector<VibedasherControl>(`vibedasher-control[param=${param}]`)!;
  const isBusy = ({ shadowRoot }: VibedasherControl): boolean =>
    shadowRoot?.querySelector('.all')?.ariaBusy === 'true';
  const saidOnSetUp = (): boolean => messages.some((text) => text.includes('<vibedasher-control'));

  it('shows the message of its chart, waits during a retry, and works once the chart has loaded', async () => {
    const api = salesApi();
    const recover = api.answer('viz', down);
    const { dashboard, chart } = mountDashboard(api, REGION + MAIN);
    const region = controlIn(dashboard);
    await until(() => messageOf(region) === UNAVAILABLE, 'the reason');
    await until(() => chart('main').status === 'error', 'the failure of the chart');
    expect([isBusy(region), inputOf(region).disabled]).to.deep.equal([false, true]);
    expect(saidOnSetUp()).to.equal(false);
    recover();
    const release = api.hold('viz');
    partOf(region, 'button')!.click();
    await until(() => isBusy(region), 'waiting');
    expect([messageOf(region), partOf(region, 'button')]).to.deep.equal(['', null]);
    release();
    await until(() => optionsOf(region).join() === 'EU,US,ASIA', 'the options');
    // The chart's `ready` may still be the promise of the failed load.
    await until(() => chart('main').status === 'ready', 'the chart');
    expect([messageOf(region), inputOf(region).disabled]).to.deep.equal(['', false]);
    expect(saidOnSetUp()).to.equal(false);
  });

  it('recovers with its chart and only then warns about an unknown name', async () => {
    const api = salesApi();
    const recover = api.answer('viz', down);
    const { dashboard, chart } = mountDashboard(api, REGION + SLIP + MAIN, { account: 'acme' });
    chart('main').slug = 'sales';
    const [region, slip] = [controlIn(dashboard), controlIn(dashboard, 'rejion')];
    await until(() => [region, slip].every((each) => messageOf(each) === UNAVAILABLE), 'the reason');
    press(chart('main'), 'Try again');
    await until(() => api.to('viz').length === 2, 'the second attempt');
    await until(() => chart('main').status === 'error', 'the second failure');
    await settle();
    expect([region, slip].map(messageOf)).to.deep.equal([UNAVAILABLE, UNAVAILABLE]);
    recover();
    press(chart('main'), 'Try again');
    await until(() => optionsOf(region).length === 3, 'the options');
    await until(() => messageOf(slip) === UNUSABLE, 'that there is none');
    expect(messageOf(region)).to.equal('');
    expect(messages.filter((text) => text.includes('<vibedasher-control'))).to.deep.equal([
      '<vibedasher-control param="rejion">: no chart of the dashboard uses or declares this; its parameters: region, year',
    ]);
  });

  it('shows the message about a viz that the dashboard draws', async () => {
    const api = salesApi();
    const recover = api.answer('viz', down);
    const { dashboard } = mountDashboard(api, REGION);
    const region = controlIn(dashboard);
    await until(() => messageOf(region) === UNAVAILABLE, 'the reason');
    recover();
    partOf(region, 'button')!.click();
    await until(() => optionsOf(region).length === 3, 'the options');
    expect(dashboard.shadowRoot!.querySelectorAll('vibedasher-viz').length).to.equal(2);
  });

  it('shows a permanent error in the reader’s language, without a retry button', async () => {
    const content = REGION + REGION.replace('>', ' lang="de">') + MAIN;
    const page = mountDashboard(salesApi(), content, { account: 'acme', slug: 'gone' });
    const [english, german] = page.dashboard.querySelectorAll('vibedasher-control');
    await until(() => messageOf(english!) === NOT_FOUND, 'the reason');
    await until(() => messageOf(german!).includes('nicht gefunden'), 'the same in German');
    expect(partOf(english!, 'button')).to.equal(null);
  });

  it('shows that it is not set up correctly if its chart is not', async () => {
    const { dashboard } = mountDashboard(salesApi(), REGION + MAIN, { account: 'acme' });
    await until(() => messageOf(controlIn(dashboard)) === UNUSABLE, 'the reason');
    expect(partOf(controlIn(dashboard), 'button')).to.equal(null);
  });
});
