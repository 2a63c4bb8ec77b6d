import { expect } from 'chai';
import { Deferred } from '../../../src/internal/tasks.ts';
import { loadEngine, setEngine } from '../../../src/vega/engine.ts';
import type { ChartEngine } from '../../../src/vega/types.ts';
import { problem, rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  barsOf,
  isShown,
  mountViz,
  readyViz,
  recordConsole,
  rectOf,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  status,
} from './harness.ts';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';

const shows = (element: VibedasherViz, selector: string): boolean => {
  const found = element.querySelector(selector);
  return found !== null && isShown(found);
};
const hasSkeleton = (element: VibedasherViz): boolean => {
  const skeleton = shadow(element).querySelector('.skeleton');
  return skeleton !== null && isShown(skeleton);
};
const showsMessage = (element: VibedasherViz): boolean => {
  const message = shadow(element).querySelector('[part=error]');
  return message !== null && isShown(message);
};
const down = (): Response => problem(500, { message: 'down' });
const NOTHING = rows(['dimension', 'value'], []);

describe('<vibedasher-viz>: fallback', () => {
  recordConsole();

  it('shows the fallback instead of the skeleton until the first picture', async () => {
    const api = salesApi();
    const release = api.hold('query');
    const element = mountViz(api, {}, { content: '<p>As text</p>' });
    await api.seen('query');
    await settle(element);
    expect(shows(element, 'p')).to.equal(true);
    expect(hasSkeleton(element)).to.equal(false);
    release();
    await element.ready;
    expect(shows(element, 'p')).to.equal(false);
    expect(barsOf(element)).to.equal(3);
  });

  it('shows neither title nor footer while the engine loads', async () => {
    const engine = await loadEngine();
    const arrival = new Deferred<ChartEngine>();
    setEngine(() => arrival.promise);
    try {
      const element = mountViz(salesApi(), {}, { content: '<p>As text</p>' });
      await until(() => shadow(element).querySelector('.title') !== null, 'the title');
      expect(shows(element, 'p')).to.equal(true);
      for (const selector of ['.title', '.footer button'])
        expect(isShown(shadow(element).querySelector(selector)!), selector).to.equal(false);
      arrival.resolve(engine);
      await element.ready;
      expect(isShown(shadow(element).querySelector('.title')!)).to.equal(true);
    } finally {
      setEngine(engine);
    }
  });

  for (const [what, content] of [
    ['nothing', ''],
    ['white space', '  \n '],
    ['a comment', '<!-- a chart -->'],
    ['scripts', `<script type="application/sql">${SALES_SQL}</script> <script type="text/plain"></script>`],
    ['an element in a named slot', '<p slot="caption">Title</p>'],
  ] as const) {
    it(`shows the skeleton if the only content is ${what}`, async () => {
      const api = salesApi();
      api.hold('query');
      const element = mountViz(api, {}, { content });
      await api.seen('query');
      await settle(element);
      expect(hasSkeleton(element)).to.equal(true);
    });
  }

  it('keeps the fallback above the error message if there is no picture', async () => {
    const api = salesApi();
    api.script('query', down());
    const element = mountViz(api, {}, { content: '<p>As text</p>' });
    await status(element, 'error');
    await settle(element);
    expect(shows(element, 'p')).to.equal(true);
    expect(showsMessage(element)).to.equal(true);
    const message = rectOf(element, '[part=error]');
    expect(element.querySelector('p')!.getBoundingClientRect().bottom).to.be.at.most(message.top);
  });

  it('does not show the fallback again during or after a failed refresh', async () => {
    const api = salesApi();
    const element = await readyViz(api, {}, { content: '<p>As text</p>' });
    api.script('query', down());
    await element.refresh().catch(() => {});
    expect(shows(element, 'p')).to.equal(false);
    const release = api.hold('query');
    void element.refresh();
    await status(element, 'loading');
    expect(shows(element, 'p')).to.equal(false);
    release();
    await status(element, 'ready');
    expect(shows(element, 'p')).to.equal(false);
  });

  it('shows the fallback again when another viz fails', async () => {
    const api = salesApi();
    const element = await readyViz(api, {}, { content: '<p>As text</p>' });
    element.slug = 'gone';
    await status(element, 'error');
    await settle(element);
    expect(shows(element, 'p')).to.equal(true);
  });

  it('shows a fallback that is added later', async () => {
    const api = salesApi();
    api.hold('query');
    const element = mountViz(api);
    await api.seen('query');
    element.innerHTML = '<p>As text</p>';
    await settle(element);
    expect(shows(element, 'p')).to.equal(true);
    expect(hasSkeleton(element)).to.equal(false);
  });
});

describe('<vibedasher-viz>: slots', () => {
  recordConsole();

  const CONTENT = ['loading', 'error', 'empty', 'caption', 'toolbar']
    .map((name) => `<b slot="${name}">${name}</b>`)
    .join('');
  const shown = (element: VibedasherViz): readonly string[] =>
    [...element.children].filter(isShown).map(({ slot }) => slot);

  it('shows each slot only in its state', async () => {
    const api = salesApi();
    const release = api.hold('query');
    const element = mountViz(api, {}, { content: CONTENT });
    await api.seen('query');
    await settle(element);
    expect(shown(element)).to.include('loading').and.to.not.include.members(['error', 'empty']);
    expect(hasSkeleton(element)).to.equal(false);
    release();
    await element.ready;
    expect(shown(element)).to.deep.equal(['caption', 'toolbar']);
    expect(shadow(element).querySelector('.title')!.checkVisibility()).to.equal(false);

    api.setQuery(SALES_SQL, NOTHING);
    await element.refresh();
    expect(shown(element)).to.deep.equal(['empty', 'caption', 'toolbar']);

    element.slug = 'gone';
    await status(element, 'error');
    await settle(element);
    expect(shown(element)).to.include('error').and.to.not.include.members(['loading', 'empty']);
    expect(showsMessage(element)).to.equal(false);
  });
});
