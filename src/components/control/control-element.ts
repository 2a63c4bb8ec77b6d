import { LitElement, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ParamSchema } from '../../charts/types.ts';
import { markedValue, toFormStrings } from '../../controllers/dashboard/form-values.ts';
import { ParamController } from '../../controllers/dashboard/param.ts';
import { keepFocus } from '../../controllers/keep-focus.ts';
import { titleOf, warnOnce } from '../../internal/text.ts';
import type { ParamValue } from '../../public-client/types.ts';
import { checkParam } from '../../state/param-store.ts';
import { wordAttribute } from '../../controllers/markup.ts';
import { checkConnection, toVibedasherError } from '../../pipeline/check-settings.ts';
import { styles } from './control-element.styles.ts';
import {
  boundsOf,
  controlKind,
  helpOf,
  labelText,
  missingText,
  controlSchema,
  PREFERRED_KINDS,
  withValue,
  type Bounds,
  type ControlKind,
} from './control-model.ts';
import { controlTemplate } from './control-template.ts';
import { ControlAnnouncer } from './control-announcer.ts';
import { NativeInputs } from './native-inputs.ts';

/**
 * The control for one parameter of the dashboard around it: the native one that fits what the viz declares. A part of
 * forms, as native controls are: it has a name, a value and a validity, and goes with their reset. `<option>` elements
 * inside, also in `<optgroup>`, are its choices in place of those that are declared: with `value`, `label`, `disabled`,
 * and `selected` as the value to begin with.
 *
 * @tag vibedasher-control
 * @summary The control for a parameter of a dashboard.
 *
 * @attr {boolean} disabled - Whether nothing can be chosen.
 * @attr {boolean} multiple - Whether several of the options inside can be chosen, for an undeclared parameter.
 * @attr {string} lang - BCP 47 tag of the language. Default: inherited.
 *
 * @event {Event} input - While the reader types, slides or chooses. Bubbles, and leaves shadow roots.
 * @event {Event} change - The reader has chosen. Bubbles.
 *
 * @csspart label - What the parameter is called.
 * @csspart input - Each native control.
 * @csspart options - All radio buttons or check boxes, where there are several.
 * @csspart output - The value of a slider.
 * @csspart help - The sentence below.
 * @csspart message - What is wrong.
 * @csspart button - The button that loads the options again.
 *
 * @cssprop --vibedasher-font - Font, that of the page by default.
 * @cssprop --vibedasher-color-text - Color of text and lines, that of the page by default.
 * @cssprop --vibedasher-color-muted - Color of the sentence below.
 * @cssprop --vibedasher-color-accent - Color of what is chosen, and of the focus ring.
 */
export class VibedasherControl extends LitElement {
  static readonly formAssociated = true;
  static override shadowRootOptions: ShadowRootInit = { mode: 'open', delegatesFocus: true };
  static override styles = styles;

  /** Name of the parameter; required. It is the name in a form, too. */
  @property() param: string | null = null;
  /** What stands above it. Default: as declared, else the name as a person would write it. */
  @property() label: string | null = null;
  /** The preferred kind of control: `select`, `radio`, `checkbox`, `range`, `number`, `date`, `text` or `search`. */
  @property(wordAttribute('type', PREFERRED_KINDS, 'control')) type: string | null = '';
  /** A sentence that stands below. Default: as declared. */
  @property() help: string | null = null;
  /** Smallest number, or first day. Default: as declared. */
  @property() min: string | null = null;
  /** Largest number, or last day. Default: as declared. */
  @property() max: string | null = null;
  /** What numbers grow by. Default: as declared. */
  @property() step: string | null = null;
  /** The value to begin with, and after a reset: over the declared default, under what the dashboard is given. */
  @property({ attribute: 'value' }) defaultValue: string | null = null;

  @state() protected isBarred = false;
  /** What was entered is not valid, and the reader has been told. */
  @state() protected isWrong = false;

  readonly #internals = this.attachInternals();
  readonly #inputs = new NativeInputs(this);
  readonly #announcer = new ControlAnnouncer(this);
  readonly #its = new ParamController(this, {
    part: {
      schema: () => this.#schema,
      type: () => this.#kind,
      refresh: () => this.requestUpdate(),
    },
    toError: toVibedasherError,
    connect: checkConnection,
    missingText,
  });
  #kind: ControlKind = 'text';
  #schema: ParamSchema | null = null;
  #bounds: Bounds = { min: null, max: null, step: null };
  /** `undefined` until the reader, a script or the dashboard sets it. */
  #value: ParamValue | undefined = undefined;
  /** Whether the reader has typed or chosen that, other than by a slider. */
  #isTyped = false;
  /** What the native controls show, and the schema that the dashboard knows, as JSON: see where these are set. */
  #shown = '';
  #knownSchema = 'null';

  constructor() {
    super();
    this.addEventListener('click', this.#onClick);
    keepFocus(this, '.all');
  }

  /** Name of the parameter. */
  get name(): string {
    return this.param ?? '';
  }

  // Lit takes over what dashboard and scripts have set before the element is defined.
  /** What is chosen: text, number, boolean or list, as the parameter is declared; `null` for no choice. */
  @property({ attribute: false })
  get value(): ParamValue {
    const value = this.#value === undefined ? (this.defaultValue ?? markedValue(this)) : this.#value;
    const checked = checkParam(this.#its.declared ?? this.#schema ?? undefined, value);
    return 'value' in checked ? checked.value : value;
  }

  set value(value: ParamValue) {
    this.#value = value;
    this.#isTyped = false;
    this.isWrong = false;
  }

  /** Whether nothing can be chosen. */
  @property({ attribute: false })
  get disabled(): boolean {
    return this.hasAttribute('disabled');
  }

  set disabled(disabled: boolean) {
    this.toggleAttribute('disabled', disabled);
  }

  /** The form that it belongs to. */
  get form(): HTMLFormElement | null {
    return this.#internals.form;
  }

  /** The labels of the page that are for it. */
  get labels(): NodeList {
    return this.#internals.labels;
  }

  /** As of a native control. */
  get validity(): ValidityState {
    return this.#internals.validity;
  }

  /** What is wrong with the value, in the browser's words; empty where nothing is. */
  get validationMessage(): string {
    return this.#internals.validationMessage;
  }

  /** Whether a form looks at the validity. */
  get willValidate(): boolean {
    return this.#internals.willValidate;
  }

  /** Whether the value is valid. */
  checkValidity(): boolean {
    return this.#internals.checkValidity();
  }

  /** The same, and tells the reader. */
  reportValidity(): boolean {
    return this.#internals.reportValidity();
  }

  /** A form around it, or `disabled`, bars it or no longer does. */
  formDisabledCallback(disabled: boolean): void {
    this.isBarred = disabled;
  }

  /** The form around it is reset. */
  formResetCallback(): void {
    this.#value = undefined;
    this.isWrong = false;
    this.#its.reset();
    this.requestUpdate();
  }

  /** The browser brings back what was chosen before, or fills it in. */
  formStateRestoreCallback(text: string, mode: 'restore' | 'autocomplete'): void {
    try {
      this.value = mode === 'restore' ? (JSON.parse(text) as ParamValue) : text;
    } catch {
      return;
    }
    // A dashboard has already taken what the markup says; what it knows from elsewhere goes before.
    if (mode === 'autocomplete') void this.updateComplete.then(() => this.#dispatch('change'));
  }

  protected override willUpdate(): void {
    if (!this.isConnected) return;
    const { param } = this;
    // In a form, a control without the attribute has no name by which a script finds it.
    if (param !== null && this.getAttribute('name') !== param) this.setAttribute('name', param);
    this.#announcer.update();
    this.#its.update(param, this.hasAttribute('multiple') || this.type === 'checkbox');
    this.#settle();
  }

  /** Settles what kind of control this is, from all that is known by now. */
  #settle(): void {
    const { declared, choices, options, isUsed } = this.#its;
    this.#bounds = boundsOf(this, declared?.extra);
    const preferred = this.type ?? '';
    // The first digit that is typed must not replace the field by a slider.
    const value = this.#isTyped ? null : this.value;
    const { kind, sensible } = controlKind({ declared, choices, bounds: this.#bounds, preferred, value });
    this.#kind = options.loading ? 'select' : kind;
    if (isUsed && preferred && !options.loading && !options.failed && !sensible.includes(preferred)) {
      warnOnce(
        `<vibedasher-control param="${this.name}" type="${preferred}">: for this parameter use one of ${sensible.join(', ')}`,
      );
    }
    const isWhole = !this.#its.options.current?.isCut;
    this.#schema =
      isUsed || declared ? controlSchema(this.#kind, this.#bounds, declared, isWhole ? choices : null) : null;
  }

  protected override render(): TemplateResult {
    const { declared, markupOptions, isUsed, isUnusable, failure, options } = this.#its;
    const { loading, failed, current } = options;
    const { value } = this;
    const { words } = this.#announcer;
    const choices = this.#its.choices ?? [];
    const kind = this.#kind;
    const isListed = !loading && (kind === 'select' || kind === 'radio' || kind === 'checkboxes');
    const labelled = labelText(this.labels, this);
    const multiple = declared?.multiple === true && !loading;
    const isSettled = declared?.default != null || (markupOptions && markedValue(this) !== null);
    const isLeftOpen = !isSettled || toFormStrings(value).length === 0;
    const listMessage = failed ? words.failed : current?.isCut ? words.cut : null;
    const problem = isUnusable ? words.unusable : failure && this.#announcer.failureText(failure);
    return controlTemplate({
      kind,
      name: this.name,
      label: labelled || this.label || declared?.label || titleOf(this.param ?? '') || '?',
      isLabelled: labelled !== '',
      help: this.help ?? helpOf(declared?.extra),
      choices: isListed ? withValue(choices, value) : choices,
      multiple,
      isOpen: !multiple && isLeftOpen && !choices.some((choice) => choice.value === ''),
      bounds: this.#bounds,
      disabled: this.isBarred || loading || !isUsed,
      busy: loading || (!isUsed && !isUnusable && !failure),
      loading: loading ? words.loading : null,
      invalid: this.isWrong,
      message: problem ?? (this.isWrong ? this.validationMessage : listMessage),
      retry: failed || failure?.error.retryable ? words.retry : null,
      onRetry: this.#its.retry,
      onInput: this.#onInput,
      onKey: this.#onKey,
    });
  }

  protected override updated(): void {
    const { declared, options } = this.#its;
    const shown = this.#shownKey;
    // What the reader enters stays as it is entered.
    if (shown !== this.#shown && !this.isWrong) {
      if (options.loading) this.#inputs.writeLoading();
      else this.#inputs.write(this.value, this.#kind, declared);
    }
    this.#shown = shown;
    this.#inputs.takeFocus();
    this.#inputs.speak(this.param ?? '', this.#announcer.language);
    this.#updateFormValue();
    this.#updateSchema();
  }

  /** Stands for all that decides what the native controls show. */
  get #shownKey(): string {
    return JSON.stringify([this.value, this.#kind, this.#its.choices, this.#its.options.loading]);
  }

  /** Gives value and validity to the form. */
  #updateFormValue(): void {
    const { value } = this;
    const data = new FormData();
    for (const text of toFormStrings(value)) data.append(this.name, text);
    if (value === null) data.append(this.name, '');
    this.#internals.setFormValue(this.name ? data : null, JSON.stringify(value));
    this.#inputs.copyValidity(this.#internals);
  }

  /** Lets the dashboard read all controls again if this one lets readers choose something else than before. */
  #updateSchema(): void {
    const schema = JSON.stringify(this.#schema);
    if (schema === this.#knownSchema) return;
    this.#knownSchema = schema;
    this.#its.syncControls();
  }

  readonly #onInput = (event: Event): void => {
    event.stopPropagation();
    this.#value = this.#inputs.read(this.#kind, this.#its.declared);
    this.#isTyped = this.#kind !== 'range';
    const { validity } = this.#inputs.first!;
    // Only what is finished is called wrong.
    if (validity.valid) this.isWrong = false;
    this.#updateFormValue();
    if (event.type === 'change') this.isWrong = !validity.valid;
    this.#shown = this.#shownKey;
    this.requestUpdate();
    this.#dispatch(event.type as 'input' | 'change');
  };

  #dispatch(type: 'input' | 'change'): void {
    const event = new Event(type, { bubbles: true, composed: type === 'input' });
    this.dispatchEvent(event);
  }

  /** Enter in a field sends the form, as it does from native fields. */
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
    // The value first, as ever.
    if (this.#kind !== 'checkbox') this.#dispatch('change');
    button.click();
  };

  /** A click on the host itself comes from a label of the page. */
  readonly #onClick = (event: Event): void => {
    if (event.composedPath()[0] !== this) return;
    const { first } = this.#inputs;
    first?.focus();
    if (this.#kind === 'checkbox') first?.click();
  };
}
