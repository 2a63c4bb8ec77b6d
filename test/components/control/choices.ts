import type { VibedasherControl } from '../../../src/components/control/control-element.ts';
import type { FakeApi } from '../../support/fake-api.ts';
import { rows } from '../../support/fake-api.ts';
import { salesApi } from '../dashboard/harness.ts';

type Native = HTMLInputElement & HTMLSelectElement;

/** A control of a kind for the parameter `p`, and the values that a reader chooses in it. */
export interface ChoiceCase {
  readonly kind: string;
  /** The declaration in `params.json`, or `null`. */
  readonly declared: object | null;
  readonly markup: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** The values that the reader checks or enters. */
  readonly chosen: readonly string[];
  /** The value of the parameter before and after the choice. */
  readonly before: unknown;
  readonly after: unknown;
}

const letters = (count: number): string[] => Array.from({ length: count }, (_, at) => `o${at}`);
const control = (more = '', options = ''): string =>
  `<vibedasher-control param="p" ${more}>${options}</vibedasher-control>`;
const OPTIONS = '<option value="a">A</option><option value="b">B</option><option value="c">C</option>';
const LIST = { options: ['a', 'b'], default: 'a' };

const CASES: readonly (Omit<ChoiceCase, 'markup'> & Partial<ChoiceCase>)[] = [
  { kind: 'select', declared: LIST, chosen: ['b'], before: 'a', after: 'b' },
  {
    kind: 'select with labels',
    declared: { ...LIST, options: ['a', 'b'].map((value) => ({ value, label: `The ${value}` })) },
    chosen: ['b'],
    before: 'a',
    after: 'b',
  },
  {
    kind: 'select without a default',
    declared: { options: ['a', 'b'] },
    chosen: ['b'],
    before: null,
    after: 'b',
  },
  {
    kind: 'select with the options of a query',
    declared: { options: { sql: 'SELECT options' }, default: 'a' },
    chosen: ['b'],
    before: 'a',
    after: 'b',
  },
  {
    kind: 'select for several',
    declared: { options: letters(7), multiple: true, default: ['o1'] },
    chosen: ['o1', 'o2'],
    before: ['o1'],
    after: ['o1', 'o2'],
  },
  { kind: 'radio', declared: LIST, markup: control('type="radio"'), chosen: ['b'], before: 'a', after: 'b' },
  { kind: 'checkbox', declared: { type: 'boolean', default: true }, chosen: [], before: true, after: false },
  {
    kind: 'checkboxes',
    declared: { options: letters(3), multiple: true, default: ['o1'] },
    chosen: ['o1', 'o2'],
    before: ['o1'],
    after: ['o1', 'o2'],
  },
  {
    kind: 'range',
    declared: { type: 'number', default: 5, min: 1, max: 10 },
    chosen: ['7'],
    before: 5,
    after: 7,
  },
  { kind: 'number', declared: { type: 'number', default: 5 }, chosen: ['7'], before: 5, after: 7 },
  {
    kind: 'date',
    declared: { type: 'date', default: '2026-01-31' },
    chosen: ['2026-02-28'],
    before: '2026-01-31',
    after: '2026-02-28',
  },
  { kind: 'text', declared: { default: 'x' }, chosen: ['y'], before: 'x', after: 'y' },
  {
    kind: 'search',
    declared: { default: 'x' },
    markup: control('type="search"'),
    chosen: ['y'],
    before: 'x',
    after: 'y',
  },
  {
    kind: 'text for several',
    declared: { multiple: true, default: ['x'] },
    chosen: ['y, z'],
    before: ['x'],
    after: ['y', 'z'],
  },
  {
    kind: 'select with options of the page',
    declared: LIST,
    markup: control('', OPTIONS),
    chosen: ['b'],
    before: 'a',
    after: 'b',
  },
  {
    kind: 'select with options of the page for an undeclared parameter',
    declared: null,
    markup: control('', OPTIONS),
    attributes: { 'param-p': 'b' },
    chosen: ['c'],
    before: 'b',
    after: 'c',
  },
  {
    kind: 'checkboxes with options of the page',
    declared: null,
    markup: control('type="checkbox"', OPTIONS),
    attributes: { 'param-p': 'b' },
    chosen: ['b', 'c'],
    before: ['b'],
    after: ['b', 'c'],
  },
  {
    kind: 'range for an undeclared parameter',
    declared: null,
    markup: control('type="range" min="1" max="10" value="4"'),
    attributes: { 'param-p': '5' },
    chosen: ['7'],
    before: 5,
    after: 7,
  },
  {
    kind: 'select whose markup sets the value',
    declared: { options: ['a', 'b'] },
    markup: control('value="b"'),
    chosen: ['a'],
    before: 'b',
    after: 'a',
  },
  {
    kind: 'radio whose markup sets the value',
    declared: { options: ['a', 'b'], default: '' },
    markup: control('type="radio" value="b"'),
    chosen: ['a'],
    before: 'b',
    after: 'a',
  },
  {
    kind: 'no choice in place of the selected option of the page',
    declared: { options: ['a', 'b', 'c'] },
    markup: control('', `<option value="">All</option>${OPTIONS.replace('"b"', '"b" selected')}`),
    chosen: [''],
    before: 'b',
    after: null,
  },
  {
    kind: 'select in a form',
    declared: LIST,
    markup: `<form>${control()}</form>`,
    chosen: ['b'],
    before: 'a',
    after: 'b',
  },
];
export const CHOICE_CASES = CASES.map((each): ChoiceCase => ({ markup: control(), ...each }));

const SQL = "SELECT '{{p}}'";

/** Creates an API with a viz `acme/sales` whose only chart uses `p`. Its only row contains the requested value. */
export function choiceApi({ declared }: Pick<ChoiceCase, 'declared'>): FakeApi {
  const api = salesApi(declared && [{ name: 'p', label: 'P', ...declared }], { 'charts/main.sql': SQL });
  api.setQuery(SQL, ({ p = '' }) => rows(['p'], [[`p ${p}`]]));
  api.setQuery('SELECT options', rows(['value'], [['a'], ['b']]));
  return api;
}

/** Returns the cell in the row of {@link choiceApi} for a value. */
export const cellFor = (value: unknown): string =>
  `p ${value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)}`;

/**
 * Checks or enters these values like a reader. Waits between the two events for the control to update, because
 * browsers run microtasks between events.
 */
export async function choose(element: VibedasherControl, chosen: readonly string[]): Promise<void> {
  const inputs = [...element.shadowRoot!.querySelectorAll<Native>('[part=input]')];
  const [first] = inputs as [Native];
  const type: string = first.type;
  if (first.localName === 'select') {
    for (const option of first.options) option.selected = chosen.includes(option.value);
    return fire(element, first);
  }
  if (type !== 'checkbox' && type !== 'radio') {
    first.value = chosen.join();
    return fire(element, first);
  }
  for (const input of inputs) {
    if (input.checked === chosen.includes(input.value) || (type === 'radio' && input.checked)) continue;
    input.checked = !input.checked;
    await fire(element, input);
  }
}

async function fire(element: VibedasherControl, input: HTMLElement): Promise<void> {
  input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  await element.updateComplete;
  input.dispatchEvent(new Event('change', { bubbles: true }));
  await element.updateComplete;
}
