/**
 * The types of the elements for frameworks. `npm run manifest` generates this file from the elements' JSDoc. Do not edit it.
 */
import type {
  VibedasherChooseEvent,
  VibedasherControl,
  VibedasherDashboard,
  VibedasherDataEvent,
  VibedasherErrorEvent,
  VibedasherGallery,
  VibedasherLoadEvent,
  VibedasherParamsEvent,
  VibedasherSelectEvent,
  VibedasherStatusEvent,
  VibedasherTable,
  VibedasherViz,
} from '../index.ts';

/** The features of one element that frameworks use. */
export interface ElementType<Element, Attributes, Property extends keyof Element, Events> {
  readonly element: Element;
  /** The attributes, by name. */
  readonly attributes: Attributes;
  /** The writable properties, by name. */
  readonly properties: { [Name in Property]?: Element[Name] | undefined };
  /** The event classes, by event type. */
  readonly events: Events;
}

/** All elements, by tag. */
export interface Elements {
  'vibedasher-viz': ElementType<VibedasherViz, VizAttributes, VizProperty, VizEvents>;
  'vibedasher-control': ElementType<VibedasherControl, ControlAttributes, ControlProperty, ControlEvents>;
  'vibedasher-dashboard': ElementType<
    VibedasherDashboard,
    DashboardAttributes,
    DashboardProperty,
    DashboardEvents
  >;
  'vibedasher-gallery': ElementType<VibedasherGallery, GalleryAttributes, GalleryProperty, GalleryEvents>;
  'vibedasher-table': ElementType<VibedasherTable, VizAttributes, VizProperty, VizEvents>;
}

/** The tags of all elements. */
export const TAGS = [
  'vibedasher-viz',
  'vibedasher-control',
  'vibedasher-dashboard',
  'vibedasher-gallery',
  'vibedasher-table',
] as const satisfies readonly (keyof Elements)[];

/** The attributes with another name than their property, by property. */
export const ATTRIBUTES = {
  allowHosts: 'allow-hosts',
  apiBase: 'api-base',
  chartType: 'chart-type',
  defaultValue: 'value',
  maxCells: 'max-cells',
  pageSize: 'page-size',
  refreshInterval: 'refresh',
  selectTo: 'select-to',
  syncPrefix: 'sync-prefix',
} as const;

/** The attributes of `<vibedasher-viz>`. */
export interface VizAttributes {
  /** One query parameter. NAME is matched case-insensitively. */
  [name: `param-${string}`]: string | number | boolean | null | undefined;

  /** Slug of the viz. Required. */
  slug?: VibedasherViz['slug'] | undefined;

  /** Slug of the account that owns the viz. Default: the element looks it up first, with one more request. */
  account?: VibedasherViz['account'] | undefined;

  /** Region of the Vibedasher cloud. Default: the host that serves all regions. */
  region?: VibedasherViz['region'] | undefined;

  /** Full base URL of a self-hosted API. Overrides `region`. */
  'api-base'?: VibedasherViz['apiBase'] | undefined;

  /** URL of a snapshot: a folder of answers that ships with the page, such as `/vibedasher/`. */
  snapshot?: VibedasherViz['snapshot'] | undefined;

  /** How a snapshot and the API are used: the API only for what the snapshot lacks (`fallback`, the default), `never`, or `first`, with the snapshot if the API is down. */
  live?: VibedasherViz['live'] | undefined;

  /** Where queries run that the snapshot has no answer to: on the API (`server`, the default), or in the page (`browser`), on the tables of the snapshot or, without a snapshot, those of the API. */
  queries?: VibedasherViz['queries'] | undefined;

  /** SQL query to run instead of the viz's own. Overrides a child script. */
  sql?: VibedasherViz['sql'] | undefined;

  /** Name of one of the viz's charts. Default: `main`, or the first if there is no `main`. */
  chart?: VibedasherViz['chart'] | undefined;

  /** Space-separated tools to show under the chart: `csv`, `json`, `png`, `svg`, `fullscreen`, `share`, `table`. */
  toolbar?: VibedasherViz['toolbar'] | undefined;

  /** Preferred mark of a derived chart. */
  mark?: VibedasherViz['mark'] | undefined;

  /** Query parameters by name; in HTML a JSON object. `param-NAME` attributes override it. */
  params?: VibedasherViz['params'] | undefined | string;

  /** Space-separated origins from which a spec may load data or images. */
  'allow-hosts'?: VibedasherViz['allowHosts'] | undefined;

  /** Maximum number of cells (rows × columns) in a result. */
  'max-cells'?: VibedasherViz['maxCells'] | undefined | `${number}`;

  /** What to show for a viz that has no chart: its name with a link, or its viewer page in a frame. */
  fallback?: VibedasherViz['fallback'] | undefined;

  /** Parameter of the surrounding dashboard that a selection in the chart sets: `region`, `region:field`, `regions[]`, `from,to`. */
  'select-to'?: VibedasherViz['selectTo'] | undefined;

  /** When to load: once the element is near the viewport (`lazy`), or at once (`eager`). */
  loading?: VibedasherViz['loading'] | undefined;

  /** When a prerendered picture becomes a live chart: once its rows have changed or a reader points at or focuses it (`visible`), only on such an interaction (`interaction`), or never. No effect without a prerendered picture. */
  activate?: VibedasherViz['activate'] | undefined;

  /** `highlight`: highlights what a reader selects in this chart and the others of a dashboard, without new queries. */
  link?: VibedasherViz['link'] | undefined;

  /** Renderer. `auto` draws SVG up to some thousand marks, and canvas beyond. */
  renderer?: VibedasherViz['renderer'] | undefined;

  /** Size of the chart: that of its container, or that of the spec (`none`). */
  fit?: VibedasherViz['fit'] | undefined;

  /** Theme: `auto` follows the page; `light`, `dark`, the name of a theme, or `none` for the spec's own colors. */
  theme?: VibedasherViz['theme'] | undefined;

  /** IANA time zone in which timestamps are shown. Default: the reader's. */
  timezone?: VibedasherViz['timezone'] | undefined;

  /** Timeout of one request in seconds; a query may take twice as long in total. */
  timeout?: VibedasherViz['timeout'] | undefined | `${number}`;

  /** Interval between runs of the query: seconds, or a number with `s`, `m` or `h` as in `5m`; `off` for none. */
  refresh?: VibedasherViz['refreshInterval'] | undefined;

  /** What to show above the chart: title and description, but not those of the viz if the page sets its own query (`auto`); those of the viz even then (`viz`); or nothing (`none`). */
  caption?: VibedasherViz['caption'] | undefined;

  /** Title above the chart. Default: that of the viz. */
  heading?: VibedasherViz['heading'] | undefined;

  /** Description above the chart. Default: that of the viz. */
  description?: VibedasherViz['description'] | undefined;

  /** Text that screen readers announce for the picture, instead of a summary of the data. */
  alt?: VibedasherViz['alt'] | undefined;

  /** Author of the chart, in the line below it. */
  byline?: VibedasherViz['byline'] | undefined;

  /** Source of the data: a text, a URL or both, as in `Destatis https://www.destatis.de`. Default: the source in the viz. */
  source?: VibedasherViz['source'] | undefined;

  /** Notes on the data. Default: the notes in the viz. */
  notes?: VibedasherViz['notes'] | undefined;

  /** Categories to highlight: one value, or several separated by commas or `|`. */
  highlight?: VibedasherViz['highlight'] | undefined;

  /** Reference lines and areas, separated by `;`: each a number, a date or a range and an optional label, as in `100 Target` or `2007-12..2009-06 Recession`. */
  reference?: VibedasherViz['reference'] | undefined;

  /** Texts at points of the chart, separated by `;`: a date or category, a series if there are several, a colon and the text, as in `2009-10 Construction: Peak, 27%`. */
  annotate?: VibedasherViz['annotate'] | undefined;

  /** Unit of the numbers, or one per column: `EUR`, or `price: EUR; weight: kg`. */
  unit?: VibedasherViz['unit'] | undefined;

  /** Number of decimals from 0 to 6, or one per column: `1`, or `price: 2; weight: 0`. */
  decimals?: VibedasherViz['decimals'] | undefined;

  /** Pattern of d3-format for the numbers, or one per column. */
  format?: VibedasherViz['format'] | undefined;

  /** One CSS color, or one per category: `Tea: green; Coffee: #6f4e37`. */
  colors?: VibedasherViz['colors'] | undefined;

  /** Order of categories: `value` (ascending), `-value` (descending), `name`, or `rows` (as the query returns them). */
  sort?: VibedasherViz['sort'] | undefined;

  /** Number of categories in a bar chart, or `all`. Default: as many as fit into the box. */
  limit?: VibedasherViz['limit'] | undefined;

  /** Tooltip: one for all series at a place (`shared`), one per mark (`single`), or `shared` for lines and areas over time (`auto`). */
  tooltip?: VibedasherViz['tooltip'] | undefined;
}

/** The properties of `<vibedasher-viz>` that a script can set. */
export type VizProperty =
  | 'slug'
  | 'account'
  | 'region'
  | 'apiBase'
  | 'snapshot'
  | 'live'
  | 'queries'
  | 'sql'
  | 'spec'
  | 'chart'
  | 'toolbar'
  | 'mark'
  | 'params'
  | 'allowHosts'
  | 'maxCells'
  | 'fallback'
  | 'selectTo'
  | 'loading'
  | 'activate'
  | 'link'
  | 'renderer'
  | 'fit'
  | 'theme'
  | 'timezone'
  | 'timeout'
  | 'refreshInterval'
  | 'caption'
  | 'heading'
  | 'description'
  | 'alt'
  | 'byline'
  | 'source'
  | 'notes'
  | 'highlight'
  | 'reference'
  | 'annotate'
  | 'unit'
  | 'decimals'
  | 'format'
  | 'colors'
  | 'sort'
  | 'limit'
  | 'tooltip'
  | 'client';

/** The events of `<vibedasher-viz>`. */
export interface VizEvents {
  /** The first picture of a source is drawn, or its result is empty. */
  'vibedasher-load': VibedasherLoadEvent;

  /** New rows have arrived. */
  'vibedasher-data': VibedasherDataEvent;

  /** The status has changed. */
  'vibedasher-status': VibedasherStatusEvent;

  /** An error has occurred. Bubbles. */
  'vibedasher-error': VibedasherErrorEvent;

  /** Parameters have changed. Bubbles. */
  'vibedasher-params': VibedasherParamsEvent;

  /** A reader has selected values in the chart, or cleared them. */
  'vibedasher-select': VibedasherSelectEvent;
}

/** The attributes of `<vibedasher-control>`. */
export interface ControlAttributes {
  /** Whether the control is disabled. */
  disabled?: boolean | undefined;

  /** Whether several options inside can be chosen, for an undeclared parameter. */
  multiple?: boolean | undefined;

  /** Name of the parameter, also in a form. Required. */
  param?: VibedasherControl['param'] | undefined;

  /** Label. Default: that of the declaration, else a readable form of the name. */
  label?: VibedasherControl['label'] | undefined;

  /** The preferred kind of control: `select`, `radio`, `checkbox`, `range`, `number`, `date`, `text` or `search`. */
  type?: VibedasherControl['type'] | undefined;

  /** Help text below the control. Default: that of the declaration. */
  help?: VibedasherControl['help'] | undefined;

  /** Smallest number, or first day. Default: that of the declaration. */
  min?: VibedasherControl['min'] | undefined;

  /** Largest number, or last day. Default: that of the declaration. */
  max?: VibedasherControl['max'] | undefined;

  /** Step of a number. Default: that of the declaration. */
  step?: VibedasherControl['step'] | undefined;

  /** Initial value, also after a reset. Overrides the declared default; values set on the dashboard override it. */
  value?: VibedasherControl['defaultValue'] | undefined;
}

/** The properties of `<vibedasher-control>` that a script can set. */
export type ControlProperty =
  'param' | 'label' | 'type' | 'help' | 'min' | 'max' | 'step' | 'defaultValue' | 'value' | 'disabled';

/** The events of `<vibedasher-control>`. */
export interface ControlEvents {
  /** The reader is changing the value. Bubbles, and crosses shadow roots. */
  input: Event;

  /** The reader has changed the value. Bubbles. */
  change: Event;
}

/** The attributes of `<vibedasher-dashboard>`. */
export interface DashboardAttributes {
  /** A parameter. NAME is case-insensitive. */
  [name: `param-${string}`]: string | number | boolean | null | undefined;

  /** Account slug for the charts inside that have none. */
  account?: VibedasherDashboard['account'] | undefined;

  /** Slug of the viz for the charts inside that have none. Without a chart inside, the dashboard draws those of the viz. */
  slug?: VibedasherDashboard['slug'] | undefined;

  /** Region of the cloud, for all elements inside. */
  region?: VibedasherDashboard['region'] | undefined;

  /** Full base URL of a self-hosted API, for all elements inside. Overrides `region`. */
  'api-base'?: VibedasherDashboard['apiBase'] | undefined;

  /** URL of a snapshot, for all elements inside. */
  snapshot?: VibedasherDashboard['snapshot'] | undefined;

  /** How the snapshot and the API are used, for all elements inside: `fallback`, `never` or `first`. */
  live?: VibedasherDashboard['live'] | undefined;

  /** Where queries run that the snapshot has no answer to, for all elements inside: `server` or `browser`. */
  queries?: VibedasherDashboard['queries'] | undefined;

  /** Parameters by name; in HTML a JSON object. `param-NAME` attributes override it. */
  params?: VibedasherDashboard['params'] | undefined | string;

  /** Theme of the charts inside that have none: `auto`, `light`, `dark`, `none` or the name of a theme. */
  theme?: VibedasherDashboard['theme'] | undefined;

  /** IANA time zone for all elements inside. */
  timezone?: VibedasherDashboard['timezone'] | undefined;

  /** Interval at which the charts inside refresh: in seconds, or with a unit as in `5m`. A chart may set `off`. */
  refresh?: VibedasherDashboard['refreshInterval'] | undefined;

  /** Lays out the children in a grid with at most this many columns: `1` to `6`. Default: no grid. */
  columns?: VibedasherDashboard['columns'] | undefined;

  /** `url` stores chosen parameters in the page's URL. Readers can share the URL and undo choices with the Back button. */
  sync?: VibedasherDashboard['sync'] | undefined;

  /** Prefix of the parameters in the URL. */
  'sync-prefix'?: VibedasherDashboard['syncPrefix'] | undefined;
}

/** The properties of `<vibedasher-dashboard>` that a script can set. */
export type DashboardProperty =
  | 'account'
  | 'slug'
  | 'region'
  | 'apiBase'
  | 'snapshot'
  | 'live'
  | 'queries'
  | 'params'
  | 'theme'
  | 'timezone'
  | 'refreshInterval'
  | 'columns'
  | 'sync'
  | 'syncPrefix'
  | 'client';

/** The events of `<vibedasher-dashboard>`. */
export interface DashboardEvents {
  /** Parameters have changed. Bubbles. */
  'vibedasher-params': VibedasherParamsEvent;

  /** The viz, or the code that draws it, could not be loaded. Bubbles. */
  'vibedasher-error': VibedasherErrorEvent;
}

/** The attributes of `<vibedasher-gallery>`. */
export interface GalleryAttributes {
  /** Region of the cloud. Default: the main host of the cloud. */
  region?: VibedasherGallery['region'] | undefined;

  /** Full base URL of a self-hosted API. Overrides `region`. */
  'api-base'?: VibedasherGallery['apiBase'] | undefined;

  /** What to show: public templates, or seeds. */
  source?: VibedasherGallery['source'] | undefined;

  /** Shows only templates with this chart type of the API. */
  'chart-type'?: VibedasherGallery['chartType'] | undefined;

  /** The selected category. Readers can select another one. */
  category?: VibedasherGallery['category'] | undefined;

  /** Shows only templates with all of these tags, separated by commas. */
  tags?: VibedasherGallery['tags'] | undefined;

  /** Number of cards per page, from 1 to 100. */
  'page-size'?: VibedasherGallery['pageSize'] | undefined | `${number}`;

  /** The search text. Readers can change it. */
  search?: VibedasherGallery['search'] | undefined;

  /** Origins of preview images in addition to that of the API, separated by spaces. */
  'allow-hosts'?: VibedasherGallery['allowHosts'] | undefined;

  /** `auto` follows the page; `light`, `dark`, the name of a theme, or `none` for the page's own colors. */
  theme?: VibedasherGallery['theme'] | undefined;
}

/** The properties of `<vibedasher-gallery>` that a script can set. */
export type GalleryProperty =
  | 'region'
  | 'apiBase'
  | 'source'
  | 'chartType'
  | 'category'
  | 'tags'
  | 'pageSize'
  | 'search'
  | 'allowHosts'
  | 'theme'
  | 'client';

/** The events of `<vibedasher-gallery>`. */
export interface GalleryEvents {
  /** A reader has chosen a template. Bubbles. */
  'vibedasher-choose': VibedasherChooseEvent;

  /** Something went wrong. Bubbles. */
  'vibedasher-error': VibedasherErrorEvent;
}
