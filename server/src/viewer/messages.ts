/** What is to be drawn: the charts of a piece of HTML, or one picture for link previews. */
export type DrawingTask =
  | { readonly kind: 'page'; readonly html: string; readonly widths: readonly number[] }
  | {
      readonly kind: 'picture';
      readonly type: PictureType;
      readonly account: string;
      readonly slug: string;
      readonly chart: string | null;
      readonly params: Readonly<Record<string, string | readonly string[]>>;
      readonly theme: 'light' | 'dark';
      readonly lang: string;
      /** In CSS px; a PNG has {@link PNG_SCALE} pixels for each. */
      readonly width: number;
      readonly height: number;
    };

export type PictureType = 'svg' | 'png';

export const PNG_SCALE = 2;

/** What has been drawn: HTML with its pictures, or the bytes of one. */
export interface Drawing {
  readonly content: string | Uint8Array;
  /** Of the first chart. */
  readonly title: string | null;
  readonly description: string | null;
  readonly alt: string;
}

/** A request of the API's client in the process, which the server answers. */
export interface ApiRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly body: string | null;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Where the API is for the process. It is never asked for by that name. */
export const API_ORIGIN = 'http://server.invalid';

/** What the server tells the process. */
export type DrawingRequest =
  | { readonly kind: 'start'; readonly prerender: string; readonly client: string; readonly maxBytes: number }
  | { readonly kind: 'draw'; readonly id: number; readonly task: DrawingTask }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: ApiAnswer };

/** What the process tells the server. `worn`: it takes no further task. */
export type DrawingReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'ask'; readonly id: number; readonly request: ApiRequest }
  | { readonly kind: 'drawn'; readonly id: number; readonly worn: boolean; readonly drawing: Drawing }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly worn: boolean;
      /** A kind of error of `@vibedasher/embed`. */
      readonly error: string;
      readonly message: string;
    };
