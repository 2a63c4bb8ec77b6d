import type { Params } from '../public-client/types.ts';

/** The formats that a chart can be saved in. */
export type FileFormat = 'csv' | 'json' | 'png' | 'svg';

export type FileType = 'text/csv' | 'application/json' | 'image/png' | 'image/svg+xml';

export interface FileOptions {
  /** PNG pixels per CSS px, by default 2. Reduced if the picture would be too large. */
  readonly scale?: number | undefined;
  /** Called if a download's picture had to be smaller than requested. */
  readonly onSmaller?: (() => void) | undefined;
}

export interface FileMetadata {
  readonly title: string;
  readonly description: string | null;
  /** Author of the chart. */
  readonly byline: string | null;
  /** Name of the data's source. */
  readonly source: string;
  /** Public page of the data, if there is one. */
  readonly url: string | null;
  readonly notes: string | null;
  /** Parameters of the query, by name. */
  readonly params: Params;
  /** The parameters as text for readers. */
  readonly choices: readonly string[];
  /** The moment that the data describes, if known. */
  readonly asOf: Date | null;
  /** When the data was fetched. */
  readonly retrievedAt: Date;
}

/** A line of text in a picture. */
export interface TextRun {
  readonly text: string;
  /** Horizontal position of the start of the text, which is its right end if it is right to left. */
  readonly x: number;
  /** Vertical position of the baseline. */
  readonly y: number;
  readonly size: number;
  readonly weight: 400 | 600;
  readonly color: string;
}

/** Layout of a picture: the chart with its heading and footing, in CSS px. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly background: string;
  readonly font: string;
  readonly direction: 'ltr' | 'rtl';
  readonly texts: readonly TextRun[];
  /** Position of the chart; `null` if the chart is a text. */
  readonly chart: { readonly x: number; readonly y: number } | null;
}
