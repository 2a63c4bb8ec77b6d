import { hideSetToJson } from './set-to-json.ts';
import { compile, type TopLevelSpec } from 'vega-lite';
import { isObject, type JsonObject } from '../internal/json.ts';
import { titleOf } from '../internal/text.ts';
import { isAlias, namesIdentifier, namesYear } from '../internal/values.ts';
import { guardIntrinsics } from '../sandbox/intrinsics.ts';
import { LABELS, NUMBER } from '../internal/secret-names.ts';
import { list, objects } from '../spec/facts.ts';
import type {
  VegaData,
  VegaLiteConfig,
  VegaLiteSpec,
  VegaLocale,
  VegaSignal,
  VegaSpec,
} from '../spec/types.ts';
import { mapChannels } from '../spec/views.ts';
import { asVibedasherError, type Logger } from './errors.ts';
import { LOCALE_CONFIG } from './locale.ts';
import { mapLists, quoteString } from './rewrite.ts';
import { withParts } from './stand-ins.ts';
import type { MountRequest } from './types.ts';

hideSetToJson();

type ExpressionTexts = typeof import('./lazy/expression-texts.ts');

/**
 * Compiles Vega-Lite to Vega. Rejects with a `VibedasherError` of kind `spec`.
 *
 * @param config Defaults for the spec's own `config`
 * @param locale Titles fields for readers if the spec does not; `null` for titles of Vega-Lite
 * @param texts Escapes texts in expressions; `null` for a spec without such texts
 */
export async function compileVegaLite(
  spec: VegaLiteSpec,
  config: VegaLiteConfig | null,
  logger: Logger,
  locale: VegaLocale | null,
  texts: ExpressionTexts | null,
): Promise<VegaSpec> {
  try {
    // The spec is not validated; the compiler reports what it cannot read.
    const input = (texts?.hideTexts(spec) ?? spec) as unknown as TopLevelSpec;
    const { spec: compiled } = await withParts(() =>
      guardIntrinsics(() =>
        compile(input, {
          ...(config && { config }),
          ...(locale && { fieldTitle: (field, ownConfig) => fieldTitle(field, ownConfig, locale, texts) }),
          logger,
        }),
      ),
    );
    const vega: unknown = texts?.showTexts(compiled) ?? compiled;
    fillDomains(vega as Group);
    return vega as VegaSpec;
  } catch (cause) {
    throw asVibedasherError('spec', 'The spec is not valid Vega-Lite', cause);
  }
}

/** The parts of a Vega group that {@link fillDomains} reads and writes. */
interface Group {
  data?: VegaData[];
  readonly scales?: readonly { readonly domain?: { readonly fields?: readonly DomainPart[] } }[];
  readonly marks?: readonly Group[];
}

interface DomainPart {
  signal?: string;
  data?: string;
  field?: string;
}

/**
 * Moves the computed parts of scale domains (dates, ends of bins) into data sets. Vega would do the same with `setdata`,
 * which the function policy refuses.
 */
function fillDomains(group: Group): void {
  for (const part of group.scales?.flatMap(({ domain }) => domain?.fields ?? []) ?? []) {
    const { signal } = part;
    if (!signal) continue;
    const data = (group.data ??= []);
    delete part.signal;
    part.data = `vibedasher_domain_${data.length}`;
    // The signals of dates have the form `[{data: …}]`.
    part.field = signal.startsWith('[{') ? 'data.data' : 'data';
    const transform = [
      { type: 'formula', expr: signal, as: 'data' },
      { type: 'flatten', fields: ['data'] },
    ];
    data.push({ name: part.data, values: [{}], transform });
  }
  group.marks?.forEach(fillDomains);
}

/** Returns the defaults for a spec's `config`, or `null` if the spec's look must stay unchanged. */
export function fullConfig({
  config,
  locale,
}: Pick<MountRequest, 'config' | 'locale'>): VegaLiteConfig | null {
  // Without a background of its own, the chart shows that of the page.
  return (
    config && {
      background: null,
      ...(locale && LOCALE_CONFIG),
      ...(locale?.aggregateTitle && { countTitle: locale.aggregateTitle('count', '') }),
      ...config,
    }
  );
}

interface FilledVega {
  readonly vega: VegaSpec;
  /** Names of the data sources that receive rows from queries. */
  readonly sources: ReadonlySet<string>;
}

/**
 * Prepares a compiled spec for the rows of queries, and for the size of its box if it is fitted: the view gets both later.
 * Rows go into data sources that have neither values nor a URL nor a source. The `format` of these sources is dropped,
 * because rows are typed and Vega-Lite parses fields with formulas of its own.
 *
 * @param names Names of the data sets that come from queries
 */
export function fillVega(vega: VegaSpec, names: ReadonlySet<string>, fitted: boolean): FilledVega {
  const sources = new Set<string>();
  const data = (vega.data ?? []).map((source) => {
    const { name } = source;
    if (!names.has(name) || (source.values ?? source.url ?? source.source) !== undefined) return source;
    sources.add(name);
    return { ...source, format: undefined };
  });
  return { vega: { ...(fitted ? withSize(vega) : vega), data }, sources };
}

/** Replaces the signals by which Vega-Lite measures a `"container"`. */
const withSize = (vega: VegaSpec): VegaSpec => ({
  ...vega,
  signals: (vega.signals ?? []).map((signal) =>
    /^(?:width|height)$/.test(signal.name) ? { name: signal.name, value: 0 } : signal,
  ),
});

/** The parts of a channel definition that make up its title. */
interface FieldFacts {
  readonly field?: unknown;
  readonly aggregate?: unknown;
}

/** Derives a readable title for a field. Titles of the spec, also those of other layers, take precedence over it. */
function fieldTitle(
  { field, aggregate }: FieldFacts,
  { countTitle }: { readonly countTitle?: unknown },
  { aggregateTitle }: VegaLocale,
  texts: ExpressionTexts | null,
): string {
  if (aggregate === 'count') return String(countTitle);
  const path = typeof field === 'string' ? field : '';
  const name = texts?.fieldName(path) ?? path;
  const title =
    typeof aggregate === 'string' && aggregateTitle ? aggregateTitle(aggregate, name) : titleOf(name);
  return texts?.hideTitle(title) ?? title;
}

/**
 * Removes generic aliases from the titles of axes and legends, and group separators from years and ids. Formats of the
 * attributes `unit`, `decimals` and `format`, which are objects, get the type that writes them.
 */
export const withReadableFields = (spec: VegaLiteSpec): VegaLiteSpec => mapChannels(spec, withReadableField);

function withReadableField(channel: string, definition: unknown): unknown {
  const guide = /^[xy]$/.test(channel)
    ? 'axis'
    : /^(color|fill|stroke|size|shape|opacity)$/.test(channel)
      ? 'legend'
      : null;
  if (!isObject(definition) || (!guide && !/^t(ext|ooltip)$/.test(channel))) return definition;
  const own = guide ? definition[guide] : definition;
  if (own === null || own === false) return definition;
  const { format, formatType } = (own ?? {}) as JsonObject;
  const name = String(definition['field']);
  const isPlain =
    definition['type'] === 'quantitative' &&
    format === undefined &&
    (namesYear(name) || namesIdentifier(name));
  const changes = {
    ...(guide &&
      definition['title'] === undefined &&
      !definition['aggregate'] &&
      isAlias(name) && { title: null }),
    ...(isPlain && { format: 'plain', ...(guide === 'axis' && { tickMinStep: 1 }) }),
    ...(formatType === undefined && (isPlain || isObject(format)) && { formatType: NUMBER }),
  };
  if (Object.keys(changes).length === 0) return definition;
  const changed = { ...changes, ...(own as JsonObject) };
  return guide ? { ...definition, [guide]: changed } : changed;
}

/** Vega's default number of ticks. */
const COUNT = 10;

/**
 * Gives all labels of an axis the same format, all labels of a legend, and all labels in a plot: passes the ticks, or what
 * the labels have in common, to their format function.
 */
export function withSharedFormats(vega: VegaSpec): VegaSpec {
  const signals: VegaSignal[] = [];
  const marks = list(vega['marks']).map((mark) =>
    isObject(mark) && mark['type'] === 'text' ? withSharedLabels(mark, signals) : mark,
  );
  return withNumberGuides({
    ...vega,
    ...(signals.length > 0 && { marks, signals: [...(vega.signals ?? []), ...signals] }),
  }) as VegaSpec;
}

/** Scales that map ranges of numbers. Their legends label the limits. */
const MAPS_RANGES = /^(quan|thr|bin)/;

const withNumberGuides = (group: JsonObject): JsonObject =>
  mapLists(group, {
    axes: withTickContext,
    legends: (legend) => {
      const { values, fill, stroke, size } = legend;
      const { name, type } =
        objects(group['scales']).find(({ name }) => name === (fill ?? stroke ?? size)) ?? {};
      return values || MAPS_RANGES.test(String(type))
        ? withLabelContext(
            legend,
            `${LABELS}(${values ? quoteString(values) : `domain('${String(name)}')`}, '${String(name)}')`,
          )
        : legend;
    },
    marks: withNumberGuides,
  });

/** A call of the format function without a context: its first argument, and its second with a comma. */
const CALL = new RegExp(`^${NUMBER}\\((datum(?:\\.value|\\[".*?"\\]))(, .*)?\\)$`);

/** Adds an argument to the call that writes a label. Returns the encoding unchanged if it is no such call. */
function withContext<T>(encode: T, context: (value: string) => string | null): T {
  const update = (encode as { readonly update?: JsonObject } | undefined)?.update;
  const text = update?.['text'];
  const [, value, format = `, ''`] = (isObject(text) && CALL.exec(String(text['signal']))) || [];
  const added = value && context(value);
  if (!added) return encode;
  return { ...encode, update: { ...update, text: { signal: `${NUMBER}(${value}${format}, ${added})` } } };
}

function withTickContext(axis: JsonObject): JsonObject {
  const { tickCount = COUNT, scale, values } = axis;
  const count = isObject(tickCount) ? tickCount['signal'] : tickCount;
  if (values !== undefined || !/^(number|string)$/.test(typeof count)) return axis;
  return withLabelContext(axis, `domain('${String(scale)}'), ${String(count)}`);
}

function withLabelContext(guide: JsonObject, context: string): JsonObject {
  const { encode } = guide;
  if (!isObject(encode)) return guide;
  return { ...guide, encode: { ...encode, labels: withContext(encode['labels'], () => context) } };
}

function withSharedLabels(mark: JsonObject, signals: VegaSignal[]): JsonObject {
  const { from, encode } = mark;
  const data = isObject(from) ? from['data'] : undefined;
  if (typeof data !== 'string') return mark;
  const shared = withContext(encode, (value) => {
    const name = `vibedasher_labels_${signals.length}`;
    const field = value.slice('datum['.length, -1);
    signals.push({ name, update: `${LABELS}(data(${quoteString(data)}), ${field})` });
    return name;
  });
  return { ...mark, encode: shared };
}
