import { expect } from 'chai';
import type { ChartEngine, MountRequest } from '../../src/vega/types.ts';
import { slowDown } from '../support/fake-timers.ts';
import { closePages, openPage, type Page } from '../support/page.ts';
import { BAR, mount, rejection } from '../vega/support.ts';

type Spec = object | (() => object);
/** Hostile specs by name. `or`: may also be drawn, if the browser is fast enough. */
export type Bombs = Readonly<
  Record<string, { readonly spec: Spec; readonly limit: RegExp; readonly or?: 'drawn' | undefined }>
>;

export const STEPS = /steps at once: at most \d{9} are/;
export const TICKS = /at most 10000 /;
export const TEXT = /at most 100000 /;

/** Returns specs that are refused with this message. */
export const limit = (message: RegExp, specs: Readonly<Record<string, Spec>>, or?: 'drawn'): Bombs =>
  Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, { spec, limit: message, or }]));

export const q = (field: string, more: object = {}) => ({ field, type: 'quantitative', ...more });
export const bar = (more: object, channels: object = {}) => ({
  ...BAR,
  ...more,
  encoding: { ...BAR.encoding, ...channels },
});
export const POINTS = { mark: 'point', encoding: { x: q('a'), y: q('b') } } as const;

export const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
export const rows = (count: number, make: (index: number) => object) => ({ values: many(count, make) });
export const keys = (count: number) => Object.fromEntries(many(count, (index) => [`k${index}`, 1]));

export const transformed = (...transform: object[]) => bar({ transform });
export const calculated = (calculate: string) => transformed({ calculate, as: 'made' });
export const coloured = (channel: object) => bar({}, { color: { field: 'region', ...channel } });
/** Returns points of three rows, whose x axis has these properties. */
export const x = (channel: object) => ({
  ...points({}, { x: q('a', channel) }),
  data: rows(3, (a) => ({ a, b: a })),
});
export const points = (more: object, channels: object = {}) => ({
  ...POINTS,
  ...more,
  encoding: { ...POINTS.encoding, ...channels },
});
export const dates = (channel: object, days = 36_500) => ({
  mark: 'point',
  data: rows(2, (index) => ({ day: index * days * 864e5, b: index })),
  encoding: { x: { field: 'day', type: 'temporal', ...channel }, y: q('b') },
});
export const grouped = (count: number, ...transform: object[]) => ({
  ...POINTS,
  data: { sequence: { start: 0, stop: count, as: 'a' } },
  transform: [{ calculate: 'datum.a % 7', as: 'b' }, ...transform],
});
export const map = (data: object, projection: object = {}) => ({
  data,
  mark: 'geoshape',
  projection: { type: 'mercator', ...projection },
});

/** A page under the policy of docs/security.md, the engine in it, and a box to draw into. */
export interface Stage {
  readonly page: Page;
  readonly engine: ChartEngine;
  readonly box: HTMLElement;
}

/** Opens the page before the tests of a suite. Its clock is slow unless a test measures time. */
export function useStage({ isSlow = true } = {}): Stage {
  const stage = {} as { -readonly [key in keyof Stage]: Stage[key] };
  before(async () => {
    stage.page = await openPage('engine.html');
    if (isSlow) slowDown(stage.page.window.performance);
    stage.engine = await (stage.page.window as unknown as { engine: Promise<ChartEngine> }).engine;
    stage.box = stage.page.document.querySelector<HTMLElement>('#box')!;
  });
  after(closePages);
  return stage;
}

/** Checks that the page still draws. */
export async function expectBars({ engine, box }: Stage): Promise<void> {
  const { chart } = await mount(BAR, { container: box }, engine);
  expect(box.querySelectorAll('.mark-rect.role-mark > *')).to.have.length(3);
  chart.finalize();
}

/**
 * Tests that each spec is refused by its limit, and that the page still draws. Limits on the work of a dataflow are the
 * same in all engines, so one engine is enough.
 */
export function describeBombs(what: string, bombs: Bombs, renderer: MountRequest['renderer'] = 'svg'): void {
  describe(`promise 7: ${what}`, () => {
    const stage = useStage();

    for (const [name, { spec: given, limit: message, or }] of Object.entries(bombs)) {
      it(`are refused with an error that names the limit: ${name}`, async () => {
        const spec = (typeof given === 'function' ? given() : given) as Record<string, unknown>;
        const drawing = mount(spec, { container: stage.box, fit: 'none', renderer }, stage.engine);
        const drawn = await drawing.catch(() => null);
        drawn?.chart.finalize();
        if (!drawn || or !== 'drawn') {
          const error = await rejection(drawing);
          expect(error.message).to.match(message);
          expect(error.kind).to.equal('spec');
        }
        await expectBars(stage);
        expect(stage.page.record).to.deep.include({ violations: [], errors: [] });
      }).timeout(60_000);
    }
  });
}
