// @engines all
/**
 * Plays some of our own specs with the browser's real mouse, drawn by vega-embed and by our engine. (The scripted mouse of
 * `interaction.test.ts` is faster, but only imitates a browser's events.)
 */
import type { VegaLiteSpec } from '../../src/spec/types.ts';
import { RealMouse } from '../support/real-mouse.ts';
import { drawOurs, drawStock, useEngines } from './engines.ts';
import { inlineData } from './inline-data.ts';
import { INTERACTIVE_SPECS } from './interactive-specs.ts';
import { expectSameLooks, playChart, type Look } from './play.ts';

const PLAYED = ['a brush in a facet', 'a zoom along the days', 'bars to choose from, with alt for more'];

describe('interaction with a real mouse', () => {
  useEngines();

  for (const name of PLAYED) {
    it(`changes ${name} like vega-embed`, async () => {
      const spec = (await inlineData(INTERACTIVE_SPECS[name])) as VegaLiteSpec;
      const mouse = new RealMouse();
      await mouse.move({ x: 1, y: 1 });
      const stock = await playChart(drawStock, structuredClone(spec), { mouse });
      await mouse.move({ x: 1, y: 1 });
      const ours = await playChart(drawOurs, spec, { mouse, places: stock.places });
      expectSameLooks(ours.looks.map(withLastHint), stock.looks.map(withLastHint));
    });
  }
});

/** Keeps only the last tooltip of a move, because browsers send different numbers of mouse events. */
function withLastHint(look: Look): Look {
  const hints = JSON.parse(look.hints) as unknown[];
  return { ...look, hints: JSON.stringify(hints.at(-1) ?? null) };
}
