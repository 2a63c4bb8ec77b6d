import type { ParamDeclaration } from '../charts/types.ts';
import type { ParamValue } from '../public-client/types.ts';

/** Anything that a form may hold: native, or a custom element with a `name` and a `value`. */
export interface Control extends HTMLElement {
  name: string;
  value?: unknown;
  checked?: unknown;
}

/** What stays private whatever its name. */
const PRIVATE = ['password', 'file', 'hidden', 'submit', 'reset', 'button', 'image'];
const NO_CONTROLS = ['button', 'fieldset', 'form', 'output', 'object', 'slot', 'iframe', 'meta', 'a', 'map'];
const SECRET = /(^|\s)(username|(current|new)-password|one-time-code|webauthn|cc-[\w-]+)(\s|$)/i;

/** Whether an element is a control that may drive a parameter at all. */
export function isControl(element: Element): element is Control {
  const { localName, type, name } = element as Element & { type?: unknown; name?: unknown };
  if (NO_CONTROLS.includes(localName) || typeof name !== 'string' || !name) return false;
  if (localName === 'input' && PRIVATE.includes(String(type))) return false;
  if (SECRET.test(element.getAttribute('autocomplete') ?? '')) return false;
  return 'value' in element;
}

/** Whether a control is one of those that are on or off. */
const isToggle = ({ localName, type, checked }: Control & { readonly type?: unknown }): boolean =>
  localName === 'input' ? type === 'checkbox' : typeof checked === 'boolean' && type !== 'radio';

const isRadio = ({ type }: Control & { readonly type?: unknown }): boolean => type === 'radio';

const isSelect = (control: Control): control is HTMLSelectElement & Control => control.localName === 'select';

/** Several choices: check boxes of one name, or one box for a parameter that takes several. */
function isList(group: readonly Control[], declared: ParamDeclaration | undefined): boolean {
  return isToggle(group[0]!) && (group.length > 1 || declared?.multiple === true);
}

/** What the controls of one name say now. */
export function readGroup(group: readonly Control[], declared: ParamDeclaration | undefined): ParamValue {
  const [first] = group as readonly [Control, ...Control[]];
  if (isList(group, declared))
    return group.filter(({ checked }) => checked).map(({ value }) => String(value));
  if (isToggle(first)) {
    if (declared?.type === 'boolean' || !first.hasAttribute('value')) return first.checked === true;
    return first.checked ? String(first.value) : null;
  }
  if (isRadio(first)) return String(group.find(({ checked }) => checked)?.value ?? '') || null;
  if (isSelect(first) && first.multiple) return [...first.selectedOptions].map(({ value }) => value);
  return readValue(first);
}

function readValue({ type, value }: Control & { readonly type?: unknown }): ParamValue {
  if (typeof value === 'boolean' || typeof value === 'number' || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map((item) => (typeof item === 'number' ? item : String(item)));
  const text = value == null ? '' : String(value);
  if (text === '') return null;
  return type === 'number' || type === 'range' ? Number(text) : text;
}

/** Whether the markup of these controls says what their value is. */
export function readMarkup(group: readonly Control[]): boolean {
  return group.some((control) => {
    if (isSelect(control)) return [...control.options].some(({ defaultSelected }) => defaultSelected);
    if (control.localName === 'textarea') return control.textContent !== '';
    return isToggle(control) || isRadio(control)
      ? control.hasAttribute('checked')
      : control.hasAttribute('value');
  });
}

/** Makes the controls of one name show a value. Nothing is touched that shows it already. */
export function writeGroup(
  group: readonly Control[],
  value: ParamValue,
  declared: ParamDeclaration | undefined,
): void {
  const shown = readGroup(group, declared);
  if (JSON.stringify(textsOf(shown)) === JSON.stringify(textsOf(value))) return;
  const texts = textsOf(value);
  for (const control of group) {
    if (isToggle(control)) {
      const isOn = isList(group, declared) || control.hasAttribute('value');
      control.checked =
        typeof value === 'boolean' || !isOn ? texts[0] === 'true' : texts.includes(String(control.value));
    } else if (isRadio(control)) {
      control.checked = (texts[0] ?? '') === String(control.value);
    } else if (isSelect(control)) {
      const wanted = control.multiple || texts.length > 0 ? texts : [''];
      for (const option of control.options) option.selected = wanted.includes(option.value);
      if (!control.multiple && !wanted.includes(control.value)) control.selectedIndex = -1;
    } else {
      control.value = typeof control.value === 'string' || control.value == null ? (texts[0] ?? '') : value;
    }
  }
}

const textsOf = (value: ParamValue): readonly string[] => {
  if (value === null || value === '') return [];
  return (Array.isArray(value) ? value : [value]).map((item: unknown) =>
    item instanceof Date ? item.toISOString() : String(item),
  );
};

/** A value as readers know it: by the labels of its options, in the declaration or in the control. */
export function describeValue(
  value: ParamValue,
  group: readonly Control[],
  declared: ParamDeclaration | undefined,
): string {
  const options = declared?.options?.kind === 'values' ? declared.options.values : [];
  const native = group.filter(isSelect).flatMap((control) => [...control.options]);
  const texts = textsOf(value);
  return (texts.length > 0 ? texts : [''])
    .map(
      (text) =>
        native.find((option) => option.value === text)?.label ??
        options.find((option) => String(option.value) === text)?.label ??
        text,
    )
    .join(', ');
}
