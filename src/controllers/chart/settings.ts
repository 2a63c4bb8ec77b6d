import type { MarkWish } from '../../charts/types.ts';
import type { Renderer } from '../../vega/types.ts';
import type { ChartRequest } from './load-chart.ts';

/** What settles the language and look of all that is said. */
export interface Manners {
  /** The `theme` attribute. */
  readonly theme: string;
  /** The `timezone` attribute. */
  readonly timeZone: string | null;
}

/** What a chart is asked with, and how it is to look. Settings of equal keys ask for the same thing. */
export interface ChartSettings extends Manners {
  readonly request: Omit<ChartRequest, 'fresh' | 'timeZone'>;
  /** Another viz: nothing of the one before may stay. */
  readonly vizKey: string;
  /** Another chart of it: its first picture is an event. */
  readonly sourceKey: string;
  /** Other rows of the same chart. */
  readonly requestKey: string;
  /** Another look of the same rows. */
  readonly lookKey: string;
  /** The chart is wanted whether or not it is in sight. */
  readonly eager: boolean;
  readonly mark: MarkWish | null;
  readonly renderer: Renderer;
  readonly fit: 'container' | 'none';
  readonly caption: 'auto' | 'none';
  /** The `allow-hosts` attribute. */
  readonly allowHosts: string | null;
  /** The `refresh` attribute, or that of the dashboard around. */
  readonly refresh: string | null;
}
