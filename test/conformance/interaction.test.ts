/**
 * A scripted mouse plays every interactive spec twice, as stock vega-embed draws it and as the engine does: after
 * each step both must have the same picture, the same parameters and selections, the same pointer and tooltips.
 *
 * The mouse is made of events (see `Mouse`): both engines get the very same ones, at any speed of the machine.
 * That real ones are like them is for `real-input.test.ts` to show.
 */
import { expect } from 'chai';
import type { VegaLiteSpec } from '../../src/charts/types.ts';
import {
  drawOurs,
  drawStock,
  expectSame,
  loadEngines,
  pictureIn,
  restoreRandom,
  type Draw,
  type Drawn,
} from './engines.ts';
import { givenSpecs } from './given-specs.ts';
import { Hand } from './hand.ts';
import { inlineData } from './inline-data.ts';
import { INTERACTIVE_SPECS } from './interactive-specs.ts';
import { findPlaces, writeScript, type Places } from './script.ts';

/** Given specs that are not played, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'animated_gapminder.vl.json': 'it moves by itself, in each engine at a time of its own',
  'interactive_geo_facet_species.vl.json': 'takes a browser half a minute, for tooltips that others have too',
};

const given = new Map([...(await givenSpecs())].filter(([, spec]) => isInteractive(spec)));

describe('interaction as in vega-embed', () => {
  before(async function () {
    this.timeout(60_000);
    await loadEngines();
  });
  after(restoreRandom);
  afterEach(() => document.body.replaceChildren());

  describe('own specs', () => {
    for (const [name, spec] of Object.entries(INTERACTIVE_SPECS)) play(name, spec);
  });

  describe('given specs', () => {
    for (const [file, spec] of given) {
      const reason = LEFT_OUT[file];
      if (reason) it.skip(`${file}: ${reason}`);
      else play(file, spec);
    }
    if (given.size === 0) it.skip('the folder of given specs is not here');
  });
});

/** A look at a chart after a step of the script. */
interface Look {
  readonly step: string;
  readonly picture: string;
  readonly state: string;
  /** The shape of the pointer. */
  readonly cursor: string;
  /** What was hinted at since the look before. */
  readonly hints: string;
}

function play(name: string, source: object): void {
  it(name, async () => {
    const spec = (await inlineData(source)) as VegaLiteSpec;
    const { looks: stock, places } = await playWith(drawStock, structuredClone(spec));
    const { looks: ours } = await playWith(drawOurs, spec, places);
    const moved = stock.some((look) => look.hints !== '[]' || differs(look, stock[0]!));
    expect(moved, 'the script moves something').to.equal(true);
    for (const [index, look] of stock.entries()) {
      for (const part of ['state', 'picture', 'cursor', 'hints'] as const) {
        expectSame(ours[index]![part], look[part], `${part} after “${look.step}”`);
      }
    }
  }).timeout(30_000);
}

const differs = (a: Look, b: Look): boolean => a.picture !== b.picture || a.state !== b.state;

async function playWith(
  draw: Draw,
  spec: VegaLiteSpec,
  given?: Places,
): Promise<{ looks: Look[]; places: Places }> {
  scrollTo(0, 0);
  const place = document.createElement('div');
  Object.assign(place.style, { position: 'absolute', left: '40px', top: '40px', padding: '0 60px 60px 0' });
  document.body.append(place);
  const drawn = await draw(spec, { parent: place });
  const places = given ?? findPlaces(drawn.container);
  const hand = new Hand(drawn.view, drawn.container);
  let hinted = drawn.hints.length;
  const look = (step: string): Look => {
    const hints = JSON.stringify(drawn.hints.slice(hinted));
    hinted = drawn.hints.length;
    return { step, hints, ...lookAt(drawn) };
  };
  const looks = [look('the first picture')];
  for (const step of writeScript(places)) {
    await step.play(hand);
    looks.push(look(step.name));
  }
  expect(drawn.errors).to.deep.equal([]);
  drawn.remove();
  place.remove();
  return { looks, places };
}

function lookAt({ view, container }: Drawn): Omit<Look, 'step' | 'hints'> {
  const state = view.getState({ signals: () => true, data: (name) => name.endsWith('_store') });
  return {
    picture: pictureIn(container),
    state: JSON.stringify(plain(state)),
    cursor: view.container()!.style.cursor,
  };
}

/** A value as JSON, where what is drawn (which leads to everything else) is but a word; functions are left out. */
function plain(value: unknown): unknown {
  if (typeof value === 'function') return undefined;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if ('mark' in value || 'marktype' in value) return 'item';
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}

/** Whether a spec has a parameter that a reader sets, or a tooltip. */
function isInteractive(spec: unknown): boolean {
  if (typeof spec !== 'object' || spec === null) return false;
  return Object.entries(spec).some(([key, value]) => {
    if (key === 'tooltip' || key === 'select' || key === 'bind') return true;
    return key !== 'values' && isInteractive(value);
  });
}
