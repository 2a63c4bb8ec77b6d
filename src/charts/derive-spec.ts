import { clip, MAX_NAME_LENGTH, warnOnce } from '../internal/text.ts';
import { lazily } from '../public-client/errors.ts';
import type { Dataset } from '../public-client/types.ts';
import { MAX_CATEGORIES } from '../spec/facts.ts';
import type { DeriveContext } from './encodings.ts';
import { arc } from './kinds/arc.ts';
import { area } from './kinds/area.ts';
import { bar } from './kinds/bar.ts';
import { histogram } from './kinds/histogram.ts';
import { type Columns, type DeriveOptions, type Kind, readColumns } from './kinds/kind.ts';
import { line } from './kinds/line.ts';
import { map } from './kinds/map.ts';
import { number } from './kinds/number.ts';
import { point } from './kinds/point.ts';
import type { RARE_KINDS } from './kinds/rare.ts';
import { hasOrder } from './order.ts';
import type { Chart, PreferredMark } from './types.ts';

export type { DeriveOptions } from './kinds/kind.ts';

const table: Kind = {
  fits: () => null,
  draw: ({ dataset }) => ({ kind: 'table', dataset }),
};

/** The kinds that `charts/kinds/rare.ts` has. */
type RareKinds = Partial<typeof RARE_KINDS>;

/**
 * The usual kinds of derived charts. Without `mark`, the first one that fits is drawn. As a table fits all rows, the kinds
 * after it are drawn only for their `mark`.
 */
const KINDS: Readonly<Record<Exclude<PreferredMark, keyof RareKinds>, Kind>> = {
  ...{ map, number, point, line, bar, histogram, table, area, arc },
};

/** Loads the rare kinds if `mark` names one. */
export const loadRareKinds = async (mark: PreferredMark | null): Promise<RareKinds> =>
  mark && !(mark in KINDS) ? (await lazily(() => import('./kinds/rare.ts'))).RARE_KINDS : {};

/** The kinds that are tried if the columns do not fit `mark`. */
const INSTEAD: readonly Kind[] = [point, line, bar, histogram, table];

/**
 * Derives a chart from the columns of a result: by the platform's aliases (`dimension`, `value`, `prev_value`, …), or
 * else by the kinds of columns. The spec does not depend on the theme. Never throws: if no chart fits, the result is
 * a table.
 * @param rare From {@link loadRareKinds}
 */
export function deriveChart(dataset: Dataset, options: DeriveOptions, rare: RareKinds = {}): Chart {
  const { mark, words, textScale = 1, available = { width: 640, height: 360 }, sort, sql, limit } = options;
  const columns = readColumns(dataset, options);
  const { current, previous } = columns.periods ?? {};
  const context: DeriveContext = {
    ...{ rtl: false, language: 'en', ...options, textScale },
    words: { ...words, current: current ?? words.current, previous: previous ?? words.previous },
    available: { width: available.width / textScale, height: available.height / textScale },
    sort: sort || (sql && hasOrder(sql) ? 'query' : null),
    limit: readLimit(limit ?? ''),
  };
  const named = mark && { ...KINDS, ...rare }[mark];
  const unfit = named?.fits(columns);
  const kind =
    named && !unfit ? named : (named ? INSTEAD : Object.values(KINDS)).find((each) => !each.fits(columns))!;
  return { ...kind.draw(columns, context), ...(unfit && { unfit }) };
}

/** Returns for each value of `mark` why the columns do not fit it, for developers, and whether it is the default. */
export function explainKinds(
  dataset: Dataset,
  options: DeriveOptions,
  rare: typeof RARE_KINDS,
): readonly { readonly name: PreferredMark; readonly reason: string | null; readonly isDefault: boolean }[] {
  const columns = (mark: PreferredMark | null): Columns => readColumns(dataset, { ...options, mark });
  const kinds = { ...KINDS, ...rare };
  const names = Object.keys(kinds) as PreferredMark[];
  const first = names.find((name) => !kinds[name].fits(columns(null)));
  return names.map((name) => ({ name, reason: kinds[name].fits(columns(name)), isDefault: name === first }));
}

/** Reads the `limit` attribute. `all` is bounded, too: each bar needs time and memory. */
function readLimit(written: string): number | null {
  const text = written.trim();
  if (!text) return null;
  const limit = /^all$/i.test(text) ? MAX_CATEGORIES : Number(text);
  if (limit > 0 && Number.isInteger(limit)) return Math.min(limit, MAX_CATEGORIES);
  const quoted = clip(text, MAX_NAME_LENGTH);
  warnOnce(`<vibedasher-viz limit="${quoted}">: use a whole number above 0, or all`);
  return null;
}
