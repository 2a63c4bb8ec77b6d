import { html, nothing, type TemplateResult } from 'lit';
import type { Bounds, Choice, ControlKind } from './control-model.ts';

/** The state that a control renders. It does not include values, which are set after rendering. */
interface ControlView {
  readonly kind: ControlKind;
  /** The name of the parameter, which groups radio buttons. */
  readonly name: string;
  readonly label: string;
  /** Whether a `<label>` in the page labels the control. */
  readonly hasPageLabel: boolean;
  readonly help: string | null;
  readonly choices: readonly Choice[];
  readonly multiple: boolean;
  /** Whether to offer an empty choice. */
  readonly allowsNone: boolean;
  readonly bounds: Bounds;
  readonly disabled: boolean;
  readonly busy: boolean;
  /** The text shown while choices are loading. */
  readonly loading: string | null;
  readonly invalid: boolean;
  readonly message: string | null;
  readonly retry: string | null;
  readonly onRetry: () => void;
  readonly onInput: (event: Event) => void;
  readonly onKey: (event: KeyboardEvent) => void;
}

export function controlTemplate(view: ControlView): TemplateResult {
  const { help, message, retry, busy, kind } = view;
  const about = html`
    ${help ? html`<div class="help" part="help" id="help" dir="auto">${help}</div>` : nothing}
    <div class="message" part="message" id="message" role="status">${message ?? nothing}</div>
    ${
      retry === null
        ? nothing
        : html`<button type="button" part="button" @click=${view.onRetry}>${retry}</button>`
    }
  `;
  return html`<div
    class="all ${kind}"
    aria-busy=${busy ? 'true' : 'false'}
    @input=${view.onInput}
    @change=${view.onInput}
    @keydown=${view.onKey}
  >
    ${bodyTemplate(view)}
    <div class="about" @input=${stopPropagation} @change=${stopPropagation}>${about}</div>
  </div>`;
}

/** Prevents events from elements below the control, such as its button, from being handled as input. */
const stopPropagation = (event: Event): void => event.stopPropagation();

function bodyTemplate(view: ControlView): TemplateResult {
  const { kind, name, label, hasPageLabel, bounds } = view;
  if (kind === 'radio' || kind === 'checkboxes') return boxesTemplate(view);
  const described = describedBy(view);
  const disabled = view.disabled ? '' : nothing;
  const named = hasPageLabel ? label : nothing;
  const labelled = hasPageLabel ? nothing : html`<label part="label" for="input"><bdi>${label}</bdi></label>`;
  if (kind === 'select') {
    const list = listTemplate(view.choices);
    const open = view.loading ?? (view.allowsNone ? '–' : null);
    return html`${labelled}<select
        id="input"
        part="input"
        name=${name}
        multiple=${view.multiple ? '' : nothing}
        aria-label=${named}
        aria-describedby=${described}
        disabled=${disabled}
      >
        ${open === null ? nothing : html`<option value="">${open}</option>`}${list}
      </select>`;
  }
  const isBox = kind === 'checkbox';
  const input = html`<input
    id="input"
    part="input"
    type=${kind}
    name=${name}
    min=${bounds.min ?? nothing}
    max=${bounds.max ?? nothing}
    step=${bounds.step ?? (kind === 'number' ? 'any' : nothing)}
    autocomplete=${isBox ? nothing : 'off'}
    aria-label=${named}
    aria-describedby=${described}
    aria-invalid=${view.invalid ? 'true' : nothing}
    disabled=${disabled}
  />`;
  if (isBox) return html`<div class="line">${input}${labelled}</div>`;
  if (kind !== 'range') return html`${labelled}${input}`;
  return html`<div class="line">${labelled}<output part="output" for="input"></output></div>
    ${input}`;
}

/** Renders options. Consecutive options of one group share an `<optgroup>`. */
function listTemplate(choices: readonly Choice[]): readonly TemplateResult[] {
  const runs: { readonly group: string | null; readonly options: TemplateResult[] }[] = [];
  for (const { value, label, disabled, group = null } of choices) {
    if (runs.at(-1)?.group !== group) runs.push({ group, options: [] });
    runs
      .at(-1)!
      .options.push(
        html`<option value=${value} dir="auto" disabled=${disabled ? '' : nothing}>${label || '–'}</option>`,
      );
  }
  return runs.flatMap(({ group, options }) =>
    group === null ? options : [html`<optgroup label=${group}>${options}</optgroup>`],
  );
}

/** Renders a radio button or checkbox per choice. */
function boxesTemplate(view: ControlView): TemplateResult {
  const { kind, name, label, hasPageLabel, disabled } = view;
  const type = kind === 'radio' ? 'radio' : 'checkbox';
  const open: readonly Choice[] = kind === 'radio' && view.allowsNone ? [{ value: '', label: '–' }] : [];
  return html`<fieldset
    disabled=${disabled ? '' : nothing}
    aria-label=${hasPageLabel ? label : nothing}
    aria-describedby=${describedBy(view)}
  >
    ${hasPageLabel ? nothing : html`<legend part="label"><bdi>${label}</bdi></legend>`}
    <div class="options" part="options">
      ${[...open, ...view.choices].map(
        (choice) =>
          html`<label class="line"
            ><input
              part="input"
              type=${type}
              name=${name}
              value=${choice.value}
              disabled=${choice.disabled ? '' : nothing}
            /><bdi>${choice.label || '–'}</bdi></label
          >`,
      )}
    </div>
  </fieldset>`;
}

const describedBy = ({ help, message }: ControlView): string | typeof nothing =>
  [help ? 'help' : '', message ? 'message' : ''].filter(Boolean).join(' ') || nothing;
