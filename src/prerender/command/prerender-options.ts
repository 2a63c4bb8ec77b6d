/** The options of `vibedasher-embed prerender`. */
import { REGIONS } from '../../public-client/urls.ts';
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
  UsageError,
} from './usage.ts';

const OPTIONS = {
  'api-base': { type: 'string' },
  region: { type: 'string' },
  into: { type: 'string' },
  widths: { type: 'string' },
  font: { type: 'string' },
  'font-file': { type: 'string' },
  stylesheet: { type: 'string' },
  target: { type: 'string' },
  images: { type: 'string' },
  'images-base': { type: 'string' },
  cache: { type: 'string', default: 'node_modules/.cache/vibedasher' },
  'max-age': { type: 'string', default: '0' },
  offline: { type: 'boolean', default: false },
  timeout: { type: 'string', default: '30' },
  fail: { type: 'string' },
  check: { type: 'boolean', default: false },
  report: { type: 'string' },
} as const;

/** What a run goes through, and how. */
export type Site = Awaited<ReturnType<typeof readSite>>;

/** Throws a `UsageError` for what makes no sense. */
export async function readSite(args: readonly string[]) {
  const { values, positionals: paths } = readArguments(args, OPTIONS);
  if (paths.length === 0)
    throw new UsageError('Name a folder or files: vibedasher-embed prerender DIR|FILE…');
  const target = readWord('target', values.target, ['web', 'feed', 'email']);
  if (target !== 'web' && values.images === undefined)
    throw new UsageError(`--target ${target}: use --images DIR to say where its PNG files go`);
  const region = values.region ? readWord('region', values.region, REGIONS) : undefined;
  return {
    paths,
    target,
    timeout: readTimeout('timeout', values.timeout),
    check: values.check,
    fail: readWord('fail', values.fail, ['none', 'missing', 'any']),
    report: values.report ?? null,
    cache: values.cache,
    images: values.images ?? null,
    imagesBase: values['images-base'] ?? null,
    responses: new Responses({
      folder: values.cache,
      maxAge: readDuration('max-age', values['max-age']),
      offline: values.offline,
    }),
    options: {
      target,
      apiBase: readBase('api-base', values['api-base']),
      region,
      into: readWord('into', values.into, ['auto', 'light', 'shadow']),
      ...(values.widths !== undefined && { widths: readWidths('widths', values.widths) }),
      ...(values.font !== undefined && { font: values.font }),
      ...(values['font-file'] !== undefined && { fontFile: await readFont(values['font-file']) }),
      ...(values.stylesheet !== undefined && { stylesheet: values.stylesheet }),
    } satisfies PrerenderOptions,
  };
}
