import { compile } from 'vega-lite';
import type { DeriveOptions } from '../../src/charts/derive-spec.ts';
import { singleViews } from '../../src/charts/summary.ts';
import type { Chart, PreferredMark, SpecChart } from '../../src/charts/types.ts';
import { MARKS as ATTRIBUTE_MARKS } from '../../src/pipeline/attributes.ts';
import type { Dataset } from '../../src/public-client/types.ts';
import { MAIN } from '../../src/spec/names.ts';
import { createTokens } from '../../src/theming/tokens.ts';
import { vegaConfig } from '../../src/theming/vega-config.ts';
import { prepareSpec } from '../../src/vega/prepare-spec.ts';
import { COLUMN_SETS } from './column-sets.ts';
import { deriveChart } from './english.ts';

/** All values of the attribute `mark`; `null` if it is not set. */
export const MARKS: readonly (PreferredMark | null)[] = ATTRIBUTE_MARKS.map((mark) => mark || null);

const BOXES = [
  { width: 640, height: 360 },
  { width: 300, height: 200 },
  { width: 1200, height: 600 },
];

/** The parts of a channel definition that tests read. */
export interface Channel {
  readonly field?: string;
  readonly type?: string;
  readonly title?: string | null;
  readonly aggregate?: string;
  readonly timeUnit?: string;
  readonly sort?: readonly string[] | { readonly field: string; readonly op: string } | null;
  readonly scale?: {
    readonly zero?: boolean;
    readonly reverse?: boolean;
    readonly domain?: readonly string[];
  };
  readonly axis?: {
    readonly labels?: boolean;
    readonly labelLimit?: number;
    readonly labelOverlap?: boolean;
    readonly orient?: string;
    readonly titleAnchor?: string;
    readonly titleAlign?: string;
  } | null;
  readonly legend?: { readonly values?: readonly string[] } | null;
  readonly condition?: Channel;
}

export interface ChartView {
  readonly mark: string;
  /** Channels with a field, by name; without `tooltip`. */
  readonly channels: Readonly<Record<string, Channel>>;
  readonly tooltip: readonly Channel[];
}

/** Returns the views of a derived chart that have a mark, with inherited channels. */
export const viewsOf = ({ spec }: Pick<SpecChart, 'spec'>): readonly ChartView[] =>
  singleViews(spec).map(({ mark, encoding: { tooltip = [], ...encoding } }) => {
    const channels = Object.entries(encoding as Record<string, Channel>).map(
      ([name, channel]) => [name, channel.condition ?? channel] as const,
    );
    return {
      mark,
      channels: Object.fromEntries(channels.filter(([, { field }]) => field !== undefined)),
      tooltip: tooltip as readonly Channel[],
    };
  });

/**
 * Describes a chart in one line: its marks, the projection, the field of each channel and the number of omitted
 * categories.
 */
export function outline(chart: Chart): string {
  if (chart.kind !== 'spec') return chart.kind;
  const views = viewsOf(chart);
  const fields = new Set(
    views.flatMap(({ channels }) =>
      Object.entries(channels).map(([name, { field, aggregate, timeUnit, sort }]) => {
        const order = Array.isArray(sort) ? 'in order' : sort && 'op' in sort ? `by ${sort.op}` : undefined;
        return [`${name}:`, aggregate, timeUnit, field, order].filter(Boolean).join(' ');
      }),
    ),
  );
  const marks = views.map(({ mark }) => mark).join(' + ');
  const { type: projection } = (chart.spec['projection'] ?? {}) as { readonly type?: string };
  return [
    marks,
    ...(projection ? [projection] : []),
    ...fields,
    ...(chart.more > 0 ? [`${chart.more} more`] : []),
  ].join(', ');
}

export interface DerivedChart {
  /** The column set and the options, for messages. */
  readonly name: string;
  readonly dataset: Dataset;
  readonly options: Partial<DeriveOptions> & { readonly available: (typeof BOXES)[number] };
  readonly chart: SpecChart;
  readonly views: readonly ChartView[];
  /** The rows of the chart. */
  readonly drawn: Dataset;
}

/** Kinds with rules of their own, which their tests check: their marks show several numbers, or classes. */
const SPECIAL: readonly unknown[] = ['pyramid', 'diverging', 'dumbbell', 'range', 'histogram'];

/** Derives the spec charts of all column sets, for each other `mark`, several box sizes and both reading directions. */
export function deriveAll(): readonly DerivedChart[] {
  const found: DerivedChart[] = [];
  for (const [set, { dataset }] of Object.entries(COLUMN_SETS))
    for (const mark of MARKS.filter((each) => !SPECIAL.includes(each)))
      for (const available of BOXES)
        for (const rtl of [false, true]) {
          const options = { mark, available, rtl };
          const chart = deriveChart(dataset, options);
          if (chart.kind !== 'spec') continue;
          const name = [set, mark, available.width, rtl && 'rtl'].filter(Boolean).join(', ');
          const drawn = chart.data.get(MAIN)!;
          found.push({ name, dataset, options, chart, views: viewsOf(chart), drawn });
        }
  return found;
}

/** Compiles a derived chart as an element does, and returns the warnings of Vega-Lite. */
export function compileWarnings({ spec }: SpecChart): readonly string[] {
  const warnings: string[] = [];
  const logger = {
    level: () => logger,
    error: (...words: unknown[]) => (warnings.push(words.join(' ')), logger),
    warn: (...words: unknown[]) => (warnings.push(words.join(' ')), logger),
    info: () => logger,
    debug: () => logger,
  };
  const prepared = prepareSpec(spec, { dataNames: new Set([MAIN]), fit: 'container', captioned: false });
  const sized = { ...prepared.spec, ...(prepared.fitted && { width: 600, height: 300 }) };
  compile(sized as never, { config: vegaConfig(createTokens('light')) as never, logger: logger as never });
  return warnings;
}
