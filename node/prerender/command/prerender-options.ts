/** The options of `vibedasher-embed prerender`, on the command line and in the configuration of a generator. */
import { join } from 'node:path';
import { REGIONS } from '../../../src/public-client/urls.ts';
import { sortedWidths } from '../box.ts';
import type { PrerenderOptions } from '../types.ts';
import { AnswerRecorder } from '../snapshot/recorder.ts';
import { Responses } from './responses.ts';
import { readLimits, SNAPSHOT_FLAGS, type SnapshotOptions } from './snapshot-options.ts';
import {
  FLAG,
  readArguments,
  readBase,
  readDuration,
  readFont,
  readTimeout,
  readWidths,
  readWord,
  unknownOption,
  UsageError,
  withValue,
} from './usage.ts';

/** Options of the commands `prerender` and `snapshot`. */
const COMMON_FLAGS = {
  ...withValue('api-base region cache max-age timeout report'),
  ...SNAPSHOT_FLAGS,
  offline: FLAG,
  check: FLAG,
};
const FLAGS = {
  ...COMMON_FLAGS,
  ...withValue('into widths font font-file stylesheet nonce target images images-base draw-timeout fail'),
  snapshot: FLAG,
};

/** The options of the command, in camel case. */
export interface SiteOptions
  extends
    SnapshotOptions,
    Pick<
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
  /**
   * Also writes the answers to all queries of the pages into the folder `vibedasher/` of the site, so that the charts
   * work without the API. The pages name it in `data-snapshot`.
   */
  readonly snapshot?: boolean | undefined;
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
  return { paths, options: inCamelCase(values) };
}

function inCamelCase(values: Readonly<Record<string, string | boolean | undefined>>): SiteOptions {
  const named = Object.entries(values).map(([flag, value]) => [
    flag.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    flag === 'widths' ? readWidths(flag, String(value)) : value,
  ]);
  return Object.fromEntries(named) as SiteOptions;
}

/** Like {@link readCommand}, for `vibedasher-embed snapshot`. */
export function readSnapshotCommand(args: readonly string[]): ReturnType<typeof readCommand> {
  const { values, positionals: paths } = readArguments(args, COMMON_FLAGS);
  if (paths.length === 0) throw new UsageError('Name the folder of a site: vibedasher-embed snapshot DIR');
  return { paths, options: inCamelCase(values) };
}

/**
 * Checks the options and adds defaults.
 * @throws UsageError for an invalid option
 */
export async function readSite(paths: readonly string[], options: SiteOptions) {
  const { snapshot: hasSnapshot = false } = options;
  for (const name of Object.keys(options)) {
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (!Object.hasOwn(FLAGS, flag)) throw unknownOption(`--${flag}`, FLAGS);
    if (Object.hasOwn(SNAPSHOT_FLAGS, flag) && !hasSnapshot)
      throw new UsageError(`--${flag}: use it with --snapshot`);
  }
  if (hasSnapshot && paths.length !== 1)
    throw new UsageError(
      `${paths.join(' ')}: with a snapshot, name one folder, which gets it as vibedasher/`,
    );
  const { widths, font, fontFile, stylesheet, nonce } = options;
  const { images = null, imagesBase = null, report = null, check = false, offline = false } = options;
  const { cache = 'node_modules/.cache/vibedasher', maxAge = 0, timeout = 30, drawTimeout = 60 } = options;
  const target = readWord('target', options.target, ['web', 'feed', 'email']);
  if (target !== 'web' && images === null)
    throw new UsageError(`--target ${target}: use --images DIR to say where its PNG files go`);
  const recorder = hasSnapshot ? new AnswerRecorder() : null;
  if (hasSnapshot && target !== 'web')
    throw new UsageError(`--target ${target}: a snapshot is for web pages, whose charts can be live`);
  return {
    paths,
    offline,
    snapshot: recorder && { recorder, folder: join(paths[0]!, 'vibedasher'), ...(await readLimits(options)) },
    target,
    timeout: readTimeout('timeout', String(timeout)),
    drawTimeout: readTimeout('draw-timeout', String(drawTimeout)),
    check,
    fail: readWord('fail', options.fail, ['none', 'missing', 'any']),
    report,
    cache,
    images,
    imagesBase,
    responses: new Responses({
      folder: cache,
      maxAge: readDuration('max-age', String(maxAge)),
      offline,
      recorder,
    }),
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
