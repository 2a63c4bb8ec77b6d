import type { Column, Dataset } from '../public-client/types.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import type { Field } from './columns.ts';

/** The `mark` attribute: a wish for a derived chart. */
export type PreferredMark = 'bar' | 'line' | 'area' | 'point' | 'arc' | 'map' | 'number' | 'table';

/** A parameter that the viz declares in its `params.json`. */
export interface ParamDeclaration {
  readonly name: string;
  readonly label: string;
  readonly type: 'string' | 'number' | 'boolean' | 'date';
  readonly default: string | number | boolean | readonly (string | number)[] | null;
  readonly multiple: boolean;
  readonly options: ParamOptions | null;
  /** The whole entry, for what few ask of it: `min`, `max` and `step`, and `help`, the sentence below its control. */
  readonly also?: Readonly<Record<string, unknown>>;
}

/** What may be chosen for a parameter. */
export type ParamSchema = Pick<ParamDeclaration, 'type' | 'multiple' | 'options' | 'also'>;

export type ParamOptions =
  | {
      readonly kind: 'values';
      readonly values: readonly { readonly value: string | number | boolean; readonly label: string }[];
    }
  | { readonly kind: 'sql'; readonly sql: string };

/** A chart to draw: its queries by data set name, and its spec, or `null` where the chart is derived from the rows. */
export interface ChartSource {
  /** Which of the viz's chart files it is; `null` where the page brings everything. */
  readonly id: string | null;
  /** Data set name → SQL. The main query is `main`. Empty where the spec brings its own data. */
  readonly queries: ReadonlyMap<string, string>;
  readonly spec: VegaLiteSpec | null;
  /** The spec is the viz's and the query the page's: they fit only if the columns do. */
  readonly borrowed: boolean;
  readonly params: readonly ParamDeclaration[];
}

/** What is drawn, after the rows are known. */
export type Chart = SpecChart | NumberChart | TableChart;

/** A Vega-Lite chart, the author's or a derived one. */
export interface SpecChart {
  readonly kind: 'spec';
  readonly spec: VegaLiteSpec;
  /** Rows by data set name. A derived chart may draw fewer or other rows than the query gave. */
  readonly data: ReadonlyMap<string, Dataset>;
  readonly derived: boolean;
  /** The columns that a derived chart draws as one. */
  readonly folded?: readonly Pick<Field, 'title' | 'values'>[] | undefined;
  /** Categories of a derived chart that did not fit: "and 23 more", which opens the table. 0 where all are there. */
  readonly more: number;
}

/** One big number, drawn as HTML. */
export interface NumberChart {
  readonly kind: 'number';
  readonly label: string | null;
  readonly value: number | string | null;
  readonly column: Column;
  readonly comparison: {
    readonly previous: number;
    /** Relative change, e.g. 0.12; `null` where the previous value is 0. */
    readonly change: number | null;
    readonly direction: 'up' | 'down' | 'same';
    /** Whether the change is good, where the query says. */
    readonly favorable: boolean | null;
    /** What the period before is called, where the query tells it. */
    readonly period: string | null;
  } | null;
}

/** The rows themselves, drawn as an HTML table. */
interface TableChart {
  readonly kind: 'table';
  readonly dataset: Dataset;
}
