import type { Params } from '../public-client/types.ts';

/** The formats that a chart can be saved in. */
export type FileFormat = 'csv' | 'json' | 'png' | 'svg';

export type FileType = 'text/csv' | 'application/json' | 'image/png' | 'image/svg+xml';

export interface FileOptions {
  /** Pixels of a PNG for each CSS pixel. Default 2. Lower where the picture would be too large. */
  readonly scale?: number | undefined;
  /** Told where the picture of a download is smaller than was asked for. */
  readonly onSmaller?: (() => void) | undefined;
}

/** What a file says of itself. */
export interface FileMetadata {
  readonly title: string;
  readonly description: string | null;
  /** Whose data they are, by name. */
  readonly source: string;
  /** Where they can be seen; `null` where no address is known that anybody may follow. */
  readonly url: string | null;
  /** What to know of them. */
  readonly notes: string | null;
  /** What the rows were asked with: for programs by name, and for readers. */
  readonly params: Params;
  readonly choices: readonly string[];
  /** The moment that the data describe, where that is known. */
  readonly asOf: Date | null;
  /** When they were fetched. */
  readonly retrievedAt: Date;
}

/** A line of text in a picture; `x` is where it begins, to the left of it where it is read from right to left. */
export interface TextRun {
  readonly text: string;
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  readonly size: number;
  readonly weight: 400 | 600;
  readonly color: string;
}

/** A picture with what stands around the chart, in CSS px. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly background: string;
  readonly font: string;
  readonly direction: 'ltr' | 'rtl';
  readonly texts: readonly TextRun[];
  /** Where the chart goes; `null` where it is text itself. */
  readonly chart: { readonly x: number; readonly y: number } | null;
}
