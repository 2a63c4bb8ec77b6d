import type { Dataflow } from 'vega-dataflow';
import { unescapeText } from '../spec/inherited-names.ts';
import {
  type Budget,
  budgetOf,
  bytesOf,
  limitValue,
  LETTERS_PER_VALUE,
  STEPS_PER_VALUE,
  countValues,
} from './budget.ts';
import { isChannel } from './channels.ts';
import { getRefuse, createSanitizer, type Refuse } from './css-values.ts';
import { allows, refusal } from './function-policy.ts';
import {
  createInterpreter,
  type ExpressionInterpreter,
  type Functions,
  type Item,
  type Watch,
} from './interpreter/index.ts';
import { limitedFunctions } from './limited-functions.ts';
import { chargeShape } from './limited-marks.ts';
import { regExpFunctions } from './regexp/load.ts';

/** Channels whose cost grows with the length of their text. */
const TEXT_CHANNELS = ['text', 'shape', 'path', 'url', 'href', 'font', 'description', 'tooltip'] as const;

/** Cost of a point of a trail. Browsers fill overlapping paths slowly. */
const STEPS_PER_TRAIL_POINT = 20_000;

/** Cost of evaluating an expression, and the additional cost of each of its nodes. */
const STEPS_PER_EVALUATION = 20;
const STEPS_PER_NODE = 3;
/** Cost of a character in a text channel. */
const STEPS_PER_LETTER = 10;

/** Values of up to this many bytes are not counted: one in each row that a chart may hold stays within the limit. */
const MANY_BYTES = 40;

/** Returns functions that replace some of a view's `limited` functions. */
type Replace = (functions: Functions, limited: Functions) => object;

/** Creates the `expr` option of a view: the interpreter with our function policy and limits. */
export const createExpressions = (replace: Replace = () => ({})): ExpressionInterpreter =>
  createInterpreter({
    allows,
    refusal,
    overrides: (functions) => overrides(functions, replace),
    isChannel,
    watchFor: (functions) => new ChartWatch(getDataflow(functions)),
    inspectorOf: createInspector,
  });

/** Counts the characters of a text or an array of lines. Returns 0 for short texts. */
function countLetters(value: unknown): number {
  if (typeof value === 'string') return value.length > 100 ? value.length : 0;
  return Array.isArray(value) ? LETTERS_PER_VALUE * countValues(value) : 0;
}

/** Charges a chart for its expressions, and limits their results. */
class ChartWatch implements Watch {
  readonly refuse: Refuse;
  readonly #budget: Budget | undefined;
  readonly #shapes = new Map<string, string>();

  constructor(dataflow: Dataflow) {
    this.refuse = getRefuse(dataflow);
    this.#budget = budgetOf(dataflow);
  }

  /** Charges for each value of an array and for each character of a text. */
  large(value: string | readonly unknown[]): void {
    limitValue(value);
    this.steps(typeof value === 'string' ? value.length : countValues(value) * STEPS_PER_VALUE);
  }

  row(nodes: number): void {
    this.steps(STEPS_PER_EVALUATION + nodes * STEPS_PER_NODE);
  }

  result(value: unknown): unknown {
    const limited = limitValue(value, (steps) => this.steps(steps));
    const bytes = bytesOf(limited);
    if (bytes > MANY_BYTES) this.#budget?.addHeldBytes(bytes, limited);
    return limited;
  }

  /** Returns the shape of a symbol to draw, and charges for it once. */
  shape(shape: string): string {
    let drawn = this.#shapes.get(shape);
    if (drawn === undefined) {
      drawn = chargeShape(this.#budget, shape);
      this.#shapes.set(shape, drawn);
    }
    return drawn;
  }

  steps(count: number): void {
    this.#budget?.chargeSteps(count);
  }
}

/** Creates a function that sanitizes the channels of an item and charges for its texts. */
function createInspector(
  marktype: string,
  channels: readonly string[],
): (item: Item, watch: ChartWatch) => void {
  const rewrite = createSanitizer(channels);
  const written = TEXT_CHANNELS.filter((name) => channels.includes(name));
  const isTrail = marktype === 'trail';
  const hasShape = channels.includes('shape');
  return (item, watch) => {
    if (isTrail) watch.steps(STEPS_PER_TRAIL_POINT);
    rewrite(item, watch.refuse);
    for (const name of written) {
      watch.steps(countLetters(item[name]) * STEPS_PER_LETTER);
      Object.assign(item, { [name]: unescapeLines(item[name]) });
    }
    limitValue(item['text']);
    const shape: unknown = hasShape && item['shape'];
    if (typeof shape === 'string') Object.assign(item, { shape: watch.shape(shape) });
  };
}

function unescapeLines(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unescapeLine);
  return unescapeLine(value);
}

const unescapeLine = (value: unknown): unknown => (typeof value === 'string' ? unescapeText(value) : value);

/**
 * Returns replacements for functions of the language. A regular expression literal compiles to a call to `regexp`.
 */
function overrides(functions: Functions, replace: Replace): Functions {
  const budget = budgetOf(getDataflow(functions));
  const limited = limitedFunctions(functions);
  return {
    ...regExpFunctions((steps) => budget?.chargeSteps(steps)),
    ...limited,
    ...replace(functions, limited),
  };
}

function getDataflow(functions: Functions): Dataflow {
  return (functions['context'] as { readonly dataflow: Dataflow }).dataflow;
}
