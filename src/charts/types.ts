import type { Column, Dataset } from '../public-client/types.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import type { Field } from './columns.ts';
import type { MeasureFormat } from './measure-formats.ts';

/** The values of the `mark` attribute. Default: the empty string. */
export const MARKS = [
  ...['', 'bar', 'line', 'area', 'point', 'arc', 'map', 'number', 'table'],
  ...['pyramid', 'diverging', 'dumbbell', 'range', 'heatmap', 'histogram'],
] as const;

/** The preferred kind of a derived chart. */
export type PreferredMark = Exclude<(typeof MARKS)[number], ''>;

/** The `sort` attribute: the order of categories. */
export type Sort = 'value' | '-value' | 'name' | 'rows';

/** A parameter that the viz declares in its `params.json`. */
export interface ParamDeclaration {
  readonly name: string;
  readonly label: string;
  readonly type: 'string' | 'number' | 'boolean' | 'date';
  readonly default: string | number | boolean | readonly (string | number)[] | null;
  readonly multiple: boolean;
  readonly options: ParamOptions | null;
  /** The whole entry, for its rare properties: `min`, `max`, `step`, and `help`, the sentence below its control. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** The part of a declaration that limits the values of a parameter, with the label of its control on the page. */
export type ParamSchema = Pick<ParamDeclaration, 'type' | 'multiple' | 'options' | 'extra'> &
  Partial<Pick<ParamDeclaration, 'label'>>;

export type ParamOptions =
  | {
      readonly kind: 'values';
      readonly values: readonly { readonly value: string | number | boolean; readonly label: string }[];
    }
  | { readonly kind: 'sql'; readonly sql: string };

/** The queries and the spec of a chart. */
export interface ChartSource {
  /** Id of the viz's chart; `null` if the page provides query and spec, or a query without naming a chart. */
  readonly id: string | null;
  /** Data set name → SQL. The main query is `main`. Empty if the spec contains its data. */
  readonly queries: ReadonlyMap<string, string>;
  /** `null` if the chart is derived from the rows. */
  readonly spec: VegaLiteSpec | null;
  /** Whether the spec is from the viz and the query from the page, so the columns may not match. */
  readonly usesVizSpecForPageQuery: boolean;
  readonly params: readonly ParamDeclaration[];
}

/** A chart with its rows, ready to be drawn. */
export type Chart = (SpecChart | NumberChart | TableChart) & {
  /** Why the rows of a derived chart do not fit `mark`, and what it needs, for developers. */
  readonly unfit?: string;
};

/** A Vega-Lite chart, authored or derived. */
export interface SpecChart {
  readonly kind: 'spec';
  readonly spec: VegaLiteSpec;
  /** Rows by data set name. The rows of a derived chart may differ from those of its query. */
  readonly data: ReadonlyMap<string, Dataset>;
  readonly derived: boolean;
  /** The columns that a derived chart folds into one. */
  readonly folded?: readonly Pick<Field, 'source' | 'title' | 'values'>[] | undefined;
  /** For a derived map: a notice about places that it lacks, and a sentence for screen readers. */
  readonly map?: { readonly notice: string | null; readonly remark: string | null } | undefined;
  /** Number of categories that a derived chart leaves out. */
  readonly more: number;
  /** Number of all categories of a derived chart that can leave some out. */
  readonly total?: number | undefined;
  /** Returns the indices of the query's rows in the order of a derived chart. */
  readonly rowOrder?: (() => readonly number[]) | undefined;
}

/** One big number, drawn as HTML. */
export interface NumberChart {
  readonly kind: 'number';
  readonly label: string | null;
  readonly value: number | string | null;
  readonly column: Column;
  /** The format that the page has set. */
  readonly format?: MeasureFormat | undefined;
  readonly comparison: {
    readonly previous: number;
    /** Relative change, e.g. 0.12; `null` where the previous value is 0, and for percentages and degrees. */
    readonly change: number | null;
    readonly direction: 'up' | 'down' | 'same';
    /** Whether the change is good; `null` if unknown. */
    readonly favorable: boolean | null;
    /** Name of the previous period; `null` if the query has none. */
    readonly period: string | null;
  } | null;
}

/** The rows themselves, drawn as an HTML table. */
interface TableChart {
  readonly kind: 'table';
  readonly dataset: Dataset;
}
