import '../../../src/components/control/control-element-define.ts';
import type { VibedasherControl } from '../../../src/components/control/control-element.ts';

type Native = HTMLInputElement & HTMLSelectElement;

/** The native controls in a control, in order. */
export const inputsOf = ({ shadowRoot }: VibedasherControl): readonly Native[] => [
  ...shadowRoot!.querySelectorAll<Native>('[part=input]'),
];

/** The first native control in a control. */
export function inputOf(control: VibedasherControl): Native {
  const [first] = inputsOf(control);
  if (!first) throw new Error(`<vibedasher-control param="${control.param}"> has drawn nothing yet`);
  return first;
}

export const partOf = ({ shadowRoot }: VibedasherControl, part: string): HTMLElement | null =>
  shadowRoot!.querySelector(`[part=${part}]`);

export const labelOf = (control: VibedasherControl): string => partOf(control, 'label')?.textContent ?? '';

/** What is said below. */
export const messageOf = (control: VibedasherControl): string =>
  partOf(control, 'message')?.textContent?.trim() ?? '';

/** The texts of its options. */
export const optionsOf = ({ shadowRoot }: VibedasherControl): readonly string[] =>
  [...(shadowRoot?.querySelectorAll('option') ?? [])].map(({ textContent }) => textContent);

/** Its kind, as a reader would name it. */
export const shownKind = (control: VibedasherControl): string => {
  const { localName, type, multiple } = inputOf(control);
  return localName === 'select'
    ? `select${multiple ? ' multiple' : ''}`
    : `${inputsOf(control).length} ${type}`;
};

/** Does as a reader who types or chooses this. */
export function enter(control: VibedasherControl, value: string): void {
  const input = inputOf(control);
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  input.dispatchEvent(new Event('change', { bubbles: true }));
}
