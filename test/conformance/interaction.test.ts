// @lane long
/**
 * Plays every interactive spec twice with a scripted mouse, drawn by vega-embed and by our engine. After each step, both
 * must have the same picture, parameters, selections, cursor and tooltips.
 *
 * The mouse dispatches events (see `Mouse`), so both engines get the same ones, however fast the machine is.
 * `real-input.test.ts` checks that real events are like these.
 */
import { expect } from 'chai';
import type { VegaLiteSpec } from '../../src/spec/types.ts';
import { Mouse } from '../support/mouse.ts';
import { drawOurs, drawStock, useEngines } from './engines.ts';
import { givenSpecs } from './given-specs.ts';
import { inlineData } from './inline-data.ts';
import { INTERACTIVE_SPECS } from './interactive-specs.ts';
import { expectSameLooks, playChart, type Played } from './play.ts';

/** Example specs that are skipped, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'animated_gapminder.vl.json': 'animates by itself, at a different time in each engine',
  'interactive_geo_facet_species.vl.json': 'takes half a minute, for tooltips that other specs have, too',
};

/** Specs that run only in Chromium, and why. */
const IN_CHROMIUM: Readonly<Record<string, string>> = {
  'interactive_splom.vl.json':
    'zooms nine plots for ten seconds; “a zoom of two plots at once” is played everywhere',
};
const CHROMIUM = /Chrom/.test(navigator.userAgent);

const given = new Map([...(await givenSpecs())].filter(([, spec]) => isInteractive(spec)));

describe('interaction as in vega-embed', () => {
  useEngines();

  describe('our own specs', () => {
    for (const [name, spec] of Object.entries(INTERACTIVE_SPECS)) play(name, spec);
  });

  describe('example specs of Vega-Lite', () => {
    for (const [file, spec] of given) {
      const reason = LEFT_OUT[file] ?? (CHROMIUM ? undefined : IN_CHROMIUM[file]);
      if (reason) it.skip(`${file}: ${reason}`);
      else play(file, spec);
    }
    if (given.size === 0) it.skip('behave like vega-embed (their folder does not exist)');
  });
});

function play(name: string, source: object): void {
  it(`changes ${name} like vega-embed`, async () => {
    const spec = (await inlineData(source)) as VegaLiteSpec;
    const stock = await playChart(drawStock, structuredClone(spec), { mouse: new Mouse() });
    const ours = await playChart(drawOurs, spec, { mouse: new Mouse(), places: stock.places });
    expect(isMoved(stock), 'the script moves something').to.equal(true);
    expectSameLooks(ours.looks, stock.looks);
  });
}

function isMoved({ looks: [first, ...others] }: Played): boolean {
  return others.some(
    ({ hints, picture, state }) => hints !== '[]' || picture !== first!.picture || state !== first!.state,
  );
}

/** Returns whether a spec has a tooltip or a parameter that a reader can set. */
function isInteractive(spec: unknown): boolean {
  if (typeof spec !== 'object' || spec === null) return false;
  return Object.entries(spec).some(([key, value]) => {
    if (key === 'tooltip' || key === 'select' || key === 'bind') return true;
    return key !== 'values' && isInteractive(value);
  });
}
