import type { ParamDeclaration } from '../../charts/types.ts';
import { readGroup, writeGroup, type Control } from '../../controllers/dashboard/form-values.ts';
import { columnNumberStyle } from '../../locale/cells.ts';
import type { ParamValue } from '../../public-client/types.ts';
import { listOf, type ControlKind } from './control-model.ts';

type Declared = ParamDeclaration | undefined;
type Input = Control & HTMLInputElement;

/** The native controls that a `<vibedasher-control>` is drawn with: what they say, and what they are told. */
export class NativeInputs {
  readonly #host: HTMLElement;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  get first(): Input | undefined {
    return this.#all[0] as Input | undefined;
  }

  /** What the reader has entered; what is typed for a parameter that takes several is parted. */
  read(kind: ControlKind, declared: Declared): ParamValue {
    const value = readGroup(this.#all, declared);
    const isTyped = declared?.multiple && typeof value === 'string' && kind !== 'checkboxes';
    return isTyped ? listOf(value) : value;
  }

  write(value: ParamValue, kind: ControlKind, declared: Declared): void {
    const isTyped = Array.isArray(value) && this.first?.localName === 'input' && kind !== 'checkboxes';
    writeGroup(this.#all, isTyped ? value.join(', ') : value, declared);
  }

  /** What counts is no choice yet: the one that says so is. */
  writeLoading(): void {
    (this.first as unknown as HTMLSelectElement).selectedIndex = 0;
  }

  /** Takes the focus from what holds it in their place, as soon as something can be chosen. */
  takeFocus(): void {
    const { first } = this;
    if (first?.matches(':enabled') && this.#host.shadowRoot?.activeElement?.matches('.all'))
      first.focus({ preventScroll: true });
  }

  /**
   * Writes the value of a slider beside it, a number as readers write it. A year is one by the name of its parameter.
   */
  speak(name: string, language: string | null): void {
    const output = this.#host.shadowRoot?.querySelector('output');
    if (!output) return;
    const value = readGroup(this.#all, undefined);
    output.textContent =
      typeof value === 'number'
        ? value.toLocaleString(language ?? undefined, {
            useGrouping: columnNumberStyle({ name, type: 'number' }) === 'full',
          })
        : String(value ?? '');
  }

  /** Hands their validity on to the control that they are in. */
  copyValidity(internals: ElementInternals): void {
    const { first } = this;
    if (first && !first.disabled && !first.validity.valid) {
      internals.setValidity(first.validity, first.validationMessage, first);
    } else {
      internals.setValidity({});
    }
  }

  get #all(): readonly Control[] {
    return [...(this.#host.shadowRoot?.querySelectorAll<Control>('[part=input]') ?? [])];
  }
}
