/** Form controls and their values, for tests of controls in browsers and of HTML text in Node. */
import type { ParamDeclaration } from '../../../src/charts/types.ts';
import type { ParamValue } from '../../../src/public-client/types.ts';

export const declared = (type: ParamDeclaration['type'], multiple = false): ParamDeclaration =>
  ({ name: 'p', type, multiple }) as ParamDeclaration;
export const radios = (checked = ''): string =>
  ['a', 'b']
    .map((value) => `<input type=radio name=p value=${value} ${value === checked ? 'checked' : ''}>`)
    .join('');
export const boxes = (checked = ''): string =>
  ['a', 'b']
    .map((value) => `<input type=checkbox name=p value=${value} ${checked.includes(value) ? 'checked' : ''}>`)
    .join('');
export const OPTIONS = '<option value="">All</option><option value=a>A</option><option value=b>B</option>';

const [SELECT, BOX] = [`<select name=p>${OPTIONS}</select>`, '<input type=checkbox name=p value=x checked>'];
const LATE = '<vibedasher-control param=p value=x></vibedasher-control>';
const UNUSABLE = '<option disabled>x</option><optgroup disabled><option>y</option></optgroup>';
const DATE = '<input type=date name=p value=2026-01-31>';

/** The value of a control, its value after another one was written, and whether its markup sets a value. */
export const KINDS: readonly (readonly [
  name: string,
  html: string,
  value: ParamValue,
  written: ParamValue,
  then: ParamValue,
  marked: boolean,
  declared?: ParamDeclaration,
])[] = [
  ['a text', '<input name=p value=x>', 'x', 'y', 'y', true],
  ['an empty text', '<input name=p>', null, null, null, false],
  ['a text area', '<textarea name=p>x</textarea>', 'x', null, null, true],
  ['an empty text area', '<textarea name=p></textarea>', null, 'y', 'y', false],
  ['a number', '<input type=number name=p value=4>', 4, 7, 7, true],
  ['an empty number', '<input type=number name=p>', null, 0, 0, false],
  ['a slider', '<input type=range name=p min=0 max=10 value=4>', 4, 7, 7, true],
  ['an invalid number', '<input type=number name=p value=x>', null, 7, 7, true],
  ['a slider that is not set', '<input type=range name=p min=10 max=20>', 15, 12, 12, false],
  ['a date', DATE, '2026-01-31', '2026-02-01T00:00:00.000Z', '2026-02-01', true],
  ['a box', '<input type=checkbox name=p>', false, true, true, false],
  ['a checked box', '<input type=checkbox name=p checked>', true, 'false', false, true],
  ['a box with a value', '<input type=checkbox name=p value=x>', null, 'x', 'x', false],
  ['a checked box with a value', BOX, 'x', null, null, true],
  ['a box for yes or no', BOX, true, false, false, true, declared('boolean')],
  ['a box for several', BOX, ['x'], [], [], true, declared('string', true)],
  ['boxes', boxes('b'), ['b'], ['a'], ['a'], true],
  ['boxes without a check', boxes(), [], ['a', 'b', 'c'], ['a', 'b'], false],
  ['radio buttons', radios('b'), 'b', 'a', 'a', true],
  ['radio buttons without a check', radios(), null, 'b', 'b', false],
  ['radio buttons for another value', radios('b'), 'b', 'c', null, true],
  ['radio buttons with two checks', radios('a').replace('b ', 'b checked'), 'b', 'a', 'a', true],
  ['a select', SELECT, null, 'b', 'b', false],
  ['a select with a choice', SELECT.replace('=b', '=b selected'), 'b', null, null, true],
  ['a select with two choices', SELECT.replace(/=(a|b)/g, '=$1 selected'), 'b', 'a', 'a', true],
  [
    'a select with disabled options',
    SELECT.replace(/<option.*?All<.option>/, UNUSABLE),
    'a',
    'b',
    'b',
    false,
  ],
  ['a select for another value', SELECT, null, 'c', null, false],
  ['a list', SELECT.replace('=p', '=p multiple'), [], ['a', 'b'], ['a', 'b'], false],
  ['a control whose code has not loaded', LATE, 'x', 'y', 'y', true],
];
