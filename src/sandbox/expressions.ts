import type { Dataflow } from 'vega-dataflow';
import { unescapeText } from '../spec/inherited-names.ts';
import { type Budget, budgetOf, bytesOf, limitValue, STEPS_PER_VALUE, weigh } from './budget.ts';
import { isChannel } from './channels.ts';
import { getRefuse, createSanitizer, type Refuse } from './css-values.ts';
import { allows, refusal } from './function-policy.ts';
import { createInterpreter, type Functions, type Item, type Watch } from './interpreter/index.ts';
import { limitedFunctions } from './limited-functions.ts';
import { chargeShape } from './limited-marks.ts';
import { unitFunctions } from '../vega/locale.ts';
import { regExpFunctions } from './regexp/load.ts';

/** Channels of text that is measured, read or drawn letter by letter. */
const TEXT_CHANNELS = ['text', 'shape', 'path', 'url', 'href', 'font', 'description', 'tooltip'] as const;

/** What a point of a trail costs to fill, in steps: what overlaps in a path is slow in every browser. */
const STEPS_PER_TRAIL_POINT = 20_000;

/** What an expression costs each time that it is evaluated, in steps: by itself, and for each of its nodes. */
const STEPS_PER_EVALUATION = 20;
const STEPS_PER_NODE = 3;
/** What a letter of a mark costs. */
const STEPS_PER_LETTER = 10;

/** Of a value that is worth counting: all rows that a chart may hold have room for shorter ones. */
const MANY_BYTES = 40;

/** The `expr` option of a view: our interpreter, within the limits of the policy. */
export const guardedExpressions = createInterpreter({
  allows,
  refusal,
  overrides,
  isChannel,
  watchFor: (functions) => new ChartWatch(getDataflow(functions)),
  inspectorOf: createInspector,
});

/** A value of a list counts as this many letters: {@link weigh} counts as many letters of a text as one value. */
const LETTERS_PER_VALUE = 100;

/** Letters of a text, or of a list of lines, as far as there are many. */
function countLetters(value: unknown): number {
  if (typeof value === 'string') return value.length > 100 ? value.length : 0;
  return Array.isArray(value) ? LETTERS_PER_VALUE * weigh(value) : 0;
}

/** Lets a chart pay for its expressions, and holds what comes of them to the limits of a value. */
class ChartWatch implements Watch {
  /** Says what is left out of what reaches CSS. */
  readonly refuse: Refuse;
  readonly #budget: Budget | undefined;
  readonly #shapes = new Map<string, string>();

  constructor(dataflow: Dataflow) {
    this.refuse = getRefuse(dataflow);
    this.#budget = budgetOf(dataflow);
  }

  /** For each value of a list that is made into a text, and for each letter of a long text. */
  large(value: string | readonly unknown[]): void {
    limitValue(value);
    this.steps(typeof value === 'string' ? value.length : weigh(value) * STEPS_PER_VALUE);
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

  /** The shape of a symbol, as it is drawn. */
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

/** What looks at the channels of an item that reach CSS, or say how much a browser writes. */
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

/** A text, or a list of lines, as it is drawn. */
function unescapeLines(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unescapeLine);
  return unescapeLine(value);
}

const unescapeLine = (value: unknown): unknown => (typeof value === 'string' ? unescapeText(value) : value);

/** Functions in place of those of the language. Literals of regular expressions are calls of `regexp`. */
function overrides(functions: Functions): Functions {
  const budget = budgetOf(getDataflow(functions));
  const limited = limitedFunctions(functions);
  return {
    ...regExpFunctions((steps) => budget?.chargeSteps(steps)),
    ...limited,
    ...(unitFunctions(functions, limited['timeUnitSpecifier']) as Functions),
  };
}

function getDataflow(functions: Functions): Dataflow {
  return (functions['context'] as { readonly dataflow: Dataflow }).dataflow;
}
