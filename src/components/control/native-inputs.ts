import type { ParamDeclaration } from '../../charts/types.ts';
import { readGroup, writeGroup, type Control } from '../../controllers/dashboard/form-values.ts';
import { columnNumberStyle } from '../../locale/cells.ts';
import { splitList } from '../../internal/text.ts';
import type { ParamValue } from '../../public-client/types.ts';
import type { ControlKind } from './control-model.ts';

type Declared = ParamDeclaration | undefined;
type Input = Control & HTMLInputElement;

/** Reads and writes the native controls in the shadow root of a `<vibedasher-control>`. */
export class NativeInputs {
  readonly #host: HTMLElement;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  get first(): Input | undefined {
    return this.#all[0] as Input | undefined;
  }

  /** Returns the value that the reader entered. Splits text that was typed for several values. */
  read(kind: ControlKind, declared: Declared): ParamValue {
    const value = readGroup(this.#all, declared);
    const isTyped = declared?.multiple && typeof value === 'string' && kind !== 'checkboxes';
    return isTyped ? splitList(value) : value;
  }

  write(value: ParamValue, kind: ControlKind, declared: Declared): void {
    const isTyped = Array.isArray(value) && this.first?.localName === 'input' && kind !== 'checkboxes';
    writeGroup(this.#all, isTyped ? value.join(', ') : value, declared);
  }

  /** Selects the option with the message that choices are loading. */
  writeLoading(): void {
    (this.first as unknown as HTMLSelectElement).selectedIndex = 0;
  }

  /** Moves the focus back from the placeholder as soon as the control is enabled. */
  restoreFocus(): void {
    const { first } = this;
    if (first?.matches(':enabled') && this.#host.shadowRoot?.activeElement?.matches('.all'))
      first.focus({ preventScroll: true });
  }

  /** Writes a slider's value into its `<output>`, formatted for the language. Uses no separators for years and ids. */
  writeOutput(name: string, language: string | null | undefined): void {
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

  /** Copies the validity of the native control to that of the element. */
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
