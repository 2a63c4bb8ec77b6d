import type { PreferredMark } from '../../src/charts/types.ts';
import type { AttributeValues } from '../../src/pipeline/attributes.ts';
import type { VibedasherError } from '../../src/public-client/errors.ts';
import type { Dataset, Params, PublicClient, Region } from '../../src/public-client/types.ts';
import type { VegaLiteSpec } from '../../src/spec/types.ts';
import type { ColorScheme } from '../../src/theming/tokens.ts';

/** The kind of document: a page, or a feed or e-mail, which support neither custom elements nor SVG. */
export type Target = 'web' | 'feed' | 'email';

/** The parameters of one dashboard around a chart, by name. The first property with a value wins. */
export interface DashboardParams {
  /** The `param-NAME` attributes by NAME in lower case. They match names in any case. */
  readonly attributes: Params;
  /** The `params` attribute. */
  readonly params: Params;
  /** The values of controls whose markup sets them (`selected`, `value`, `checked`). */
  readonly marked: Params;
  /** The values that controls show by default. The declared default overrides them. */
  readonly shown: Params;
  /** Parameters that readers can set by a selection in a chart of the dashboard. No value is selected yet. */
  readonly choosable: readonly string[];
}

/** Attributes of a chart, but not of a dashboard, that change a picture. */
export const PICTURE_ATTRIBUTES = [
  'chart',
  'sql',
  'caption',
  'fit',
  'source',
  'notes',
  'highlight',
  'reference',
  'annotate',
  'unit',
  'decimals',
  'format',
  'colors',
  'sort',
  'limit',
  'bins',
  'heading',
  'description',
  'alt',
  'byline',
  'allowHosts',
  'maxCells',
] as const satisfies readonly (keyof AttributeValues)[];
export type PictureAttribute = (typeof PICTURE_ATTRIBUTES)[number];

type SharedAttribute = 'account' | 'apiBase' | 'region' | 'params' | 'theme' | 'timezone';

type Optional<T> = { readonly [P in keyof T]?: T[P] | undefined };

/** The settings of a tag: the attributes of `<vibedasher-viz>`, in camel case. */
export interface RenderSettings extends Optional<Pick<AttributeValues, SharedAttribute | PictureAttribute>> {
  readonly slug: string;
  /** An object, or JSON text. */
  readonly spec?: VegaLiteSpec | string | null | undefined;
  /** The `param-NAME` attributes by NAME in lower case. They match names in any case and override `params`. */
  readonly paramAttributes?: Params | undefined;
  /** The surrounding dashboards, from the inside out. */
  readonly dashboards?: readonly DashboardParams[] | undefined;
  readonly mark?: PreferredMark | null | undefined;
  readonly lang?: string | undefined;
  /**
   * The sentence about the date of the data, if the surrounding dashboard shows it. The chart then omits this
   * sentence.
   */
  readonly dashboardAge?: string | undefined;
  /** Widths of drawings in CSS px. The smallest may have any value; the others need rules in `vibedasher.css`. */
  readonly widths?: readonly number[] | undefined;
  /** Height of drawings in CSS px. Default: what the texts leave of the element's box. */
  readonly height?: number | undefined;
  /** CSS `font-family` of the page. */
  readonly font?: string | undefined;
  /** Bytes of a font file, for exact widths of text. */
  readonly fontFile?: Uint8Array | undefined;
  readonly client?: PublicClient | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Time limit in seconds for drawing the chart after its rows are loaded. Default 60. */
  readonly drawTimeout?: number | undefined;
  /** Shows only the rows, like `<vibedasher-table>`. */
  readonly rowsOnly?: boolean | undefined;
  readonly target?: Target | undefined;
  /** Called with each PNG in the HTML and a name for its file. Resolves with the `src`. */
  readonly saveImage?: ((name: string, png: Uint8Array) => Promise<string>) | undefined;
}

/** The settings of a `<vibedasher-dashboard>` that draws the charts of its viz. */
export interface DashboardSettings extends Omit<
  RenderSettings,
  PictureAttribute | 'spec' | 'mark' | 'rowsOnly'
> {
  /** Maximum number of columns; `null` for that of the viz. */
  readonly columns: number | null;
}

export interface RenderedViz {
  /** The figure, without the comments around it. */
  readonly html: string;
  /** The widest drawing, as a standalone file; `null` for a number or a table. */
  readonly svg: string | null;
  /** The number shown instead of a drawing. */
  readonly number: string | null;
  /** A text alternative to the picture. */
  readonly alt: string;
  readonly rows: Dataset;
  readonly title: string | null;
  readonly description: string | null;
  /** The line with author and source. */
  readonly source?: string | null | undefined;
  /** The date of the data. */
  readonly asOf: Date | null;
  /** 8 hex digits that change with the rows, the spec, the mark and the annotations. */
  readonly key: string;
  /** How the picture could be improved. */
  readonly warnings: readonly string[];
  /** The picture shows responses of an earlier run, because the API could not be reached. */
  readonly stale?: boolean | undefined;
}

/** The settings of a picture for link previews. */
export interface PreviewSettings extends Pick<
  RenderSettings,
  | Exclude<PictureAttribute, 'sql' | 'caption' | 'fit' | 'notes' | 'allowHosts' | 'maxCells'>
  | 'account'
  | 'slug'
  | 'apiBase'
  | 'region'
  | 'params'
  | 'paramAttributes'
  | 'dashboards'
  | 'mark'
  | 'timezone'
  | 'lang'
  | 'font'
  | 'fontFile'
  | 'client'
  | 'signal'
  | 'drawTimeout'
> {
  readonly theme?: ColorScheme | undefined;
  /** Size in CSS px. Text is as large as on a page. */
  readonly width: number;
  readonly height: number;
}

export interface PrerenderOptions extends Pick<
  RenderSettings,
  'widths' | 'font' | 'fontFile' | 'target' | 'signal' | 'client' | 'drawTimeout' | 'saveImage'
> {
  /** The API for tags and pages that do not set one. */
  readonly apiBase?: string | null | undefined;
  readonly region?: Region | null | undefined;
  /** Where the picture is inserted: among the children, or into a declarative shadow root. */
  readonly into?: 'auto' | 'light' | 'shadow' | undefined;
  /** Draws one chart. Default {@link renderViz}. */
  readonly render?: ((settings: RenderSettings) => Promise<RenderedViz>) | undefined;
  /** Draws all charts of a viz, each by `render`. Default {@link renderDashboard}. */
  readonly renderDashboard?:
    | ((
        settings: DashboardSettings,
        render: (settings: RenderSettings) => Promise<RenderedViz>,
      ) => Promise<RenderedViz>)
    | undefined;
  /**
   * The URL of the style sheet for declarative shadow roots. Default: the page's link to `vibedasher.css`, else that of
   * the CDN; `null` for none.
   */
  readonly stylesheet?: string | null | undefined;
  /**
   * The nonce of these style sheets, or a placeholder that a server replaces. Default: that of the page's link, styles
   * or scripts; an empty string for none.
   */
  readonly nonce?: string | undefined;
}

/** The outcome for a tag: it has a new picture, the same as before, an older one, or none. */
export type Outcome = 'filled' | 'unchanged' | 'kept' | 'missing';

export interface PrerenderedChart {
  /** The position of the tag; both start at 1. */
  readonly line: number;
  readonly column: number;
  /** The name of the tag in lower case. */
  readonly tag: string;
  readonly account: string | null;
  readonly slug: string | null;
  readonly outcome: Outcome;
  /** The size of the tag's content in UTF-8. */
  readonly bytes: number;
  readonly rows: number;
  /** The date of the data, in ISO 8601. */
  readonly asOf: string | null;
  readonly key: string | null;
  /** The picture shows responses of an earlier run, because the API could not be reached. */
  readonly stale: boolean;
  /** Why an older picture was kept, or why there is none. */
  readonly problem: VibedasherError | null;
  /** Messages about ignored attributes, and about possible improvements of the picture. */
  readonly warnings: readonly string[];
}

/** The HTML with its charts, and the outcome for each tag, in document order. */
export interface PrerenderedHtml {
  readonly html: string;
  readonly charts: readonly PrerenderedChart[];
}
