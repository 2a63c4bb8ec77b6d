import { MAIN, type VegaLiteSpec } from '../charts/types.ts';
import { isObject } from '../internal/json.ts';
import { atMost, checkValue, checkViews, MAX_DEPTH, MAX_ROWS, MAX_VALUES } from '../sandbox/limits.ts';
import { quote, specError } from './errors.ts';
import { fillsBox, isComposed, plainTitle } from './spec-facts.ts';

const MARKS = [
  'arc area bar boxplot circle errorband errorbar geoshape image line point rect rule square text tick trail',
].flatMap((names) => names.split(' '));
const VIEW_KEYS = ['mark', 'layer', 'concat', 'hconcat', 'vconcat', 'facet', 'repeat', 'spec'];
const VEGA_KEYS = ['marks', 'signals', 'scales', 'axes', 'legends', 'projections'];
const VEGA_SCHEMA = /\/schema\/vega\/|\/vega\/v\d/;

interface PrepareOptions {
  /** Names of the data sets that come from queries. */
  readonly dataNames: ReadonlySet<string>;
  readonly fit: 'container' | 'none';
  /** A caption shows the plain title. */
  readonly captioned: boolean;
}

interface PreparedSpec {
  readonly spec: VegaLiteSpec;
  /** The picture takes the size of its box: not where several views stand side by side. */
  readonly fitted: boolean;
  /** The cells of a facet take the height of the box, too. */
  readonly filling: boolean;
}

/**
 * The spec as it goes to the compiler: with the edits that a published spec may suffer, and without what it may
 * not say. Never changes its input. Throws an error of kind `spec` for raw Vega, for what reaches out of the
 * chart, and for what is too large.
 */
export function prepareSpec(input: unknown, options: PrepareOptions): PreparedSpec {
  if (!isObject(input)) throw specError('The spec is not a JSON object.');
  refuseVega(input);
  checkStructure(input, '', 0, { values: 0, rows: 0 });
  checkViews(input);

  const fitted = options.fit === 'container' && !isComposed(input);
  const filling = options.fit === 'container' && fillsBox(input);
  const spec: Record<string, unknown> = { ...input };
  delete spec['usermeta'];
  if (spec['data'] === undefined && options.dataNames.has(MAIN)) spec['data'] = { name: MAIN };
  if (options.captioned && plainTitle(input)) delete spec['title'];
  if (fitted) {
    Object.assign(spec, {
      width: 'container',
      height: 'container',
      autosize: { type: 'fit', contains: 'padding' },
    });
  }
  if (filling) for (const key of ['width', 'height', 'autosize']) delete spec[key];
  return { spec, fitted, filling };
}

function refuseVega(spec: VegaLiteSpec): void {
  const { $schema } = spec;
  const named = typeof $schema === 'string' && VEGA_SCHEMA.test($schema);
  const shaped = VEGA_KEYS.filter((key) => key in spec);
  if (named || shaped.length > 0) {
    throw specError(
      `The spec is written in Vega (${named ? '$schema' : shaped.join(', ')}); only Vega-Lite is supported.`,
    );
  }
  if (!VIEW_KEYS.some((key) => key in spec)) {
    throw specError(`The spec draws nothing: it has none of ${VIEW_KEYS.join(', ')}.`);
  }
}

/** The compiler's own message for a mark that does not exist names a place in its source. */
function checkMark(mark: unknown): void {
  const type = isObject(mark) ? mark['type'] : mark;
  if (typeof type !== 'string' || MARKS.includes(type)) return;
  throw specError(`${quote(type)} is not a Vega-Lite mark: use one of ${MARKS.join(', ')}.`);
}

/** What a spec is made of, counted on the way through it. */
interface Tally {
  values: number;
  rows: number;
}

/** `key` is where the value stands; elements of an array stand where it stands. */
function checkStructure(value: unknown, key: string, depth: number, tally: Tally): void {
  checkValue(key, value);
  atMost(MAX_VALUES, (tally.values += 1), 'values in a spec');
  if (typeof value !== 'object' || value === null) return;
  checkDepth(depth);
  for (const [name, child] of Object.entries(value)) {
    // Rows are no part of a spec's structure.
    if (name === 'datasets' || (name === 'values' && key === 'data')) {
      if (typeof child === 'string') atMost(MAX_ROWS, countRows(child), 'rows in a spec');
      checkRows(child, depth + 1, tally);
      continue;
    }
    // Where configurations are merged, `hasOwnProperty` would be the page's own, and be written to.
    if (name in Object.prototype) throw specError(`The spec may not have a key ${quote(name)}.`);
    if (name === 'mark') checkMark(child);
    checkStructure(child, Array.isArray(value) ? key : name, depth + 1, tally);
  }
}

function checkRows(value: unknown, depth: number, tally: Tally): void {
  if (typeof value !== 'object' || value === null) return;
  checkDepth(depth);
  if (Array.isArray(value)) atMost(MAX_ROWS, (tally.rows += value.length), 'rows in a spec');
  for (const child of Object.values(value)) checkRows(child, depth + 1, tally);
}

/** How many rows there may be in a text, be it of lines or of JSON. */
function countRows(text: string): number {
  const end = /^\s*[[{]/.test(text) ? ',' : '\n';
  let count = 1;
  for (let at = text.indexOf(end); at >= 0; at = text.indexOf(end, at + 1)) count += 1;
  return count;
}

function checkDepth(depth: number): void {
  atMost(MAX_DEPTH, depth, 'levels of a nest');
}
