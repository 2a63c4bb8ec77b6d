/** Maps of derived charts, with the outlines of countries and of states. Loaded on demand. */
import { type DeriveOptions, readColumns } from '../charts/kinds/kind.ts';
import {
  deriveChoropleth,
  hasCodes,
  type LimitFormat,
  type PlaceRows,
  readPlaces,
} from '../charts/maps/derive-choropleth.ts';
import {
  type Atlas,
  COUNTRY_IDS,
  countryGazetteer,
  POINTS,
  stateGazetteer,
  stateName,
} from '../charts/maps/gazetteer.ts';
import { type PlaceFeature, readOutlines, type Topology } from '../charts/maps/outlines.ts';
import { extentOf, regionOf, usa } from '../charts/maps/projections.ts';
import type { SpecChart } from '../charts/types.ts';
import type { JsonObject } from '../internal/json.ts';
import { clip, MAX_NAME_LENGTH, withAffixes } from '../internal/text.ts';
import english from '../locale/messages/en/maps.ts';
import type { Locale, Messages } from '../locale/types.ts';
import { lazily } from '../public-client/errors.ts';
import type { Dataset } from '../public-client/types.ts';
import { LAND } from '../spec/names.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { labelTicks } from '../vega/locale.ts';

/** Maximum number of names in the notice about places that are not on the map. */
const MAX_MISSING = 5;

export const mapWords = ({ messages }: Locale): NonNullable<Messages['maps']> => messages.maps ?? english;

/** Finds the places of rows: see {@link readPlaces}. */
export function findPlaces(
  rows: Dataset,
  options: DeriveOptions,
  { tag }: Pick<Locale, 'tag'>,
): ReturnType<typeof readPlaces> {
  const namings = [regionNames(tag), regionNames('en'), regionNames('en', 'short')];
  const countries = countryGazetteer((id) => namings.map((name) => name(id)));
  return readPlaces(readColumns(rows, options), [countries, stateGazetteer()]);
}

/**
 * Draws rows with names or codes of places as a choropleth. Returns the reason, for developers, if that is not possible,
 * and `null` for rows with latitude and longitude, which a symbol map shows.
 */
export async function drawPlaces(
  rows: Dataset,
  options: DeriveOptions,
  locale: Locale,
): Promise<SpecChart | string | null> {
  const { words, available = { width: 640, height: 360 }, textScale = 1, rtl = false } = options;
  const places = findPlaces(rows, options, locale);
  if (places === null || typeof places === 'string') return places;
  const { noData, notOnMap, extremes } = mapWords(locale);
  const nameOf = places.atlas === 'usa' ? (id: string) => stateName(id) ?? id : regionNames(locale.tag);
  const outlines = await loadOutlines(places.atlas, (all) => toleranceFor(places, all, available));
  const chart = deriveChoropleth(places, {
    ...{ words, textScale, rtl, outlines, noData },
    available: { width: available.width / textScale, height: available.height / textScale },
    ...{ limit: null, sort: null, language: locale.tag },
    formatLimits: (limits, format) => writeLimits(limits, format, locale),
    nameOf,
  });
  const known = new Set(outlines.map(({ id }) => id));
  const lacking = places.place.values.filter((_, row) => !known.has(places.ids[row]!)).map(String);
  const missing = [...places.missing, ...lacking].map((name) => clip(name, MAX_NAME_LENGTH));
  const { comma, more } = locale.messages;
  const rest = missing.length - MAX_MISSING;
  const listed = missing.slice(0, MAX_MISSING).join(comma) + (rest > 0 ? ` ${more(rest)}` : '');
  return {
    ...chart,
    map: {
      notice: missing.length > 0 ? notOnMap(listed) : null,
      remark: remarkOn(places, nameOf, extremes),
    },
  };
}

/** Adds the outlines of countries to a derived map with points. `width` is that of its box in px. */
export async function withLand(chart: SpecChart, width: number): Promise<SpecChart> {
  const extent = extentOf(chart.spec['projection'] as JsonObject);
  const values = (await loadOutlines('world', () => extent / width / 1.5)).filter(
    ({ geometry }) => geometry.type !== 'Point',
  );
  const layers = chart.spec['layer'] as readonly { readonly data?: { readonly name?: string } }[];
  const layer = layers.map((each) =>
    each.data?.name === LAND ? { ...each, data: { ...each.data, values } } : each,
  );
  const spec: VegaLiteSpec = { ...chart.spec, layer };
  return { ...chart, spec };
}

/** Returns a function that returns the name for an alpha-2 code in a language, or the code if there is no name. */
function regionNames(language: string, style: 'long' | 'short' = 'long'): (alpha2: string) => string {
  const names = new Intl.DisplayNames(language, { type: 'region', style });
  return (alpha2) => names.of(alpha2) ?? alpha2;
}

async function loadOutlines(
  atlas: Atlas,
  tolerance: (outlines: readonly PlaceFeature[]) => number,
): Promise<readonly PlaceFeature[]> {
  const { default: topology } = (await lazily<{ default: unknown }>(
    atlas === 'usa'
      ? () => import('us-atlas/states-albers-10m.json', { with: { type: 'json' } })
      : () => import('world-atlas/countries-110m.json', { with: { type: 'json' } }),
  )) as { readonly default: Topology };
  const object = atlas === 'usa' ? 'states' : 'countries';
  const read = (accuracy: number): readonly PlaceFeature[] =>
    readOutlines(topology, object, accuracy).map((outline) =>
      atlas === 'usa' ? outline : { ...outline, id: countryId(outline) },
    );
  const full = read(0);
  const accuracy = tolerance(full);
  const outlines = accuracy > 0 ? read(accuracy) : full;
  return atlas === 'usa'
    ? outlines
    : [...outlines.filter(({ id }) => id !== ANTARCTICA), ...SMALL.filter(isNew(outlines))];
}

/** Writes numbers with the same decimals and unit letter. */
function writeLimits(limits: readonly number[], format: LimitFormat, { vega }: Locale): readonly string[] {
  const ticks = labelTicks(limits);
  const places = ticks ? Math.max(0, -2 - Math.floor(Math.log10(ticks.step) + 1e-9)) : 0;
  const { decimals = format.style === 'percent' ? places : undefined } = format;
  const write = format.write ?? ((limit: number) => vega.formatNumber(limit, { ...format, decimals }, ticks));
  return limits.map((limit) => withAffixes(write(limit), format));
}

const ANTARCTICA = 'AQ';

const countryId = ({ id, properties: { name } }: PlaceFeature): string =>
  COUNTRY_IDS.get(id) ?? (name === 'Kosovo' ? 'XK' : name);

const SMALL: readonly PlaceFeature[] = [...POINTS].map(([id, coordinates]) => ({
  type: 'Feature',
  id,
  properties: { name: id },
  geometry: { type: 'Point', coordinates },
}));

const isNew = (outlines: readonly PlaceFeature[]) => {
  const known = new Set(outlines.map(({ id }) => id));
  return ({ id }: PlaceFeature): boolean => !known.has(id);
};

/** Returns two thirds of a px of the map, in the units of its outlines. */
function toleranceFor(
  { atlas, ids }: PlaceRows,
  outlines: readonly PlaceFeature[],
  { width }: { readonly width: number },
): number {
  const shown = outlines.filter(({ id }) => ids.includes(id));
  return extentOf(atlas === 'usa' ? usa() : regionOf(shown)) / width / 1.5;
}

/** Names the places with the highest and the lowest number. */
function remarkOn(
  places: PlaceRows,
  nameOf: (id: string) => string,
  extremes: (highest: string, lowest: string) => string,
): string | null {
  const { place, shown, ids } = places;
  if (shown.kind !== 'number' || shown.distinct < 2) return null;
  const numbers = shown.values.map(Number);
  const nameAt = (value: number): string => {
    const row = numbers.indexOf(value);
    return clip(hasCodes(places) ? nameOf(ids[row]!) : String(place.values[row]), MAX_NAME_LENGTH);
  };
  return extremes(nameAt(Math.max(...numbers)), nameAt(Math.min(...numbers)));
}
