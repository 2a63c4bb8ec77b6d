import { expect } from 'chai';
import type { ChartEngine, MountRequest } from '../../src/vega/types.ts';
import { slowDown } from '../support/fake-timers.ts';
import { closePages, openPage, type Page } from '../support/page.ts';
import { mount, rejection } from '../vega/support.ts';
import { BAR, type Hostile } from './hostile-specs.ts';

/** A page under the policy of docs/security.md, the engine in it, and a box to draw into. */
export interface Stage {
  readonly page: Page;
  readonly engine: ChartEngine;
  readonly box: HTMLElement;
}

/** Opens the page. Its clock is slow unless a test measures time. */
export async function openStage({ isSlow = true } = {}): Promise<Stage> {
  const page = await openPage('engine.html');
  if (isSlow) slowDown(page.window.performance);
  const engine = await (page.window as unknown as { engine: Promise<ChartEngine> }).engine;
  return { page, engine, box: page.document.querySelector<HTMLElement>('#box')! };
}

/**
 * Tests that each spec is refused by its limit, and that the page still draws. Limits on the work of a dataflow are the
 * same in all engines, so one engine is enough.
 */
export function describeBombs(
  what: string,
  specs: readonly Hostile[],
  renderer: MountRequest['renderer'] = 'svg',
): void {
  describe(`promise 7: ${what}`, () => {
    let stage: Stage;

    before(async () => {
      stage = await openStage();
    });
    after(closePages);

    for (const [name, given, message, outcome] of specs) {
      it(`are refused with an error that names the limit: ${name}`, async () => {
        const { page, engine, box } = stage;
        const spec = (typeof given === 'function' ? given() : given) as Record<string, unknown>;
        const drawing = mount(spec, { container: box, fit: 'none', renderer }, engine);
        const drawn = await drawing.catch(() => null);
        drawn?.chart.finalize();
        if (!drawn || outcome !== 'drawn') {
          const error = await rejection(drawing);
          expect(error.message).to.match(message);
          expect(error.kind).to.equal('spec');
        }
        const { chart } = await mount(BAR, { container: box }, engine);
        expect(box.querySelectorAll('.mark-rect.role-mark > *')).to.have.length(3);
        chart.finalize();
        expect(page.record).to.deep.include({ violations: [], errors: [] });
      }).timeout(60_000);
    }
  });
}
