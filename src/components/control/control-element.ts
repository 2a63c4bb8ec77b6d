import { LitElement, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ParamSchema } from '../../charts/types.ts';
import { labelText, markedValue, toFormStrings } from '../../controllers/dashboard/form-values.ts';
import { ParamController } from '../../controllers/dashboard/param.ts';
import { controlWords } from '../../controllers/dashboard/dashboard-viz.ts';
import { HostLocale } from '../../controllers/host-locale.ts';
import { keepFocus } from '../../controllers/keep-focus.ts';
import { titleOf, warnOnce } from '../../internal/text.ts';
import type { ParamValue } from '../../public-client/types.ts';
import { checkParam } from '../../state/param-store.ts';
import { wordAttribute } from '../../controllers/markup.ts';
import { errorText } from '../viz/viz-texts.ts';
import { styles } from './control-element.styles.ts';
import {
  resolveBounds,
  controlKind,
  declaredHelp,
  missingText,
  controlSchema,
  PREFERRED_KINDS,
  withValue,
  type Bounds,
  type ControlKind,
} from './control-model.ts';
import { controlTemplate } from './control-template.ts';
import { NativeInputs } from './native-inputs.ts';

/**
 * A control for one parameter of the enclosing dashboard: the native control that fits the declaration in the viz. It
 * takes part in forms like a native control, with a name, a value and a validity. `<option>` elements inside, also in
 * `<optgroup>`, replace the declared choices; a `selected` one is the initial value.
 *
 * @tag vibedasher-control
 * @summary The control for a parameter of a dashboard.
 *
 * @attr {boolean} disabled - Whether the control is disabled.
 * @attr {boolean} multiple - Whether several options inside can be chosen, for an undeclared parameter.
 * @attr {string} lang - BCP 47 tag of the language. Default: inherited.
 *
 * @event {Event} input - The reader is changing the value. Bubbles, and crosses shadow roots.
 * @event {Event} change - The reader has changed the value. Bubbles.
 *
 * @csspart label - The label.
 * @csspart input - Each native control.
 * @csspart options - The group of radio buttons or checkboxes.
 * @csspart output - The value of a slider.
 * @csspart help - The help text below the control.
 * @csspart message - The error message.
 * @csspart button - The button that reloads the options.
 *
 * @cssprop --vibedasher-font - Font. Default: that of the page.
 * @cssprop --vibedasher-color-text - Color of text and borders. Default: that of the page.
 * @cssprop --vibedasher-color-muted - Color of the help text.
 * @cssprop --vibedasher-color-accent - Color of selected options and the focus ring.
 */
export class VibedasherControl extends LitElement {
  static readonly formAssociated = true;
  static override shadowRootOptions: ShadowRootInit = { mode: 'open', delegatesFocus: true };
  static override styles = styles;

  /** Name of the parameter, also in a form. Required. */
  @property() param: string | null = null;
  /** Label. Default: that of the declaration, else a readable form of the name. */
  @property() label: string | null = null;
  /** The preferred kind of control: `select`, `radio`, `checkbox`, `range`, `number`, `date`, `text` or `search`. */
  @property(wordAttribute('type', PREFERRED_KINDS, 'control')) type: string | null = '';
  /** Help text below the control. Default: that of the declaration. */
  @property() help: string | null = null;
  /** Smallest number, or first day. Default: that of the declaration. */
  @property() min: string | null = null;
  /** Largest number, or last day. Default: that of the declaration. */
  @property() max: string | null = null;
  /** Step of a number. Default: that of the declaration. */
  @property() step: string | null = null;
  /** Initial value, also after a reset. Overrides the declared default; values set on the dashboard override it. */
  @property({ attribute: 'value' }) defaultValue: string | null = null;

  @state() protected isFormDisabled = false;
  /** Whether the control shows the message about an invalid value. */
  @state() protected isInvalid = false;

  readonly #internals = this.attachInternals();
  readonly #inputs = new NativeInputs(this);
  readonly #locale = new HostLocale(this);
  readonly #param = new ParamController(
    this,
    { schema: () => this.#schema, type: () => this.#kind, refresh: () => this.requestUpdate() },
    missingText,
  );
  #kind: ControlKind = 'text';
  #schema: ParamSchema | null = null;
  #bounds: Bounds = { min: null, max: null, step: null };
  /** `undefined` until the reader, a script or the dashboard sets it. */
  #value: ParamValue | undefined = undefined;
  /** Whether the reader has typed or chosen the value, other than by a slider. */
  #isTyped = false;
  /** The last {@link #shownKey} that was written into the native controls. */
  #writtenKey = '';
  /** The last schema that the dashboard has read, as JSON. */
  #registeredSchema = 'null';

  constructor() {
    super();
    this.addEventListener('click', this.#onClick);
    keepFocus(this, '.all');
  }

  /** Name of the parameter. */
  get name(): string {
    return this.param ?? '';
  }

  // This is a Lit property because Lit keeps a value that a dashboard or script set before the element was defined.
  /** The value: text, number, boolean or list, depending on the declaration; `null` for no choice. */
  @property({ attribute: false })
  get value(): ParamValue {
    const value = this.#value === undefined ? (this.defaultValue ?? markedValue(this)) : this.#value;
    const checked = checkParam(this.#param.declared ?? this.#schema ?? undefined, value);
    return 'value' in checked ? checked.value : value;
  }

  set value(value: ParamValue) {
    this.#value = value;
    this.#isTyped = false;
    this.isInvalid = false;
  }

  /** Whether the control is disabled. */
  @property({ attribute: false })
  get disabled(): boolean {
    return this.hasAttribute('disabled');
  }

  set disabled(disabled: boolean) {
    this.toggleAttribute('disabled', disabled);
  }

  /** The form of the control. */
  get form(): HTMLFormElement | null {
    return this.#internals.form;
  }

  /** The `<label>` elements of the control. */
  get labels(): NodeList {
    return this.#internals.labels;
  }

  /** The validity, as in a native control. */
  get validity(): ValidityState {
    return this.#internals.validity;
  }

  /** The browser's message about an invalid value, else an empty string. */
  get validationMessage(): string {
    return this.#internals.validationMessage;
  }

  /** Whether the control takes part in validation. */
  get willValidate(): boolean {
    return this.#internals.willValidate;
  }

  /** Whether the value is valid. */
  checkValidity(): boolean {
    return this.#internals.checkValidity();
  }

  /** Like `checkValidity()`, and shows the browser's message. */
  reportValidity(): boolean {
    return this.#internals.reportValidity();
  }

  /** Called by the browser when the control, or a fieldset around it, is disabled or enabled. */
  formDisabledCallback(disabled: boolean): void {
    this.isFormDisabled = disabled;
  }

  /** Called by the browser when the form is reset. */
  formResetCallback(): void {
    this.#value = undefined;
    this.isInvalid = false;
    this.#param.reset();
    this.requestUpdate();
  }

  /** Called by the browser to restore or autofill the value. */
  formStateRestoreCallback(text: string, mode: 'restore' | 'autocomplete'): void {
    try {
      this.value = mode === 'restore' ? (JSON.parse(text) as ParamValue) : text;
    } catch {
      return;
    }
    // A restored value needs no event: the dashboard reads initial values, and its other sources override them.
    if (mode === 'autocomplete') void this.updateComplete.then(() => this.#dispatch('change'));
  }

  protected override willUpdate(): void {
    if (!this.isConnected) return;
    const { param } = this;
    // `form.elements` finds controls by the `name` attribute.
    if (param !== null && this.getAttribute('name') !== param) this.setAttribute('name', param);
    this.#locale.update();
    this.#param.update(param, this.hasAttribute('multiple') || this.type === 'checkbox');
    this.#resolveKind();
  }

  /** Chooses the kind of control from the information that is available so far. */
  #resolveKind(): void {
    const { declared, choices, options, isUsed } = this.#param;
    this.#bounds = resolveBounds(this, declared?.extra);
    const preferred = this.type ?? '';
    // Typing a digit must not replace the field with a slider.
    const value = this.#isTyped ? null : this.value;
    const { kind, allowedTypes } = controlKind({ declared, choices, bounds: this.#bounds, preferred, value });
    this.#kind = options.loading ? 'select' : kind;
    if (isUsed && preferred && !options.loading && !options.error && !allowedTypes.includes(preferred)) {
      warnOnce(
        `<vibedasher-control param="${this.name}" type="${preferred}">: for this parameter use one of ${allowedTypes.join(', ')}`,
      );
    }
    const list = options.latest?.isCut ? null : choices;
    const label = labelText(this.labels, this) || this.label;
    this.#schema = isUsed || declared ? controlSchema(this.#kind, this.#bounds, declared, list, label) : null;
  }

  protected override render(): TemplateResult {
    const { declared, markupOptions, isUsed, isUnusable, failure, options } = this.#param;
    const { loading, error: failed, latest: current } = options;
    const { value } = this;
    const { current: locale } = this.#locale;
    const words = controlWords(locale);
    const choices = this.#param.choices ?? [];
    const kind = this.#kind;
    const isListed = !loading && (kind === 'select' || kind === 'radio' || kind === 'checkboxes');
    const labelled = labelText(this.labels, this);
    const multiple = declared?.multiple === true && !loading;
    const isSettled = declared?.default != null || (markupOptions && markedValue(this) !== null);
    const isLeftOpen = !isSettled || toFormStrings(value).length === 0;
    const listMessage = failed ? words.failed : current?.isCut ? words.cut : null;
    // If the setup is wrong, the message is about the control, not a chart.
    const problem =
      isUnusable || failure?.error.kind === 'config'
        ? words.unusable
        : failure && locale && errorText({ locale }, failure.error, failure.viz);
    return controlTemplate({
      kind,
      name: this.name,
      label: labelled || this.label || declared?.label || titleOf(this.param ?? '') || '?',
      hasPageLabel: labelled !== '',
      help: this.help ?? declaredHelp(declared?.extra),
      choices: isListed ? withValue(choices, value) : choices,
      multiple,
      allowsNone: !multiple && isLeftOpen && !choices.some((choice) => choice.value === ''),
      bounds: this.#bounds,
      disabled: this.isFormDisabled || loading || !isUsed,
      busy: loading || (!isUsed && !isUnusable && !failure),
      loading: loading ? words.loading : null,
      invalid: this.isInvalid,
      message: problem ?? (this.isInvalid ? this.validationMessage : listMessage),
      retry: failed || failure?.error.retryable ? words.retry : null,
      onRetry: this.#param.retry,
      onInput: this.#onInput,
      onKey: this.#onKey,
    });
  }

  protected override updated(): void {
    const { declared, options } = this.#param;
    const shown = this.#shownKey;
    // Do not overwrite what the reader is entering.
    if (shown !== this.#writtenKey && !this.isInvalid) {
      if (options.loading) this.#inputs.writeLoading();
      else this.#inputs.write(this.value, this.#kind, declared);
    }
    this.#writtenKey = shown;
    this.#inputs.restoreFocus();
    this.#inputs.writeOutput(this.param ?? '', this.#locale.language);
    this.#updateFormValue();
    this.#updateSchema();
  }

  /** Everything that determines what the native controls show, as JSON. */
  get #shownKey(): string {
    return JSON.stringify([this.value, this.#kind, this.#param.choices, this.#param.options.loading]);
  }

  /** Reports value and validity to the form. */
  #updateFormValue(): void {
    const { value } = this;
    const data = new FormData();
    for (const text of toFormStrings(value)) data.append(this.name, text);
    if (value === null) data.append(this.name, '');
    this.#internals.setFormValue(this.name ? data : null, JSON.stringify(value));
    this.#inputs.copyValidity(this.#internals);
  }

  /** Makes the dashboard read all controls again if the schema of this one has changed. */
  #updateSchema(): void {
    const schema = JSON.stringify(this.#schema);
    if (schema === this.#registeredSchema) return;
    this.#registeredSchema = schema;
    this.#param.syncControls();
  }

  readonly #onInput = (event: Event): void => {
    event.stopPropagation();
    this.#value = this.#inputs.read(this.#kind, this.#param.declared);
    this.#isTyped = this.#kind !== 'range';
    const { validity } = this.#inputs.first!;
    // Report an invalid value only when the reader has finished.
    if (validity.valid) this.isInvalid = false;
    this.#updateFormValue();
    if (event.type === 'change') this.isInvalid = !validity.valid;
    this.#writtenKey = this.#shownKey;
    this.requestUpdate();
    this.#dispatch(event.type as 'input' | 'change');
  };

  #dispatch(type: 'input' | 'change'): void {
    const event = new Event(type, { bubbles: true, composed: type === 'input' });
    this.dispatchEvent(event);
  }

  /** Submits the form when the reader presses Enter in a field, as native fields do. */
  readonly #onKey = (event: KeyboardEvent): void => {
    const { form } = this;
    const isField = (event.target as Element).localName === 'input';
    if (event.key !== 'Enter' || !isField || !form || event.isComposing) return;
    const button = [...form.elements].find(
      (each): each is HTMLButtonElement =>
        each.matches('button:not([type]), [type=submit], [type=image]') && !each.matches(':disabled'),
    );
    if (!button) return;
    event.preventDefault();
    // As in native fields, `change` comes before `submit`.
    if (this.#kind !== 'checkbox') this.#dispatch('change');
    button.click();
  };

  /** A click whose target is the host comes from a `<label>` in the page. */
  readonly #onClick = (event: Event): void => {
    if (event.composedPath()[0] !== this) return;
    const { first } = this.#inputs;
    first?.focus();
    if (this.#kind === 'checkbox') first?.click();
  };
}
