import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { Deferred } from '../../../src/internal/tasks.ts';
import { VibedasherError } from '../../../src/public-client/errors.ts';
import { loadEngine, setEngine } from '../../../src/vega/engine.ts';
import type { ChartEngine, MountedChart, MountRequest } from '../../../src/vega/types.ts';
import * as viz from '../../components/viz/harness.ts';
import { problem, type FakeApi } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';

const { cleanUp, listenToConsole, mountViz, salesApi, settle, shadow, status } = viz;

/** A mount or an update that waits for the test. */
interface Drawing {
  readonly renderer: string;
  readonly kind: 'mount' | 'update';
  readonly signal: AbortSignal;
  readonly finish: () => void;
  readonly fail: () => void;
}

const drawings: Drawing[] = [];

/** Waits until the test lets the drawing finish or fail, or the signal is aborted. */
function draw(kind: Drawing['kind'], { renderer, signal }: MountRequest): Promise<void> {
  const done = new Deferred<void>();
  const fail = (): void => done.reject(new VibedasherError('render', 'It cannot be drawn'));
  signal.addEventListener('abort', () => done.reject(signal.reason));
  drawings.push({ kind, renderer, signal, finish: () => done.resolve(), fail });
  return done.promise;
}

/** An engine that draws nothing. */
const engine: ChartEngine = {
  async mount(request): Promise<MountedChart> {
    await draw('mount', request);
    return {
      view: {} as MountedChart['view'],
      waitTime: 0,
      update: () => draw('update', request),
      resize: () => {},
      points: () => [],
      heldRows: () => 0,
      state: () => ({}),
      suspend: () => {},
      finalize: () => {},
    };
  },
};

/** Resolves when the drawing with this number, counted from 1, has begun. */
async function begun(number: number): Promise<Drawing> {
  await until(() => drawings.length >= number, `drawing ${number}`);
  return drawings[number - 1]!;
}

const summary = (): readonly string[] =>
  drawings.map(({ kind, renderer, signal }) => `${kind} ${renderer}${signal.aborted ? ' aborted' : ''}`);

const pictures = (element: VibedasherViz): number => shadow(element).querySelectorAll('.picture').length;

describe('ChartController', () => {
  let before: ChartEngine;
  let api: FakeApi;
  let element: VibedasherViz;

  beforeEach(async () => {
    listenToConsole();
    before = await loadEngine();
    setEngine(engine);
    drawings.length = 0;
    api = salesApi();
  });
  afterEach(() => {
    setEngine(before);
    cleanUp();
  });

  const mount = (): void => {
    element = mountViz(api, { renderer: 'svg' });
  };
  const change = (renderer: 'svg' | 'canvas'): Promise<void> => {
    element.renderer = renderer;
    return settle(element);
  };
  /** Shows the first picture. */
  const drawn = async (): Promise<void> => {
    mount();
    (await begun(1)).finish();
    await status(element, 'ready');
  };

  it('draws rows with a look that has changed while they were requested', async () => {
    const release = api.hold('query');
    mount();
    await api.seen('query');
    await change('canvas');
    release();
    (await begun(1)).finish();
    await status(element, 'ready');
    await settle(element);
    expect(summary()).to.deep.equal(['mount canvas']);
  });

  it('redraws after a load if the look has changed while its rows were drawn', async () => {
    mount();
    const first = await begun(1);
    await change('canvas');
    expect(summary()).to.deep.equal(['mount svg']);
    first.finish();
    (await begun(2)).finish();
    await status(element, 'ready');
    expect(summary()).to.deep.equal(['mount svg', 'mount canvas']);
  });

  it('stops a redraw if the look changes back during it', async () => {
    await drawn();
    await change('canvas');
    await begun(2);
    await change('svg');
    expect(summary()).to.deep.equal(['mount svg', 'mount canvas aborted']);
    expect(pictures(element)).to.equal(1);
    expect(element.status).to.equal('ready');
  });

  it('redraws after a failed refresh that has aborted a redraw', async () => {
    await drawn();
    await change('canvas');
    await begun(2);
    api.script('query', problem(500, { message: 'down' }));
    await element.refresh().catch(() => {});
    (await begun(3)).finish();
    await settle(element);
    expect(summary()).to.deep.equal(['mount svg', 'mount canvas aborted', 'mount canvas']);
    expect(pictures(element)).to.equal(1);
  });

  it('keeps the last picture if a redraw fails, and loads again if the look changes then', async () => {
    await drawn();
    await change('canvas');
    const picture = shadow(element).querySelector('.picture');
    (await begun(2)).fail();
    await status(element, 'stale');
    expect(element.error?.kind).to.equal('render');
    expect(shadow(element).querySelector('.picture')).to.equal(picture);
    await change('svg');
    (await begun(3)).finish();
    await status(element, 'ready');
    expect(summary()).to.deep.equal(['mount svg', 'mount canvas', 'update svg']);
    expect(pictures(element)).to.equal(1);
  });

  it('stops a redraw when the chart is removed and draws when it is inserted again', async () => {
    await drawn();
    await change('canvas');
    await begun(2);
    element.remove();
    await settle();
    expect(summary()).to.deep.equal(['mount svg', 'mount canvas aborted']);
    document.body.append(element);
    (await begun(3)).finish();
    await settle(element);
    expect(summary().at(-1)).to.equal('mount canvas');
    expect(pictures(element)).to.equal(1);
  });
});
