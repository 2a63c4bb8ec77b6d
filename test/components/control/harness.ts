import '../../../src/components/control/control-element-define.ts';
import type { VibedasherControl } from '../../../src/components/control/control-element.ts';

type Native = HTMLInputElement & HTMLSelectElement;

/** Returns the native controls in a control, in order. */
export const inputsOf = ({ shadowRoot }: VibedasherControl): readonly Native[] => [
  ...shadowRoot!.querySelectorAll<Native>('[part=input]'),
];

/** Returns the first native control in a control. */
export function inputOf(control: VibedasherControl): Native {
  const [first] = inputsOf(control);
  if (!first) throw new Error(`<vibedasher-control param="${control.param}"> has drawn nothing yet`);
  return first;
}

export const partOf = ({ shadowRoot }: VibedasherControl, part: string): HTMLElement | null =>
  shadowRoot!.querySelector(`[part=${part}]`);

export const labelOf = (control: VibedasherControl): string => partOf(control, 'label')?.textContent ?? '';

/** Returns the message below a control. */
export const messageOf = (control: VibedasherControl): string =>
  partOf(control, 'message')?.textContent?.trim() ?? '';

/** Returns the texts of the options. */
export const optionsOf = ({ shadowRoot }: VibedasherControl): readonly string[] =>
  [...(shadowRoot?.querySelectorAll('option') ?? [])].map(({ textContent }) => textContent);

/** Returns the kind of the rendered control. */
export const shownKind = (control: VibedasherControl): string => {
  const { localName, type, multiple } = inputOf(control);
  return localName === 'select'
    ? `select${multiple ? ' multiple' : ''}`
    : `${inputsOf(control).length} ${type}`;
};

/** Types or chooses a value like a reader. */
export function enter(control: VibedasherControl, value: string): void {
  const input = inputOf(control);
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  input.dispatchEvent(new Event('change', { bubbles: true }));
}
