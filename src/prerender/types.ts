import type { PreferredMark, VegaLiteSpec } from '../charts/types.ts';
import type { VibedasherError } from '../public-client/errors.ts';
import type { Dataset, Params, PublicClient, Region } from '../public-client/types.ts';
import type { ColorScheme } from '../theming/tokens.ts';

/** What is drawn for: a page, or what takes neither custom elements nor SVG. */
export type Target = 'web' | 'feed' | 'email';

/** What one dashboard around a chart says of parameters, by their names. The first of these that has a value wins. */
export interface DashboardParams {
  /** The `param-NAME` attributes by NAME in lower case: they fit a name in any case. */
  readonly attributes: Params;
  /** The `params` attribute. */
  readonly params: Params;
  /** Controls whose markup says what their value is (`selected`, `value`, `checked`). */
  readonly marked: Params;
  /** What controls show by themselves; counts below the declared default. */
  readonly shown: Params;
  /** Parameters that can be chosen in a chart inside: nothing is chosen in them yet. */
  readonly choosable: readonly string[];
}

/** What a tag asks for: the attributes of `<vibedasher-viz>`, in camel case. */
export interface RenderSettings {
  readonly account?: string | null | undefined;
  readonly slug: string;
  readonly apiBase?: string | null | undefined;
  readonly region?: Region | null | undefined;
  readonly chart?: string | null | undefined;
  readonly sql?: string | null | undefined;
  /** An object, or the text of a child script. */
  readonly spec?: VegaLiteSpec | string | null | undefined;
  readonly params?: Params | undefined;
  /** The `param-NAME` attributes by NAME in lower case: they fit a name in any case, and win over `params`. */
  readonly paramAttributes?: Params | undefined;
  /** The dashboards around, from the inside out. */
  readonly dashboards?: readonly DashboardParams[] | undefined;
  readonly mark?: PreferredMark | null | undefined;
  readonly theme?: string | undefined;
  readonly timezone?: string | null | undefined;
  readonly lang?: string | undefined;
  readonly caption?: 'auto' | 'none' | undefined;
  readonly fit?: 'container' | 'none' | undefined;
  readonly source?: string | null | undefined;
  readonly notes?: string | null | undefined;
  readonly highlight?: string | null | undefined;
  readonly reference?: string | null | undefined;
  /** Origins, separated by spaces. */
  readonly allowHosts?: string | null | undefined;
  readonly maxCells?: number | undefined;
  /** The age of the data in words, where a dashboard around says it: then the chart does not. */
  readonly saidAge?: string | undefined;
  /** Widths in CSS px, one drawing for each: any as the smallest, others only of those that `vibedasher.css` has rules for. */
  readonly widths?: readonly number[] | undefined;
  /** CSS `font-family` of the page. */
  readonly font?: string | undefined;
  /** Bytes of a font file, for exact widths of text. */
  readonly fontFile?: Uint8Array | undefined;
  readonly client?: PublicClient | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Only the rows are wanted, as in a `<vibedasher-table>`. */
  readonly rowsOnly?: boolean | undefined;
  readonly target?: Target | undefined;
  /** Given each PNG that the HTML shows, and a name for its file; resolves to the `src`. */
  readonly saveImage?: ((name: string, png: Uint8Array) => Promise<string>) | undefined;
}

/** What a `<vibedasher-dashboard>` that draws the charts of its viz asks for. */
export interface DashboardSettings extends Omit<
  RenderSettings,
  | 'chart'
  | 'sql'
  | 'spec'
  | 'mark'
  | 'rowsOnly'
  | 'caption'
  | 'fit'
  | 'highlight'
  | 'reference'
  | 'allowHosts'
  | 'source'
  | 'notes'
  | 'maxCells'
> {
  /** At most so many columns; `null` where the viz is to say. */
  readonly columns: number | null;
}

export interface RenderedViz {
  /** The figure, without the comments around it. */
  readonly html: string;
  /** The widest drawing, a file of its own; `null` for a number or a table. */
  readonly svg: string | null;
  /** The number that is shown in place of a drawing. */
  readonly number: string | null;
  /** What is shown, in words: for those who do not see it. */
  readonly alt: string;
  readonly rows: Dataset;
  readonly title: string | null;
  readonly description: string | null;
  /** The moment that the data describe. */
  readonly asOf: Date | null;
  /** 8 hex digits: another key with other rows, another spec, mark or annotation. */
  readonly key: string;
  /** What could be better about the picture, each with what to do. */
  readonly warnings: readonly string[];
  /** Drawn of what an earlier run was told, as the API could not be asked. */
  readonly stale?: boolean | undefined;
}

/** What a picture for link previews shows. */
export interface PreviewSettings extends Pick<
  RenderSettings,
  | 'account'
  | 'slug'
  | 'apiBase'
  | 'region'
  | 'chart'
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
> {
  readonly theme?: ColorScheme | undefined;
  /** In CSS px: the picture is laid out for it, and text has the size that it has on a page. */
  readonly width: number;
  readonly height: number;
}

export interface PrerenderOptions {
  /** Where the data come from for tags that do not say, on pages that do not say. */
  readonly apiBase?: string | null | undefined;
  readonly region?: Region | null | undefined;
  /** As in {@link RenderSettings}. */
  readonly widths?: readonly number[] | undefined;
  readonly font?: string | undefined;
  readonly fontFile?: Uint8Array | undefined;
  /** Where the picture stands: among the children, or in a declarative shadow root.. */
  readonly into?: 'auto' | 'light' | 'shadow' | undefined;
  readonly target?: Target | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly client?: PublicClient | undefined;
  readonly saveImage?: RenderSettings['saveImage'];
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
   * The style sheet of declarative shadow roots. Default: the page's own link to `vibedasher.css`, else the CDN's;
   * `null` for none.
   */
  readonly stylesheet?: string | null | undefined;
}

/** What became of a tag: it has a new picture, has the same one as before, keeps an older one, or has none. */
export type Outcome = 'filled' | 'unchanged' | 'kept' | 'missing';

export interface PrerenderedChart {
  /** Of the tag, both from 1. */
  readonly line: number;
  readonly column: number;
  /** Its name in lower case. */
  readonly tag: string;
  readonly account: string | null;
  readonly slug: string | null;
  readonly outcome: Outcome;
  /** Of what stands in the tag, in UTF-8. */
  readonly bytes: number;
  readonly rows: number;
  /** The moment that the data describe, in ISO 8601. */
  readonly asOf: string | null;
  readonly key: string | null;
  /** The picture is of what an earlier run was told, as the API could not be asked. */
  readonly stale: boolean;
  /** Why the picture is kept, or missing. */
  readonly problem: VibedasherError | null;
  /** Attributes that are passed over, each with what would be right, and what could be better about the picture. */
  readonly warnings: readonly string[];
}

/** The HTML with its charts, and what became of each tag, in the order of the page. */
export interface PrerenderedHtml {
  readonly html: string;
  readonly charts: readonly PrerenderedChart[];
}
