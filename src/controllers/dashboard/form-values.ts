import type { ParamDeclaration, ParamSchema } from '../../charts/types.ts';
import { dateText } from '../../internal/text.ts';
import type { ParamValue } from '../../public-client/types.ts';

/** Anything that a form may hold: native, or a custom element with a `name` and a `value`. */
export interface Control extends HTMLElement {
  name: string;
  value?: unknown;
  checked?: unknown;
}

/** All of a control that its value depends on, be it in a page or in the text of one. Names are those of the DOM. */
export interface ControlState {
  readonly localName: string;
  readonly type?: unknown;
  readonly value?: unknown;
  readonly checked?: unknown;
  readonly multiple?: boolean | undefined;
  readonly textContent: string | null;
  /** Values of the options that are chosen. */
  readonly selected: readonly string[];
  /** Values of the options that the markup chooses. */
  readonly marked: readonly string[];
  /** `null` for an attribute that is not there. */
  readonly getAttribute: (name: string) => string | null;
}

type Kind = Pick<ControlState, 'localName' | 'type' | 'checked'>;

/** The tag of the control that a dashboard makes of a declaration. Its code may be on its way. */
export const CONTROL = 'vibedasher-control';

/** What stays private whatever its name. */
const PRIVATE = ['password', 'file', 'hidden', 'submit', 'reset', 'button', 'image'];
const NO_CONTROLS = ['button', 'fieldset', 'form', 'output', 'object', 'slot', 'iframe', 'meta', 'a', 'map'];
const SECRET = /(^|\s)(username|(current|new)-password|one-time-code|webauthn|cc-[\w-]+)(\s|$)/i;

/** Whether an element is a control that may drive a parameter at all. */
export function isControl(element: Element & { readonly type?: unknown }): element is Control {
  const { localName } = element;
  const name: unknown = nameOf(element as Control);
  if (NO_CONTROLS.includes(localName) || typeof name !== 'string' || !name) return false;
  if (isPrivate(element)) return false;
  return 'value' in element || isOwn(element);
}

/** Whether a control is for what nobody else should see. */
export const isPrivate = (control: Pick<ControlState, 'localName' | 'type' | 'getAttribute'>): boolean =>
  (control.localName === 'input' && PRIVATE.includes(String(control.type))) ||
  SECRET.test(control.getAttribute('autocomplete') ?? '');

export const isOwn = ({ localName }: Pick<Element, 'localName'>): boolean => localName === CONTROL;

/** The parameter that a control is for. */
export const nameOf = (control: Control): string =>
  isOwn(control) ? (control.getAttribute('param') ?? '') : control.name;

/**
 * The controls of one name, by what makes one choice: check boxes of a form together, radio buttons of a form together,
 * any other by itself. In the order in which the first of each comes.
 */
export const unitsOf = (controls: readonly Control[]): readonly (readonly Control[])[] =>
  unitsBy(formOf, controls);

/** The same of controls whose forms are known in another way. */
export function unitsBy<T extends Kind>(
  form: (control: T) => unknown,
  controls: readonly T[],
): readonly (readonly T[])[] {
  const units: T[][] = [];
  for (const control of controls) {
    const mate = units.find(([first]) => first && areAlike(first, control) && form(first) === form(control));
    if (mate) mate.push(control);
    else units.push([control]);
  }
  return units;
}

const areAlike = (one: Kind, other: Kind): boolean =>
  (isToggle(one) && isToggle(other)) || (isRadio(one) && isRadio(other));

export const formOf = (control: Control): HTMLFormElement | null =>
  (control as Partial<HTMLInputElement>).form ?? control.closest('form');

/** Whether a control is one of those that are on or off. */
const isToggle = ({ localName, type, checked }: Kind): boolean =>
  localName === 'input' ? type === 'checkbox' : typeof checked === 'boolean' && type !== 'radio';

const isRadio = (control: Kind): boolean => control.type === 'radio' && !isOwn(control);

const isSelect = (control: Control): control is HTMLSelectElement & Control => control.localName === 'select';

/** Several choices: check boxes of one name, or one box for a parameter that takes several. */
function isList(group: readonly Kind[], declared: ParamDeclaration | undefined): boolean {
  if (!isToggle(group[0]!) || declared?.type === 'boolean') return false;
  return group.length > 1 || declared?.multiple === true;
}

/** What the controls that make one choice say now. */
export const readGroup = (group: readonly Control[], declared: ParamDeclaration | undefined): ParamValue =>
  readStates(group.map(stateOf), declared);

const MARKED = 'option[selected]';

function stateOf(control: Control): ControlState {
  const { localName, value, checked, textContent } = control;
  const { type, multiple, selectedOptions = [] } = control as Partial<HTMLSelectElement>;
  return {
    localName,
    type,
    value,
    checked,
    multiple,
    textContent,
    selected: valuesOf(selectedOptions),
    marked: markedIn(control),
    getAttribute: (name) => control.getAttribute(name),
  };
}

const markedIn = (control: Element): readonly string[] =>
  valuesOf(control.querySelectorAll<HTMLOptionElement>(MARKED));

const valuesOf = (options: ArrayLike<HTMLOptionElement>): readonly string[] =>
  Array.from(options, ({ value }) => value);

/** What controls in these states say, which make one choice. */
export function readStates(
  group: readonly ControlState[],
  declared: ParamDeclaration | undefined,
): ParamValue {
  const [first] = group as readonly [ControlState, ...ControlState[]];
  // As long as its code is on its way, its markup speaks.
  if (isOwn(first)) return (first.value as ParamValue | undefined) ?? ownValue(first);
  if (isList(group, declared))
    return group.filter(({ checked }) => checked).map(({ value }) => String(value));
  if (isToggle(first)) {
    if (declared?.type === 'boolean' || first.getAttribute('value') === null) return first.checked === true;
    return first.checked ? String(first.value) : null;
  }
  // The markup may check several: the last counts.
  if (isRadio(first)) return String(group.findLast(({ checked }) => checked)?.value ?? '') || null;
  if (first.localName === 'select' && first.multiple) return first.selected;
  return readValue(first);
}

function readValue({ type, value }: ControlState): ParamValue {
  if (typeof value === 'boolean' || typeof value === 'number' || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map((item) => (typeof item === 'number' ? item : String(item)));
  const text = value == null ? '' : String(value);
  if (text === '') return null;
  return type === 'number' || type === 'range' ? Number(text) : text;
}

/** The value that the markup of a control of ours gives: by its attribute, else by its options. */
export const markedValue = (control: Element): ParamValue =>
  // Not by its state: its value may be asked for just now.
  ownValue({ marked: markedIn(control), getAttribute: (name) => control.getAttribute(name) });

const ownValue = ({ marked, getAttribute }: Pick<ControlState, 'marked' | 'getAttribute'>): ParamValue =>
  getAttribute('value') ?? (marked[1] === undefined ? (marked[0] ?? null) : marked);

/** Whether the markup of these controls says what their value is. */
export const readMarkup = (group: readonly Control[]): boolean =>
  group.some((each) => saysItself(stateOf(each)));

/** Whether the markup of a control in that state says what its value is. */
export function saysItself(control: ControlState): boolean {
  if (control.marked.length > 0) return true;
  if (control.localName === 'textarea') return control.textContent !== '';
  const attribute = isToggle(control) || isRadio(control) ? 'checked' : 'value';
  return control.localName !== 'select' && control.getAttribute(attribute) !== null;
}

/** A select that has no option for the value shows none, which is no choice of anybody's. */
export const saysSomething = ([first]: readonly Control[]): boolean =>
  !(first && isSelect(first) && !first.multiple && first.selectedIndex < 0);

/**
 * What controls that make one choice let readers choose, where no declaration says it; `null` for elements of others. A
 * select without options is one that will get some.
 */
export function schemaOf(group: readonly Control[]): ParamSchema | null {
  const [first] = group as readonly [Control, ...Control[]];
  type Values = Extract<ParamSchema['options'], { kind: 'values' }>['values'];
  const schema = (type: ParamSchema['type'], multiple: boolean, values?: Values): ParamSchema => ({
    type,
    multiple,
    options: values?.some(({ value }) => value !== '') ? { kind: 'values', values } : null,
  });
  const values = group.map(({ value }) => ({ value: String(value), label: String(value) }));
  if (isSelect(first)) {
    return schema(
      'string',
      first.multiple,
      [...first.options].map(({ value, label }) => ({ value, label })),
    );
  }
  if (first.localName === 'textarea') return schema('string', false);
  if (first.localName !== 'input') return null;
  const { type, min, max } = first as Control & HTMLInputElement;
  switch (type) {
    case 'checkbox':
      if (group.length > 1) return schema('string', true, values);
      return first.hasAttribute('value') ? schema('string', false, values) : schema('boolean', false);
    case 'radio':
      return schema('string', false, values);
    case 'range':
      return { ...schema('number', false), extra: { min: min || 0, max: max || 100 } };
    case 'number':
    case 'date':
      return { ...schema(type, false), extra: { min, max } };
    default:
      return schema('string', false);
  }
}

/** What several natures for one parameter have in common; `null` where they have too little. */
export function commonSchema(schemas: readonly (ParamSchema | null)[]): ParamSchema | null {
  const [first = null, ...suspend] = schemas;
  if (!first || suspend.some((each) => each?.type !== first.type || each.multiple !== first.multiple))
    return null;
  const lists = schemas.map((each) => (each?.options?.kind === 'values' ? each.options.values : null));
  const isClosed = lists.every((list) => list !== null);
  const options = isClosed ? { kind: 'values' as const, values: lists.flatMap((list) => list ?? []) } : null;
  return suspend.length > 0 ? { type: first.type, multiple: first.multiple, options } : first;
}

/** Makes controls that make one choice show a value. Nothing is touched that shows it already. */
export function writeGroup(
  group: readonly Control[],
  value: ParamValue,
  declared: ParamDeclaration | undefined,
): void {
  const shown = readGroup(group, declared);
  // Of radio buttons the one for nothing may be unchecked as all the others are, and a select may show no option at
  // all.
  if (
    !isRadio(group[0]!) &&
    saysSomething(group) &&
    JSON.stringify(textsOf(shown)) === JSON.stringify(textsOf(value))
  )
    return;
  const texts = textsOf(value);
  for (const control of group) {
    if (isOwn(control)) control.value = value;
    else if (isToggle(control)) {
      const isOn = isList(group, declared) || control.hasAttribute('value');
      control.checked =
        typeof value === 'boolean' || !isOn ? texts[0] === 'true' : texts.includes(String(control.value));
    } else if (isRadio(control)) {
      control.checked = (texts[0] ?? '') === String(control.value);
    } else if (isSelect(control)) {
      const wanted = control.multiple || texts.length > 0 ? texts : [''];
      for (const option of control.options) option.selected = wanted.includes(option.value);
      if (!control.multiple && !wanted.includes(control.value)) control.selectedIndex = -1;
    } else if (control.localName === 'input' && (control as Control & HTMLInputElement).type === 'date') {
      control.value = (texts[0] ?? '').slice(0, 'YYYY-MM-DD'.length);
    } else {
      control.value = typeof control.value === 'string' || control.value == null ? (texts[0] ?? '') : value;
    }
  }
}

/** A value as an address and a form have it: no text for no choice, one for each of several. */
export const textsOf = (value: ParamValue): readonly string[] => {
  if (value === null || value === '') return [];
  return (Array.isArray(value) ? value : [value]).map((item: unknown) =>
    item instanceof Date ? dateText(item) : String(item),
  );
};
