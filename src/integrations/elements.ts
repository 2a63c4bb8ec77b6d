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

/** Attributes with the name and the description of a property. In HTML, all values are strings. */
type SameAttributes<Element, Property extends keyof Element> = {
  [Name in Property]?: Element[Name] | HtmlText<Element[Name]> | undefined;
};
type HtmlText<Value> = Value extends number ? `${number}` : Value extends object ? string : never;

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
export interface VizAttributes extends SameAttributes<
  VibedasherViz,
  Exclude<
    VizProperty,
    'apiBase' | 'spec' | 'allowHosts' | 'maxCells' | 'selectTo' | 'refreshInterval' | 'client'
  >
> {
  /** One query parameter. NAME is matched case-insensitively. */
  [name: `param-${string}`]: string | number | boolean | null | undefined;

  /** Full base URL of a self-hosted API. Overrides `region`. */
  'api-base'?: VibedasherViz['apiBase'] | undefined;

  /** Space-separated origins from which a spec may load data or images. */
  'allow-hosts'?: VibedasherViz['allowHosts'] | undefined;

  /** Maximum number of cells (rows × columns) in a result. */
  'max-cells'?: VibedasherViz['maxCells'] | undefined | `${number}`;

  /** Parameter of the surrounding dashboard that a selection in the chart sets: `region`, `region:field`, `regions[]`, `from,to`. */
  'select-to'?: VibedasherViz['selectTo'] | undefined;

  /** Interval between runs of the query: seconds, or a number with `s`, `m` or `h` as in `5m`; `off` for none. */
  refresh?: VibedasherViz['refreshInterval'] | undefined;
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
  | 'bins'
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
export interface ControlAttributes extends SameAttributes<
  VibedasherControl,
  Exclude<ControlProperty, 'defaultValue' | 'value' | 'disabled'>
> {
  /** Whether the control is disabled. */
  disabled?: boolean | undefined;

  /** Whether several options inside can be chosen, for an undeclared parameter. */
  multiple?: boolean | undefined;

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
export interface DashboardAttributes extends SameAttributes<
  VibedasherDashboard,
  Exclude<DashboardProperty, 'apiBase' | 'refreshInterval' | 'syncPrefix' | 'client'>
> {
  /** A parameter. NAME is case-insensitive. */
  [name: `param-${string}`]: string | number | boolean | null | undefined;

  /** Full base URL of a self-hosted API, for all elements inside. Overrides `region`. */
  'api-base'?: VibedasherDashboard['apiBase'] | undefined;

  /** Interval at which the charts inside refresh: in seconds, or with a unit as in `5m`. A chart may set `off`. */
  refresh?: VibedasherDashboard['refreshInterval'] | undefined;

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
export interface GalleryAttributes extends SameAttributes<
  VibedasherGallery,
  Exclude<GalleryProperty, 'apiBase' | 'chartType' | 'pageSize' | 'allowHosts' | 'client'>
> {
  /** Full base URL of a self-hosted API. Overrides `region`. */
  'api-base'?: VibedasherGallery['apiBase'] | undefined;

  /** Shows only templates with this chart type of the API. */
  'chart-type'?: VibedasherGallery['chartType'] | undefined;

  /** Number of cards per page, from 1 to 100. */
  'page-size'?: VibedasherGallery['pageSize'] | undefined | `${number}`;

  /** Origins of preview images in addition to that of the API, separated by spaces. */
  'allow-hosts'?: VibedasherGallery['allowHosts'] | undefined;
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
