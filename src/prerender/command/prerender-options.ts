/** The options of `vibedasher-embed prerender`, on the command line and in the configuration of a generator. */
import { REGIONS } from '../../public-client/urls.ts';
import { sortedWidths } from '../box.ts';
import type { PrerenderOptions } from '../types.ts';
import { Responses } from './responses.ts';
import {
  readArguments,
  readBase,
  readDuration,
  readFont,
  readTimeout,
  readWidths,
  readWord,
  unknownOption,
  UsageError,
} from './usage.ts';

const FLAGS = {
  'api-base': { type: 'string' },
  region: { type: 'string' },
  into: { type: 'string' },
  widths: { type: 'string' },
  font: { type: 'string' },
  'font-file': { type: 'string' },
  stylesheet: { type: 'string' },
  nonce: { type: 'string' },
  target: { type: 'string' },
  images: { type: 'string' },
  'images-base': { type: 'string' },
  cache: { type: 'string' },
  'max-age': { type: 'string' },
  offline: { type: 'boolean' },
  timeout: { type: 'string' },
  'draw-timeout': { type: 'string' },
  fail: { type: 'string' },
  check: { type: 'boolean' },
  report: { type: 'string' },
} as const;

/** The options of the command, in camel case. */
export interface SiteOptions extends Pick<
  PrerenderOptions,
  'apiBase' | 'region' | 'widths' | 'font' | 'into' | 'stylesheet' | 'nonce' | 'target'
> {
  /** Path of a font file, for exact widths of text. */
  readonly fontFile?: string | undefined;
  /** Folder for PNG files. */
  readonly images?: string | undefined;
  /** Base URL of the PNG files. Default: the path from the page. */
  readonly imagesBase?: string | undefined;
  /** Folder for responses of the API. Default `node_modules/.cache/vibedasher`. */
  readonly cache?: string | undefined;
  /** How long responses are valid: seconds, or `10m`, `1h`, `2d`. Default 0: each build sends new requests. */
  readonly maxAge?: number | string | undefined;
  /** Sends no requests: uses the cache, including entries that are too old. */
  readonly offline?: boolean | undefined;
  /** Time limit of a request: seconds, or with a unit as in `1m`. Default 30. */
  readonly timeout?: number | string | undefined;
  /** Time limit for drawing a chart: seconds, or with a unit. Default 60. */
  readonly drawTimeout?: number | string | undefined;
  /** When the build fails: never, if a tag has no picture, or on any problem. Default `none`. */
  readonly fail?: 'none' | 'missing' | 'any' | undefined;
  /** Changes nothing, but fails if a run would change a page. */
  readonly check?: boolean | undefined;
  /** Path of a JSON file for the outcome of each tag. */
  readonly report?: string | undefined;
}

/** The pages and settings of a run. */
export type Site = Awaited<ReturnType<typeof readSite>>;

/**
 * Reads the arguments of the command. {@link readSite} checks the values.
 * @throws UsageError
 */
export function readCommand(args: readonly string[]): {
  readonly paths: readonly string[];
  readonly options: SiteOptions;
} {
  const { values, positionals: paths } = readArguments(args, FLAGS);
  if (paths.length === 0)
    throw new UsageError('Name a folder or files: vibedasher-embed prerender DIR|FILE…');
  const named = Object.entries(values).map(([flag, value]) => [
    flag.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    flag === 'widths' ? readWidths(flag, String(value)) : value,
  ]);
  return { paths, options: Object.fromEntries(named) as SiteOptions };
}

/**
 * Checks the options and adds defaults.
 * @throws UsageError for an invalid option
 */
export async function readSite(paths: readonly string[], options: SiteOptions) {
  for (const name of Object.keys(options)) {
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (!Object.hasOwn(FLAGS, flag)) throw unknownOption(`--${flag}`, FLAGS);
  }
  const { widths, font, fontFile, stylesheet, nonce } = options;
  const { images = null, imagesBase = null, report = null, check = false, offline = false } = options;
  const { cache = 'node_modules/.cache/vibedasher', maxAge = 0, timeout = 30, drawTimeout = 60 } = options;
  const target = readWord('target', options.target, ['web', 'feed', 'email']);
  if (target !== 'web' && images === null)
    throw new UsageError(`--target ${target}: use --images DIR to say where its PNG files go`);
  return {
    paths,
    target,
    timeout: readTimeout('timeout', String(timeout)),
    drawTimeout: readTimeout('draw-timeout', String(drawTimeout)),
    check,
    fail: readWord('fail', options.fail, ['none', 'missing', 'any']),
    report,
    cache,
    images,
    imagesBase,
    responses: new Responses({ folder: cache, maxAge: readDuration('max-age', String(maxAge)), offline }),
    options: {
      target,
      apiBase: readBase(options.apiBase ?? undefined),
      region: options.region ? readWord('region', options.region, REGIONS) : undefined,
      into: readWord('into', options.into, ['auto', 'light', 'shadow']),
      ...(widths !== undefined && { widths: sortedWidths(widths) }),
      ...(font !== undefined && { font }),
      ...(fontFile !== undefined && { fontFile: await readFont(fontFile) }),
      ...(stylesheet !== undefined && { stylesheet }),
      ...(nonce !== undefined && { nonce }),
    } satisfies PrerenderOptions,
  };
}
