import { expect } from 'chai';
import type { VegaLiteSpec } from '../../src/spec/types.ts';
import type { Pointer } from '../support/mouse.ts';
import { expectSame, pictureIn, type Draw, type Drawn } from './engines.ts';
import { Hand } from './hand.ts';
import { findPlaces, writeScript, type Places } from './script.ts';

/** A snapshot of a chart after a step of the script. */
export interface Look {
  readonly step: string;
  readonly picture: string;
  readonly state: string;
  /** The CSS cursor. */
  readonly cursor: string;
  /** Tooltips since the previous snapshot. */
  readonly hints: string;
}

export interface Played {
  readonly looks: readonly Look[];
  /** The positions that the script uses. */
  readonly places: Places;
}

export interface PlayOptions {
  readonly mouse: Pointer;
  /** Positions in another engine's picture; by default, those in this picture. */
  readonly places?: Places;
}

/** Draws a chart at the top left of the page, and runs the script. */
export async function playChart(draw: Draw, spec: VegaLiteSpec, options: PlayOptions): Promise<Played> {
  scrollTo(0, 0);
  const place = document.createElement('div');
  Object.assign(place.style, { position: 'absolute', left: '40px', top: '40px', padding: '0 60px 60px 0' });
  document.body.append(place);
  const drawn = await draw(spec, { parent: place });
  const places = options.places ?? findPlaces(drawn.container);
  const hand = new Hand(options.mouse, drawn.view, drawn.container);
  let hinted = drawn.hints.length;
  const look = (step: string): Look => {
    const hints = JSON.stringify(drawn.hints.slice(hinted));
    hinted = drawn.hints.length;
    return { step, hints, ...lookOf(drawn) };
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

/** Fails at the first step after which the snapshots of two engines differ. */
export function expectSameLooks(ours: readonly Look[], stock: readonly Look[]): void {
  for (const [index, look] of stock.entries()) {
    for (const part of ['state', 'picture', 'cursor', 'hints'] as const) {
      expectSame(ours[index]![part], look[part], `${part} after “${look.step}”`);
    }
  }
}

function lookOf({ view, container }: Drawn): Omit<Look, 'step' | 'hints'> {
  const state = view.getState({ signals: () => true, data: (name) => name.endsWith('_store') });
  return {
    picture: pictureIn(container),
    state: JSON.stringify(plain(state)),
    cursor: view.container()!.style.cursor,
  };
}

/** Returns whether a value is a reference, which our expressions use in place of an item. */
function isReference(value: object): boolean {
  return Object.isFrozen(value) && Reflect.ownKeys(value).length === 0;
}

/** Returns a value for JSON, without functions. Items, which reference everything else, become the text `item`. */
function plain(value: unknown): unknown {
  if (typeof value === 'function') return undefined;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if ('mark' in value || 'marktype' in value || isReference(value)) return 'item';
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}
