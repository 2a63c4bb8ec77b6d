import type { VegaLocale } from '../spec/types.ts';
import type { Formats, NumberContext, NumberStyle, DateLength, Grain } from './format-types.ts';
import type aggregates from './messages/en/aggregates.ts';
import type base from './messages/en/base.ts';
import type controls from './messages/en/controls.ts';
import type extra from './messages/en/extra.ts';
import type gallery from './messages/en/gallery.ts';
import type maps from './messages/en/maps.ts';
import type selection from './messages/en/selection.ts';
import type table from './messages/en/table.ts';
import type tools from './messages/en/tools.ts';

export type * from './format-types.ts';

// The English messages declare what every language has.
export type AggregateWords = typeof aggregates;
export type ControlWords = typeof controls;
export type ExtraWords = typeof extra;
export type GalleryWords = typeof gallery;
export type MapWords = typeof maps;
export type SelectionWords = typeof selection;
export type TableWords = typeof table;
export type ToolWords = typeof tools;

/**
 * Messages of features that load on demand, in groups. In English, each group is a file in `messages/en/` that its
 * feature imports, so a page loads only the groups that it needs. Another language is one file with all groups.
 */
interface LateMessages {
  readonly table: TableWords;
  readonly gallery: GalleryWords;
  readonly selection: SelectionWords;
  readonly tools: ToolWords;
  readonly controls: ControlWords;
  readonly maps: MapWords;
  readonly aggregates: AggregateWords;
  readonly extra: ExtraWords;
}

/** The messages for readers in one language. Messages for developers are always in English and are not included. */
export type Messages = ReturnType<typeof base> & Partial<LateMessages>;

/** Creates the messages of every chart in one language with its formats. */
export type BuildMessages = (formats: Formats) => Messages;

/** Formats and messages. Elements with the same language, time zone and loaded parts share an object. */
export interface Locale {
  /** Tag of the formats: the requested one if Intl supports it, else `en`. */
  readonly tag: string;
  /** Language of {@link messages}, and `lang` of the rendered text: `en` until another is loaded. */
  readonly language: string;
  /** Direction of {@link messages}. */
  readonly dir: 'ltr' | 'rtl';
  readonly messages: Messages;
  number(value: unknown, style?: NumberStyle, context?: NumberContext): string;
  date(value: Date, grain?: Grain, length?: DateLength): string;
  moment(value: Date): string;
  /** Created on first use. */
  readonly vega: VegaLocale;
}
