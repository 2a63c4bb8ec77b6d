import type { ParamDeclaration, ParamSchema } from '../../charts/types.ts';
import { dateText } from '../../internal/text.ts';
import type { ParamValue } from '../../public-client/types.ts';

/** A form control: native, or a custom element with a `name` and a `value`. */
export interface Control extends HTMLElement {
  name: string;
  value?: unknown;
  checked?: unknown;
  readonly labels?: Iterable<Node> | null;
}

/**
 * The properties that the value of a control depends on, with their names in the DOM. Prerendering reads them from HTML
 * text.
 */
export interface ControlState {
  readonly localName: string;
  readonly type?: unknown;
  readonly value?: unknown;
  readonly checked?: unknown;
  readonly multiple?: boolean | undefined;
  readonly textContent: string | null;
  /** The values of the selected options. */
  readonly selected: readonly string[];
  /** The values of the options with a `selected` attribute. */
  readonly marked: readonly string[];
  /** Returns `null` for a missing attribute. */
  readonly getAttribute: (name: string) => string | null;
}

type Kind = Pick<ControlState, 'localName' | 'type' | 'checked'>;

/** The tag of our own control. It may not be defined yet. */
export const CONTROL = 'vibedasher-control';

/** The `type` of inputs that never set a parameter, because their values may be private. */
const PRIVATE_TYPES = ['password', 'file', 'hidden', 'submit', 'reset', 'button', 'image'];
const NO_CONTROLS = ['button', 'fieldset', 'form', 'output', 'object', 'slot', 'iframe', 'meta', 'a', 'map'];
const PRIVATE_AUTOCOMPLETE =
  /(^|\s)(username|(current|new)-password|one-time-code|webauthn|cc-[\w-]+)(\s|$)/i;

/** Returns whether an element is a control that may set a parameter. */
export function isControl(element: Element & { readonly type?: unknown }): element is Control {
  const { localName } = element;
  const name: unknown = paramName(element as Control);
  if (NO_CONTROLS.includes(localName) || typeof name !== 'string' || !name) return false;
  if (isPrivate(element)) return false;
  return 'value' in element || isVibedasherControl(element);
}

/** Returns whether a control may contain private data, according to its `type` and `autocomplete`. */
export const isPrivate = (control: Pick<ControlState, 'localName' | 'type' | 'getAttribute'>): boolean =>
  (control.localName === 'input' && PRIVATE_TYPES.includes(String(control.type))) ||
  PRIVATE_AUTOCOMPLETE.test(control.getAttribute('autocomplete') ?? '');

export const isVibedasherControl = ({ localName }: Pick<Element, 'localName'>): boolean =>
  localName === CONTROL;

/** Returns the name of a control's parameter. */
export const paramName = (control: Control): string =>
  isVibedasherControl(control) ? (control.getAttribute('param') ?? '') : control.name;

/**
 * Groups the controls of one name. The checkboxes of a form are a group, and so are its radio buttons. Any other
 * control is a group of its own.
 * @param form Returns the form of a control
 */
export function groupControls<T extends Kind>(
  form: (control: T) => unknown,
  controls: readonly T[],
): readonly (readonly T[])[] {
  const units: T[][] = [];
  for (const control of controls) {
    const mate = units.find(
      ([first]) => first && belongTogether(first, control) && form(first) === form(control),
    );
    if (mate) mate.push(control);
    else units.push([control]);
  }
  return units;
}

const belongTogether = (one: Kind, other: Kind): boolean =>
  (isToggle(one) && isToggle(other)) || (isRadio(one) && isRadio(other));

export const findForm = (control: Control): HTMLFormElement | null =>
  (control as Partial<HTMLInputElement>).form ?? control.closest('form');

/** Returns whether a control is a checkbox, or a custom element with a boolean `checked`. */
const isToggle = ({ localName, type, checked }: Kind): boolean =>
  localName === 'input' ? type === 'checkbox' : typeof checked === 'boolean' && type !== 'radio';

const isRadio = (control: Kind): boolean => control.type === 'radio' && !isVibedasherControl(control);

const isSelect = (control: Control): control is HTMLSelectElement & Control => control.localName === 'select';

/** Returns whether a group's value is a list: for several checkboxes, or one checkbox of a `multiple` parameter. */
function isList(group: readonly Kind[], declared: ParamDeclaration | undefined): boolean {
  if (!isToggle(group[0]!) || declared?.type === 'boolean') return false;
  return group.length > 1 || declared?.multiple === true;
}

export const readGroup = (group: readonly Control[], declared: ParamDeclaration | undefined): ParamValue =>
  readStates(group.map(readState), declared);

function readState(control: Control): ControlState {
  const { localName, checked, textContent } = control;
  const { type, multiple, selectedOptions = [] } = control as Partial<HTMLSelectElement>;
  return {
    localName,
    type,
    // The getter of our control reads its markup with this function.
    get value() {
      return control.value;
    },
    checked,
    multiple,
    textContent,
    selected: optionValues(selectedOptions),
    marked: optionValues(control.querySelectorAll<HTMLOptionElement>('option[selected]')),
    getAttribute: (name) => control.getAttribute(name),
  };
}

const optionValues = (options: ArrayLike<HTMLOptionElement>): readonly string[] =>
  Array.from(options, ({ value }) => value);

/** Returns the value of a group of controls in these states. */
export function readStates(
  group: readonly ControlState[],
  declared: ParamDeclaration | undefined,
): ParamValue {
  const [first] = group as readonly [ControlState, ...ControlState[]];
  // Before the element is defined, its value is in its markup.
  if (isVibedasherControl(first))
    return first.value === undefined ? valueFromMarkup(first) : (first.value as ParamValue);
  if (isList(group, declared))
    return group.filter(({ checked }) => checked).map(({ value }) => String(value));
  if (isToggle(first)) {
    if (declared?.type === 'boolean' || first.getAttribute('value') === null) return first.checked === true;
    return first.checked ? String(first.value) : null;
  }
  // The markup may check several radio buttons: the last one applies.
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

/** Returns the value in the markup of a `<vibedasher-control>`: that of its attribute, else of its selected options. */
export const markedValue = (control: Control): ParamValue => valueFromMarkup(readState(control));

const valueFromMarkup = ({ marked, getAttribute }: ControlState): ParamValue =>
  getAttribute('value') ?? (marked[1] === undefined ? (marked[0] ?? null) : marked);

export const someHaveMarkupValue = (group: readonly Control[]): boolean =>
  group.some((each) => hasMarkupValue(readState(each)));

export function hasMarkupValue(control: ControlState): boolean {
  if (control.marked.length > 0) return true;
  if (control.localName === 'textarea') return control.textContent !== '';
  const attribute = isToggle(control) || isRadio(control) ? 'checked' : 'value';
  return control.localName !== 'select' && control.getAttribute(attribute) !== null;
}

/** Returns whether a control shows a value. A `<select>` without a selected option does not. */
export const hasSelection = ([first]: readonly Control[]): boolean =>
  !(first && isSelect(first) && !first.multiple && first.selectedIndex < 0);

/** Returns the text of the page's `<label>` elements, without the text of a control inside them. */
export function labelText(labels: Iterable<Node> | null | undefined, { textContent: own }: Node): string {
  return [...(labels ?? [])]
    .map(({ textContent }) => (textContent ?? '').replace(own ?? '', '').trim())
    .filter(Boolean)
    .join(' ');
}

/**
 * Returns the schema of the values that a group of native controls offers; `null` for custom elements. A `<select>`
 * without options accepts any text, because a script may add some.
 */
export function nativeSchema(group: readonly Control[]): ParamSchema | null {
  const [first] = group as readonly [Control, ...Control[]];
  type Values = Extract<ParamSchema['options'], { kind: 'values' }>['values'];
  // The labels of radio buttons are those of their values.
  const label = isRadio(first) || group.length > 1 ? '' : labelText(first.labels, first);
  const schema = (type: ParamSchema['type'], multiple: boolean, values?: Values): ParamSchema => ({
    type,
    multiple,
    options: values?.some(({ value }) => value !== '') ? { kind: 'values', values } : null,
    ...(label && { label }),
  });
  const values = group.map((each) => ({ value: String(each.value), label: labelText(each.labels, each) }));
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

/**
 * Merges the schemas of a parameter's controls. Returns `null` if one has none, or if they differ in `type` or
 * `multiple`.
 */
export function commonSchema(schemas: readonly (ParamSchema | null)[]): ParamSchema | null {
  const [first = null, ...rest] = schemas;
  if (!first || rest.some((each) => each?.type !== first.type || each.multiple !== first.multiple))
    return null;
  const lists = schemas.map((each) => (each?.options?.kind === 'values' ? each.options.values : null));
  const isClosed = lists.every((list) => list !== null);
  const options = isClosed ? { kind: 'values' as const, values: lists.flatMap((list) => list ?? []) } : null;
  const { type, multiple, label } = first;
  return rest.length > 0 ? { type, multiple, options, ...(label && { label }) } : first;
}

/** Writes a value into a group of controls, unless they show it already. */
export function writeGroup(
  group: readonly Control[],
  value: ParamValue,
  declared: ParamDeclaration | undefined,
): void {
  const shown = readGroup(group, declared);
  // If no radio button is checked or no option is selected, the value is that of no choice. Write it anyway, because
  // there may be an option for no choice.
  if (
    !isRadio(group[0]!) &&
    hasSelection(group) &&
    JSON.stringify(toFormStrings(shown)) === JSON.stringify(toFormStrings(value))
  )
    return;
  const texts = toFormStrings(value);
  const wanted = new Set(texts);
  for (const control of group) {
    if (isVibedasherControl(control)) control.value = value;
    else if (isToggle(control)) {
      const isOn = isList(group, declared) || control.hasAttribute('value');
      control.checked =
        typeof value === 'boolean' || !isOn ? texts[0] === 'true' : wanted.has(String(control.value));
    } else if (isRadio(control)) {
      control.checked = (texts[0] ?? '') === String(control.value);
    } else if (isSelect(control)) {
      if (!control.multiple && texts.length === 0) wanted.add('');
      for (const option of control.options) option.selected = wanted.has(option.value);
      if (!control.multiple && !wanted.has(control.value)) control.selectedIndex = -1;
    } else if (control.localName === 'input' && (control as Control & HTMLInputElement).type === 'date') {
      control.value = (texts[0] ?? '').slice(0, 'YYYY-MM-DD'.length);
    } else {
      control.value = typeof control.value === 'string' || control.value == null ? (texts[0] ?? '') : value;
    }
  }
}

/** Converts a value to the strings in a form or URL: none for no choice, one per item of a list. */
export const toFormStrings = (value: ParamValue): readonly string[] => {
  if (value === null || value === '') return [];
  return (Array.isArray(value) ? value : [value]).map((item: unknown) =>
    item instanceof Date ? dateText(item) : String(item),
  );
};
