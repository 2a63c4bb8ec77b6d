import type { PreferredMark } from '../charts/types.ts';
import type { VibedasherError } from '../public-client/errors.ts';
import type { Dataset, Params, PublicClient, Region } from '../public-client/types.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import type { ColorScheme } from '../theming/tokens.ts';

/** The kind of document: a page, or a feed or an e-mail, which support neither custom elements nor SVG. */
export type Target = 'web' | 'feed' | 'email';

/** The parameters in one dashboard around a chart, by name. The first of these with a value wins. */
export interface DashboardParams {
  /** The `param-NAME` attributes by NAME in lower case. They match a name in any case. */
  readonly attributes: Params;
  /** The `params` attribute. */
  readonly params: Params;
  /** The values of controls whose markup sets them (`selected`, `value`, `checked`). */
  readonly marked: Params;
  /** The values that controls show by default. The declared default wins over them. */
  readonly shown: Params;
  /** Parameters that readers can choose in a chart inside. Nothing is chosen yet. */
  readonly choosable: readonly string[];
}

/** The settings of a tag: the attributes of `<vibedasher-viz>`, in camel case. */
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
  /** The `param-NAME` attributes by NAME in lower case. They match a name in any case, and win over `params`. */
  readonly paramAttributes?: Params | undefined;
  /** The surrounding dashboards, from the inside out. */
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
  /** The age of the data in words, if the surrounding dashboard shows it: then the chart does not. */
  readonly saidAge?: string | undefined;
  /** Widths in CSS px, one drawing for each. The smallest can be any; `vibedasher.css` must have rules for the others. */
  readonly widths?: readonly number[] | undefined;
  /** CSS `font-family` of the page. */
  readonly font?: string | undefined;
  /** Bytes of a font file, for exact widths of text. */
  readonly fontFile?: Uint8Array | undefined;
  readonly client?: PublicClient | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Seconds that drawing the chart may take, from when its rows are there. Default 60. */
  readonly drawTimeout?: number | undefined;
  /** Shows only the rows, as a `<vibedasher-table>` does. */
  readonly rowsOnly?: boolean | undefined;
  readonly target?: Target | undefined;
  /** Receives each PNG that the HTML shows, and a name for its file; resolves to the `src`. */
  readonly saveImage?: ((name: string, png: Uint8Array) => Promise<string>) | undefined;
}

/** The settings of a `<vibedasher-dashboard>` that draws the charts of its viz. */
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
  /** Most columns; `null` to leave it to the viz. */
  readonly columns: number | null;
}

export interface RenderedViz {
  /** The figure, without the comments around it. */
  readonly html: string;
  /** The widest drawing, as a standalone file; `null` for a number or a table. */
  readonly svg: string | null;
  /** The number shown in place of a drawing. */
  readonly number: string | null;
  /** A description of the picture, for those who cannot see it. */
  readonly alt: string;
  readonly rows: Dataset;
  readonly title: string | null;
  readonly description: string | null;
  /** The moment that the data describe. */
  readonly asOf: Date | null;
  /** 8 hex digits. The key changes with the rows, the spec, the mark and the annotations. */
  readonly key: string;
  /** Possible improvements of the picture, each with what to do. */
  readonly warnings: readonly string[];
  /** Drawn from responses of an earlier run, as the API could not be reached. */
  readonly stale?: boolean | undefined;
}

/** The settings of a picture for link previews. */
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
  | 'drawTimeout'
> {
  readonly theme?: ColorScheme | undefined;
  /** In CSS px. The picture is laid out for this size, with text as large as on a page. */
  readonly width: number;
  readonly height: number;
}

export interface PrerenderOptions {
  /** The API for tags that name none, on pages that name none. */
  readonly apiBase?: string | null | undefined;
  readonly region?: Region | null | undefined;
  /** As in {@link RenderSettings}. */
  readonly widths?: readonly number[] | undefined;
  readonly font?: string | undefined;
  readonly fontFile?: Uint8Array | undefined;
  /** Where the picture goes: among the children, or into a declarative shadow root. */
  readonly into?: 'auto' | 'light' | 'shadow' | undefined;
  readonly target?: Target | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly client?: PublicClient | undefined;
  readonly drawTimeout?: RenderSettings['drawTimeout'];
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
  /**
   * The nonce of these style sheets, or a placeholder that a server replaces. Default: that of the page's own link,
   * styles or scripts; an empty text for none.
   */
  readonly nonce?: string | undefined;
}

/** The outcome for a tag: it has a new picture, the same one as before, an older one, or none. */
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
  /** The moment that the data describe, in ISO 8601. */
  readonly asOf: string | null;
  readonly key: string | null;
  /** The picture is from responses of an earlier run, as the API could not be reached. */
  readonly stale: boolean;
  /** Why the older picture was kept, or why there is none. */
  readonly problem: VibedasherError | null;
  /** Ignored attributes, each with what is allowed, and possible improvements of the picture. */
  readonly warnings: readonly string[];
}

/** The HTML with its charts, and the outcome for each tag, in document order. */
export interface PrerenderedHtml {
  readonly html: string;
  readonly charts: readonly PrerenderedChart[];
}
