import type { JsonObject } from '../../internal/json.ts';
import { clip, MAX_NAME_LENGTH } from '../../internal/text.ts';
import type { Dataset } from '../../public-client/types.ts';
import { LAND, MAIN, SHAPE } from '../../spec/names.ts';
import type { NumberFormat } from '../../spec/types.ts';
import { type Field, makeField } from '../columns.ts';
import { colorSeries, type DeriveContext, encode, pickRows, specChart, tooltip } from '../encodings.ts';
import type { Columns } from '../kinds/kind.ts';
import type { MeasureFormat } from '../measure-formats.ts';
import type { SpecChart } from '../types.ts';
import { CLASSES, classLimits } from './classes.ts';
import type { Atlas, Gazetteer } from './gazetteer.ts';
import { type PlaceFeature } from './outlines.ts';
import { GROUND, GROUND_OPACITY, regionOf, usa } from './projections.ts';

/** What a choropleth shows, before its outlines are loaded. */
export interface PlaceRows {
  readonly atlas: Atlas;
  /** The ids of the places, one for each row of the fields. */
  readonly ids: readonly string[];
  /** The column with the places. */
  readonly place: Field;
  /** The number or category that the colors show. */
  readonly shown: Field;
  /** Further fields for the tooltip. */
  readonly extra: readonly Field[];
  /** Cells that are no place of the map. */
  readonly missing: readonly string[];
}

/** At least this share of the names must be on the map. */
const FEWEST = 0.4;
/** Maximum number of different names in a column of places. The maps have fewer, in all spellings. */
const MAX_NAMES = 5000;
/** Maximum number of values that a map shows by color. */
const MAX_COLORED = 8;
/** Numeric columns that may contain codes of places. */
const CODES = /(^|_)(iso|fips|m49|geo|country|state)/;
const STATES = /(^|_)(us|usa|states?|fips)(_|$)/;

/**
 * Finds the places of a result. Returns a reason, for developers, if it has none, or several rows for a place. Returns
 * `null` for rows with latitude and longitude, which a symbol map shows.
 */
export function readPlaces(
  { latitude, texts, numbers, time }: Columns,
  gazetteers: readonly Gazetteer[],
): PlaceRows | string | null {
  if (latitude) return null;
  const codes = numbers.filter(({ source }) => CODES.test(source));
  const found = [...texts, ...codes]
    .filter(({ distinct }) => distinct <= MAX_NAMES)
    .flatMap((field) => gazetteers.map((gazetteer) => locate(field, gazetteer)))
    .reduce<Located | null>((best, next) => (next.score > (best?.score ?? 0) ? next : best), null);
  if (!found) return 'no column has names or codes of countries or of states of the USA';
  const { place, atlas } = found;
  const isOther = (field: Field): boolean => field !== place;
  const others = texts.filter(isOther);
  const shown =
    numbers.find(isOther) ?? others.find(({ distinct }) => distinct > 1 && distinct <= MAX_COLORED);
  if (!shown) return 'no other column has a number or a category to show';
  if (found.missing.length > found.names * (1 - FEWEST)) {
    return `only ${found.names - found.missing.length} of ${found.names} values of "${clipName(place.source)}" are names or codes of places (not ${found.missing.slice(0, 3).map(clipName).join(', ')})`;
  }

  const latest =
    time && time.values.reduce<number>((most, value) => Math.max(most, Number(value)), -Infinity);
  const rows = place.values.flatMap((_, row) =>
    found.ids[row] !== undefined &&
    shown.values[row] !== null &&
    (latest === null || Number(time?.values[row]) === latest)
      ? [row]
      : [],
  );
  const ids = rows.map((row) => found.ids[row] ?? '');
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    return `there are several rows for "${clipName(String(place.values[found.ids.indexOf(twice)]))}"; a map needs one row for each place`;
  }
  const extra = [...others, ...numbers.filter(isOther)].filter((field) => field !== shown).slice(0, 3);
  const picked = pickRows([place, shown, ...extra, ...(time ? [time] : [])], rows);
  return { atlas, ids, place: picked[0]!, shown: picked[1]!, extra: picked.slice(2), missing: found.missing };
}

const clipName = (name: string): string => clip(name, MAX_NAME_LENGTH);

interface Located {
  readonly atlas: Atlas;
  readonly place: Field;
  readonly ids: readonly (string | undefined)[];
  readonly names: number;
  readonly missing: readonly string[];
  readonly score: number;
}

function locate(field: Field, { atlas, find }: Gazetteer): Located {
  const texts = field.values.map((value) => (value === null ? '' : String(value)));
  const known = new Map([...new Set(texts)].filter(Boolean).map((text) => [text, find(text)]));
  const missing = [...known].filter(([, id]) => id === undefined).map(([text]) => text);
  const found = known.size - missing.length;
  // Of columns with equally many places, prefer names to codes. Use postal codes only if the column's name means them.
  const isNames = texts.some((text) => text.length > 3);
  const isNamed = STATES.test(field.source) === (atlas === 'usa');
  return {
    atlas,
    place: field,
    ids: texts.map((text) => known.get(text)),
    names: known.size,
    missing,
    score: found && found + (isNames ? 0.5 : 0) + (isNamed ? 0.25 : 0),
  };
}

/** The format of the limits between classes. */
export type LimitFormat = Pick<NumberFormat, 'style'> & Partial<MeasureFormat>;

interface ChoroplethOptions extends DeriveContext {
  readonly outlines: readonly PlaceFeature[];
  /** Returns the name of a place for readers. */
  nameOf(id: string): string;
  readonly noData: string;
  /** Writes the limits between classes as on an axis: with the same decimals. */
  formatLimits(limits: readonly number[], format: LimitFormat): readonly string[];
}

/** Returns whether the places have codes, which are shown as names. */
export const hasCodes = ({ place }: PlaceRows): boolean =>
  place.values.every((value) => String(value).length <= 3);

/** Derives a map whose areas have the colors of their values. Places without a value are gray. */
export function deriveChoropleth(places: PlaceRows, options: ChoroplethOptions): SpecChart {
  const { atlas, ids, place, shown, extra } = places;
  const { outlines, nameOf, noData } = options;
  const byId = new Map(outlines.map((outline) => [outline.id, outline]));
  const drawn = ids.flatMap((id, row) => (byId.has(id) ? [row] : []));
  const [, value = shown, ...more] = pickRows([place, shown, ...extra], drawn);
  const shapes = drawn.map((row) => byId.get(ids[row]!)!);
  const rest = outlines.filter(({ id, geometry }) => geometry.type !== 'Point' && !ids.includes(id));
  const cells = drawn.map((row) => String(place.values[row]));
  const isCode = hasCodes(places);
  const names = makeField(place.name, place.title, 'text', cells);
  const title = makeField(
    '_place',
    place.title || place.name,
    'text',
    drawn.map((row) => nameOf(ids[row]!)),
  );
  const label = isCode ? title : names;
  const projection = atlas === 'usa' ? usa() : regionOf(shapes);
  const isNumber = value.kind === 'number';
  const limits = isNumber ? classLimits(value.values.map(Number)) : [];
  const isUneven = !areWide(limits);
  const legend = legendOf(value, limits, rest.length > 0, options);
  const legends = [
    ...(isUneven ? [evenLegend(value, limits, legend)] : []),
    ...(rest.length > 0 ? [noDataLegend(noData)] : []),
  ];
  const chart = specChart(
    {
      projection: { ...projection, pointRadius: { expr: 'clamp(width / 160, 2, 4)' } },
      layer: [
        {
          data: { name: LAND, values: rest },
          mark: { type: 'geoshape', fill: GROUND, fillOpacity: GROUND_OPACITY, aria: false },
        },
        {
          mark: { type: 'geoshape', stroke: GROUND },
          encoding: {
            shape: { field: SHAPE, type: 'geojson' },
            color: isNumber ? byClass(value, limits, isUneven ? null : legend) : byCategory(value, options),
            tooltip: tooltip(label, value, ...more),
          },
        },
        ...legends.map(withLegend),
      ],
      ...(legends.length > 0 ? { resolve: { scale: { fill: 'independent' } } } : {}),
    },
    [names, isCode ? title : undefined, value, ...more],
  );
  return { ...chart, data: new Map([[MAIN, withShapes(chart.data.get(MAIN)!, shapes)]]) };
}

/** Returns a layer without marks whose only purpose is its legend. */
const withLegend = (fill: JsonObject): JsonObject => ({
  data: { values: [] },
  mark: { type: 'geoshape', aria: false },
  encoding: { fill },
});

const noDataLegend = (noData: string): JsonObject => ({
  datum: noData,
  type: 'nominal',
  scale: { domain: [noData], range: [GROUND] },
  // The empty title aligns the entry with the colors next to it.
  legend: {
    ...{ title: ' ', symbolType: 'square', offset: 10 },
    // An outline, as the fill is nearly the background.
    encoding: {
      symbols: {
        fillOpacity: { value: GROUND_OPACITY },
        stroke: { value: GROUND },
        strokeWidth: { value: 1 },
      },
    },
  },
});

/** Colors of classes: numbers of a theme's range. */
const colorsOf = (limits: readonly number[]): string => (limits.length < CLASSES ? 'ramp' : 'diverging');

const byClass = (field: Field, limits: readonly number[], legend: JsonObject | null): JsonObject =>
  encode(field, {
    scale:
      limits.length > 0
        ? { type: 'threshold', domain: limits, range: colorsOf(limits) }
        : // All values are equal.
          { type: 'threshold', domain: [Number(field.values[0] ?? 0) - 1], range: 'ramp' },
    legend: limits.length > 0 ? legend : null,
  });

/** Maximum length of the colors in a legend, their minimum length, and the width of the entry for no data next to them. */
const LEGEND_LENGTH = { most: 260, least: 60, noData: 120 };

/**
 * Returns a legend that shows the limits between the classes. The first class has no lower limit. The legend for no data
 * may be next to it.
 */
function legendOf(
  { isShare, format, title }: Field,
  limits: readonly number[],
  hasNoData: boolean,
  { available, textScale, formatLimits }: ChoroplethOptions,
): JsonObject {
  const { most, least, noData } = LEGEND_LENGTH;
  const width = hasNoData ? Math.max(least, available.width - noData) : available.width - 20;
  const gradientLength = Math.round(Math.min(most, width) * textScale);
  const style = isShare ? 'percent' : 'short';
  // The title contains a unit that is written once.
  const affixes = format?.unit && title ? { before: undefined, after: undefined } : {};
  const labels = ['', ...formatLimits(limits, { style, ...format, ...affixes })];
  return {
    // Without the type, Vega-Lite drops the length.
    type: 'gradient',
    gradientLength,
    titleLimit: hasNoData ? gradientLength : Math.round(available.width * textScale),
    labelSeparation: 4,
    offset: 10,
    labelExpr: `${JSON.stringify(labels)}[datum.index]`,
  };
}

/** The narrowest class in a legend, as a share of all classes with limits. */
const NARROWEST = 0.1;

/** Returns whether all labels fit into a legend whose classes are as wide as their range. */
function areWide(limits: readonly number[]): boolean {
  const span = (limits.at(-1) ?? 0) - (limits[0] ?? 0);
  return limits.every((limit, index) => index === 0 || limit - limits[index - 1]! >= NARROWEST * span);
}

/** Returns a scale whose legend has classes of the same width, with the labels of limits at uneven distances. */
const evenLegend = (field: Field, limits: readonly number[], legend: JsonObject): JsonObject =>
  encode(field, {
    scale: { type: 'threshold', domain: limits.map((_, index) => index + 1), range: colorsOf(limits) },
    legend,
  });

const byCategory = (field: Field, options: DeriveContext): JsonObject =>
  colorSeries(
    field,
    makeField(
      '_count',
      '',
      'number',
      field.values.map(() => 1),
    ),
    options,
    { flush: true },
  ).color;

const withShapes = ({ columns, rows, truncated }: Dataset, shapes: readonly PlaceFeature[]): Dataset => ({
  columns: [...columns, { name: SHAPE, type: 'json' }],
  rows: rows.map((row, index) => [...row, shapes[index] as never]),
  truncated,
});
