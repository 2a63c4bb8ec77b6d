import { expect } from 'chai';
import { dashboards } from '../../../src/controllers/dashboard/scope.ts';
import { VibedasherError } from '../../../src/public-client/errors.ts';
import '../../../src/components/dashboard/dashboard-element-define.ts';
import { find, catalogApi, mountGallery, status as galleryStatus, templates } from '../gallery/harness.ts';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { until } from '../../support/page.ts';
import {
  barsOf,
  createViz,
  mountViz,
  place,
  press,
  SALES,
  SALES_SQL,
  salesApi,
  settle,
  status,
  recordConsole,
  readyViz,
} from './harness.ts';

const OTHER = 'SELECT dimension, value FROM sales';
const unreachable = new TypeError('Failed to fetch');
const comeOnline = (): void => void window.dispatchEvent(new Event('online'));
const eager = { loading: 'eager' };

describe('recovery from a lost network', () => {
  recordConsole();

  const api = () => salesApi({ queries: { [OTHER]: SALES } });

  it('retries all failed elements when the network is back, with shared requests', async () => {
    const fake = api();
    const recover = fake.answer('viz', unreachable);
    const charts = [mountViz(fake, { sql: OTHER, ...eager }), mountViz(fake, eager)];
    await Promise.all(charts.map((each) => status(each, 'error')));
    recover();
    const requestCount = fake.requests.length;
    comeOnline();
    await Promise.all(charts.map((each) => status(each, 'ready')));
    expect(charts.map(barsOf)).to.deep.equal([3, 3]);
    expect(fake.requests.slice(requestCount).filter(({ route }) => route === 'viz')).to.have.length(1);
    const all = fake.requests.length;
    comeOnline();
    await settle(charts[0]);
    expect(fake.requests, 'all is there').to.have.length(all);
  });

  it('retries once each time the network is back', async () => {
    const fake = api();
    fake.answer('viz', unreachable);
    const element = mountViz(fake);
    await status(element, 'error');
    const requestCount = fake.to('viz').length;
    for (let time = 1; time <= 2; time++) {
      comeOnline();
      await status(element, 'loading');
      await status(element, 'error');
      await settle(element);
      expect(fake.to('viz')).to.have.length(requestCount + time);
    }
  });

  it('refreshes a chart with stale rows', async () => {
    const fake = api();
    const element = await readyViz(fake);
    const recover = fake.answer('query', unreachable);
    await element.refresh().catch(() => {});
    expect(element.status).to.equal('stale');
    recover();
    comeOnline();
    await status(element, 'ready');
  });

  it('does not retry other errors or removed elements', async () => {
    const fake = api();
    fake.setQuery(SALES_SQL, { failure: 'no such column' });
    const wrong = mountViz(fake);
    await status(wrong, 'error');
    const lost = api();
    lost.answer('viz', unreachable);
    const gone = mountViz(lost, eager);
    await status(gone, 'error');
    gone.remove();
    await settle();
    const requestCount = [fake.requests.length, lost.requests.length];
    comeOnline();
    await settle(wrong);
    expect([fake.requests.length, lost.requests.length]).to.deep.equal(requestCount);
    expect(wrong.status).to.equal('error');
  });

  it('retries a gallery', async () => {
    const fake = catalogApi(templates(3));
    const recover = fake.answer('templates', unreachable);
    const gallery = mountGallery(fake);
    await galleryStatus(gallery, 'error');
    recover();
    fake.answer('templates', () => Response.json({ templates: templates(3), nextKey: null }));
    comeOnline();
    await galleryStatus(gallery, 'ready');
    expect(find(gallery, '[part~=card]') !== null).to.equal(true);
    gallery.remove();
  });

  for (const [how, retry] of [
    ['when the network is back', comeOnline],
    ['with the button', (element) => press(element, 'Try again')],
    ['with refresh()', (element) => element.refresh()],
  ] as const satisfies readonly (readonly [string, (element: VibedasherViz) => unknown])[]) {
    it(`retries loading code of the library ${how}`, async () => {
      const { load } = dashboards;
      dashboards.load = () => Promise.reject(new VibedasherError('network', 'lost'));
      const dashboard = document.createElement('vibedasher-dashboard');
      const element = createViz(api(), eager);
      try {
        dashboard.append(element);
        place().append(dashboard);
        await until(() => element.error?.kind === 'network', 'the error');
        await settle(element);
      } finally {
        dashboards.load = load;
      }
      const { ready } = element;
      await retry(element);
      await element.ready;
      expect(element.ready).to.not.equal(ready);
      expect([barsOf(element), element.error]).to.deep.equal([3, null]);
      expect((await element.toBlob('text/csv')).size).to.be.above(20);
    });
  }
});
