// @lane long
import { expect } from 'chai';
import type { VegaLiteSpec } from '../../src/spec/types.ts';
import { drawOurs, drawStock, expectSame, pictureIn, useEngines, type Draw } from './engines.ts';
import { givenSpecs } from './given-specs.ts';
import { inlineData } from './inline-data.ts';

/** Specs whose picture differs from the one that stock vega-embed draws, and why. */
const KNOWN_DIFFERENCES: Readonly<Record<string, string>> = {};

const OWN = [
  'bar.vl.json',
  'computed-domains.vl.json',
  'density.vl.json',
  'facet.vl.json',
  'interval.vl.json',
  'map.vl.json',
  'regression.vl.json',
];

const given = await givenSpecs();

describe('conformance with vega-embed', () => {
  useEngines();

  describe('our own specs', () => {
    for (const file of OWN) compare(file, async () => (await fetch(`/test/specs/${file}`)).json());
  });

  describe('example specs of Vega-Lite', () => {
    for (const [file, spec] of given) compare(file, () => spec);
    if (given.size === 0) it.skip('are drawn like vega-embed (their folder does not exist)');
  });
});

function compare(file: string, load: () => unknown): void {
  const reason = KNOWN_DIFFERENCES[file];
  it(`draws ${file} ${reason ? `unlike vega-embed: ${reason}` : 'like vega-embed'}`, async () => {
    const spec = (await inlineData(await load())) as VegaLiteSpec;
    const stock = await draw(drawStock, structuredClone(spec));
    const ours = await draw(drawOurs, spec);
    if (reason) expect(ours).not.to.equal(stock);
    else expectSame(ours, stock, 'the picture');
  });
}

async function draw(by: Draw, spec: VegaLiteSpec): Promise<string> {
  const { container, remove } = await by(spec);
  const picture = pictureIn(container);
  remove();
  return picture;
}
