import type { VibedasherControl } from '../../../src/components/control/control-element.ts';
import type { FakeApi } from '../../support/fake-api.ts';
import { rows } from '../../support/fake-api.ts';
import { salesApi } from '../dashboard/harness.ts';

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

const [RADIO, BOX, SEARCH] = ['radio', 'checkbox', 'search'].map((type) => `type="${type}"`);
const SLIDER = 'type="range" min="1" max="10" value="4"';
const LABELLED = { ...LIST, options: ['a', 'b'].map((value) => ({ value, label: `The ${value}` })) };
const QUERIED = { ...LIST, options: { sql: 'SELECT options' } };
const BARE = { options: ['a', 'b'] };
const [NONE, ABC] = [{ ...BARE, default: '' }, { options: ['a', 'b', 'c'] }];
const several = (count: number) => ({ options: letters(count), multiple: true, default: ['o1'] });
const BOTH = ['o1', 'o2'];
const NUMBER = { type: 'number', default: 5 };
const DATE = { type: 'date', default: '2026-01-31' };
const ALL = `<option value="">All</option>${OPTIONS.replace('"b"', '"b" selected')}`;

type Row = [kind: string, declared: object | null, chosen: string[], before: unknown, after: unknown];
const CASES: readonly (readonly [...Row, markup?: string, initial?: string])[] = [
  ['select', LIST, ['b'], 'a', 'b'],
  ['select with labels', LABELLED, ['b'], 'a', 'b'],
  ['select without a default', BARE, ['b'], null, 'b'],
  ['select with the options of a query', QUERIED, ['b'], 'a', 'b'],
  ['select for several', several(7), BOTH, ['o1'], BOTH],
  ['radio', LIST, ['b'], 'a', 'b', control(RADIO)],
  ['checkbox', { type: 'boolean', default: true }, [], true, false],
  ['checkboxes', several(3), BOTH, ['o1'], BOTH],
  ['range', { ...NUMBER, min: 1, max: 10 }, ['7'], 5, 7],
  ['number', NUMBER, ['7'], 5, 7],
  ['date', DATE, ['2026-02-28'], '2026-01-31', '2026-02-28'],
  ['text', { default: 'x' }, ['y'], 'x', 'y'],
  ['search', { default: 'x' }, ['y'], 'x', 'y', control(SEARCH)],
  ['text for several', { multiple: true, default: ['x'] }, ['y, z'], ['x'], ['y', 'z']],
  ['select with options of the page', LIST, ['b'], 'a', 'b', control('', OPTIONS)],
  ['select with options for an undeclared parameter', null, ['c'], 'b', 'c', control('', OPTIONS), 'b'],
  ['checkboxes with options of the page', null, ['b', 'c'], ['b'], ['b', 'c'], control(BOX, OPTIONS), 'b'],
  ['range for an undeclared parameter', null, ['7'], 5, 7, control(SLIDER), '5'],
  ['select whose markup sets the value', BARE, ['a'], 'b', 'a', control('value="b"')],
  ['radio whose markup sets the value', NONE, ['a'], 'b', 'a', control(`${RADIO} value="b"`)],
  ['no choice in place of the selected option', ABC, [''], 'b', null, control('', ALL)],
  ['select in a form', LIST, ['b'], 'a', 'b', `<form>${control()}</form>`],
];
export const CHOICE_CASES = CASES.map(
  ([kind, declared, chosen, before, after, markup = control(), initial]): ChoiceCase => ({
    ...{ kind, declared, chosen, before, after, markup },
    ...(initial && { attributes: { 'param-p': initial } }),
  }),
);

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
  const inputs = [
    ...element.shadowRoot!.querySelectorAll<HTMLInputElement & HTMLSelectElement>('[part=input]'),
  ];
  const first = inputs[0]!;
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
