/** The commands `vibedasher-embed image` and `snippet`. */
import { extname } from 'node:path';
import { createPublicClient } from '../../../src/public-client/create-client.ts';
import type { PreferredMark } from '../../../src/charts/types.ts';
import { MARKS } from '../../../src/pipeline/attributes.ts';
import { REGIONS } from '../../../src/public-client/urls.ts';
import { renderPreview } from '../preview.ts';
import { firstRows } from '../../../src/snippet/first-rows.ts';
import { pinnedFiles } from '../package-files.ts';
import { svgToPng } from '../png.ts';
import { gatherParams } from '../../../src/snippet/shown-viz.ts';
import {
  type FastHints,
  leftOut,
  snippet as linesFor,
  SNIPPET_TARGETS,
  type SnippetOptions,
} from '../../../src/snippet/snippet.ts';
import { type Io, writeWhole } from './io.ts';
import {
  FLAG,
  LIST,
  readArguments,
  readBase,
  readFont,
  readParam,
  readSize,
  readTimeout,
  readViz,
  readWord,
  UsageError,
  withValue,
} from './usage.ts';

const IMAGE_OPTIONS = {
  ...withValue('out size chart mark theme lang font font-file api-base region timeout'),
  param: LIST,
};

/** Pixels per CSS px: previews are shown small, so the text has to be large. */
const SCALE = 2;

export async function image(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, IMAGE_OPTIONS);
  const viz = readViz(positionals);
  const { out } = values;
  const type = extname(out ?? '').toLowerCase();
  if (!out || (type !== '.png' && type !== '.svg'))
    throw new UsageError(`--out ${out ?? ''}: name a file that ends with .png or .svg`);
  const size = readSize('size', values.size ?? '1200x630');
  const theme = readWord('theme', values.theme ?? viz.theme, ['light', 'dark']);
  const box = { width: size.width / SCALE, height: size.height / SCALE };
  const client = createPublicClient({
    apiBase: readBase(values['api-base']) ?? viz.apiBase,
    region: values.region === undefined ? undefined : readWord('region', values.region, REGIONS),
    timeout: readTimeout('timeout', values.timeout ?? '30'),
  });
  const { svg } = await renderPreview({
    ...viz,
    ...box,
    client,
    theme,
    chart: values.chart ?? viz.chart ?? null,
    paramAttributes: gatherParams(values.param.map(readParam)),
    mark: (values.mark === undefined
      ? null
      : readWord('mark', values.mark, MARKS.slice(1))) as PreferredMark | null,
    lang: values.lang ?? 'en',
    signal: io.signal,
    ...(values.font !== undefined && { font: values.font }),
    ...(values['font-file'] !== undefined && { fontFile: await readFont(values['font-file']) }),
  });
  await writeWhole(out, type === '.svg' ? svg : await svgToPng(svg, box.width, SCALE));
  io.stdout.write(`${out}: ${size.width} × ${size.height} pixels\n`);
  return 0;
}

const SNIPPET_OPTIONS = {
  ...withValue('target title chart toolbar theme caption highlight reference height aspect-ratio api-base'),
  ...{ param: LIST, control: LIST, dashboard: FLAG, fast: FLAG },
};

/** Milliseconds to wait for the name of a viz. */
const NAME_MS = 3000;

export async function snippet(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, SNIPPET_OPTIONS);
  const viz = readViz(positionals);
  const target = readWord('target', values.target, SNIPPET_TARGETS);
  const apiBase = readBase(values['api-base']) ?? viz.apiBase;
  if (values.fast && target !== 'html' && target !== 'markdown')
    throw new UsageError('--fast: use it with --target html or markdown, whose lines have a head');
  const {
    title,
    dashboard = false,
    chart = viz.chart,
    control: controls,
    toolbar,
    theme = viz.theme,
    highlight,
    reference,
  } = values;
  const shown: SnippetOptions = {
    ...viz,
    ...{ title, apiBase, dashboard, chart, controls, toolbar, theme, highlight, reference },
    params: { ...viz.params, ...gatherParams(values.param.map(readParam)) },
    caption: values.caption === undefined ? undefined : readWord('caption', values.caption, ['auto', 'none']),
    height: values.height === undefined ? undefined : readHeight(values.height),
    aspectRatio: values['aspect-ratio'] === undefined ? undefined : readRatio(values['aspect-ratio']),
  };
  const { fast, name } = values.fast
    ? await hintsFor(shown, io)
    : { fast: undefined, name: title === undefined ? await nameOf(shown, io) : undefined };
  io.stdout.write(linesFor(target, { ...shown, title: title ?? name, fast }, pinnedFiles()));
  const missing = leftOut(target, shown);
  if (missing.length > 0) io.stderr.write(`Lines for ${target} have no place for: ${missing.join(', ')}\n`);
  return 0;
}

function readHeight(text: string): number {
  const height = Number(text.replace(/px$/, ''));
  if (Number.isInteger(height) && height >= 120 && height <= 2000) return height;
  throw new UsageError(`--height ${text}: use pixels from 120 to 2000, as in 400`);
}

function readRatio(text: string): string {
  const [, width, height] = /^\s*(\d+)\s*[/:x]\s*(\d+)\s*$/.exec(text) ?? [];
  if (Number(width) > 0 && Number(height) > 0) return `${width} / ${height}`;
  throw new UsageError(`--aspect-ratio ${text}: use WIDTH/HEIGHT, as in 4/3`);
}

/** Requests the viz, which has the origin of its results in a header, and the addresses of its rows. */
async function hintsFor(
  shown: SnippetOptions,
  { signal, stderr }: Io,
): Promise<{ readonly fast: FastHints; readonly name: string | undefined }> {
  let results: string | undefined;
  const { account, slug, apiBase } = shown;
  const client = createPublicClient({ apiBase, onStorage: (origin) => (results ??= origin) });
  const viz = await client.getViz({ account, slug }, { signal });
  const rows = firstRows(viz, shown);
  if (results === undefined && rows.length === 0)
    stderr.write('The API does not name the origin of its results, so there is no hint for it\n');
  return { fast: { api: client.apiBase, results, rows }, name: viz.name || undefined };
}

/** Resolves with the name of the viz, or `undefined` if the API does not answer within seconds. */
async function nameOf(
  { account, slug, apiBase }: SnippetOptions,
  { signal }: Io,
): Promise<string | undefined> {
  const ends = AbortSignal.any([signal, AbortSignal.timeout(NAME_MS)]);
  try {
    const { name } = await createPublicClient({ apiBase }).getViz({ account, slug }, { signal: ends });
    return name || undefined;
  } catch {
    // The lines are right without the name, also for a viz that is not public yet.
    signal.throwIfAborted();
    return undefined;
  }
}
