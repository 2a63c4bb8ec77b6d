import { expect } from 'chai';
import type { VegaLiteSpec } from '../../src/charts/types.ts';
import type { ChartEngine } from '../../src/vega/types.ts';
import type { default as Embed } from 'vega-embed';
import { inlineData } from './inline-data.ts';

/** Specs whose picture differs from the one that stock vega-embed draws, and why. */
const KNOWN_DIFFERENCES: Readonly<Record<string, string>> = {};

const OWN = [
  'bar.vl.json',
  'density.vl.json',
  'facet.vl.json',
  'interval.vl.json',
  'map.vl.json',
  'regression.vl.json',
];

const given = (await (await fetch('/__conformance__/index.json')).json()) as string[] | { missing: true };

const nativeRandom = Math.random;
let seed = 1;
/** A linear congruential generator: as random as a jitter needs, and the same for both engines. */
function seededRandom(): number {
  seed = (seed * 48271) % 2147483647;
  return seed / 2147483647;
}

let embed: typeof Embed;
let engine: ChartEngine;

describe('conformance with vega-embed', () => {
  before(async function () {
    this.timeout(60_000);
    // Vega takes Math.random at import.
    Math.random = seededRandom;
    ({ default: embed } = await import('vega-embed'));
    const { createDefaultEngine } = await import('../../src/vega/default-engine.ts');
    const { getRuntime } = await import('../../src/vega/runtime.ts');
    engine = createDefaultEngine(() => Promise.resolve(getRuntime()));
  });
  after(() => {
    Math.random = nativeRandom;
  });
  afterEach(() => document.body.replaceChildren());

  describe('own specs', () => {
    for (const file of OWN) compare(file, `/test/specs/${file}`);
  });

  describe('given specs', () => {
    if (Array.isArray(given)) {
      for (const file of given) compare(file.replace(/^.*\//, ''), `/__conformance__/${file}`);
    } else {
      it.skip('the folder of given specs is not here');
    }
  });
});

function compare(file: string, url: string): void {
  const reason = KNOWN_DIFFERENCES[file];
  it(`${file}${reason ? ` differs: ${reason}` : ''}`, async () => {
    const spec = (await inlineData(await (await fetch(url)).json())) as VegaLiteSpec;
    const stock = await drawStock(structuredClone(spec));
    const ours = await drawOurs(spec);
    if (reason) expect(ours).not.to.equal(stock);
    else expect(firstDifference(ours, stock)).to.equal(null);
  }).timeout(30_000);
}

async function drawStock(spec: VegaLiteSpec): Promise<string> {
  seed = 1;
  const container = document.body.appendChild(document.createElement('div'));
  const { view, finalize } = await embed(container, spec as never, {
    mode: 'vega-lite',
    renderer: 'svg',
    actions: false,
  });
  view.logLevel(0);
  const picture = picked(container);
  finalize();
  container.remove();
  return picture;
}

async function drawOurs(spec: VegaLiteSpec): Promise<string> {
  seed = 1;
  const container = document.body.appendChild(document.createElement('div'));
  const chart = await engine.mount({
    container,
    spec,
    data: new Map(),
    size: { width: 600, height: 400 },
    fit: 'none',
    config: null,
    locale: null,
    renderer: 'svg',
    allowHosts: [location.origin],
    reducedMotion: false,
    captioned: false,
    onTooltip: () => undefined,
    onError: () => undefined,
    signal: new AbortController().signal,
  });
  const picture = picked(container);
  chart.finalize();
  container.remove();
  return picture;
}

/** The SVG in a container, with the running numbers of its clips and gradients counted from 0. */
function picked(container: HTMLElement): string {
  const names = new Map<string, string>();
  return container
    .querySelector('svg')!
    .outerHTML.replace(/\b(clip|gradient_|p_gradient_)\d+/g, (name, kind: string) => {
      if (!names.has(name)) names.set(name, `${kind}${names.size}`);
      return names.get(name)!;
    });
}

/** Where two pictures part ways, or `null`. */
function firstDifference(ours: string, stock: string): { ours: string; stock: string } | null {
  if (ours === stock) return null;
  let index = 0;
  while (ours[index] === stock[index]) index += 1;
  const around = (text: string): string => text.slice(Math.max(0, index - 80), index + 80);
  return { ours: around(ours), stock: around(stock) };
}
