import type { ProcessReply, ProcessRequest } from '../task-process.ts';

/** A task: the charts in a piece of HTML, or one picture for link previews. */
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
      /** In CSS px. A PNG has {@link PNG_SCALE} pixels for each. */
      readonly width: number;
      readonly height: number;
    };

export type PictureType = 'svg' | 'png';

export const PNG_SCALE = 2;

/** The result: HTML with its pictures, or the bytes of one picture. */
export interface Drawing {
  readonly content: string | Uint8Array;
  /** The title, description and alternative text of the first chart. */
  readonly title: string | null;
  readonly description: string | null;
  readonly alt: string;
}

/** A request to the API from the client in a drawing process. */
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

/** The origin of the API for drawing processes. Their requests go to the server as messages, never to this name. */
export const API_ORIGIN = 'http://server.invalid';

/** The settings of the process. */
export interface DrawingStart {
  /** The modules of `@vibedasher/embed` for drawing and for the API. */
  readonly prerender: string;
  readonly client: string;
  /** Memory limit of the process. */
  readonly maxBytes: number;
}

/** Messages from the server to the process. */
export type DrawingRequest =
  | ProcessRequest<DrawingStart, DrawingTask>
  | { readonly kind: 'answer'; readonly id: number; readonly answer: ApiAnswer };

/** The outcome of a task. `error` is the `kind` of an error of `@vibedasher/embed`. */
export type DrawingOutcome =
  { readonly drawing: Drawing } | { readonly error: string; readonly message: string };

/** A request to the API, from the process to the server. */
export interface DrawingApiRequest {
  readonly kind: 'ask';
  readonly id: number;
  readonly request: ApiRequest;
}

/** Messages from the process to the server. */
export type DrawingReply = ProcessReply<DrawingOutcome> | DrawingApiRequest;
