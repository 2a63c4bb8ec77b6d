import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ParamSchema } from '../../charts/types.ts';
import type { Params, ParamValue } from '../../public-client/types.ts';
import type { ParamsSource } from '../../state/param-store.ts';
import type { DashboardController } from './dashboard.ts';
import { BoundControls } from './bound-controls.ts';
import {
  commonSchema,
  findForm,
  paramName,
  readGroup,
  hasSelection,
  writeGroup,
  type Control,
} from './form-values.ts';
import type { ControlPart } from './scope.ts';

type Outputs = Pick<typeof import('./bound-controls.ts'), 'showOutputs'>;

/** The pause after typing before a value is applied, in ms. */
const TYPING_PAUSE = 300;
/** The interval at which values are applied while a slider moves, in ms. */
const SLIDER_INTERVAL = 100;

/**
 * Connects the form controls inside a dashboard with its parameters, in both directions. A form with a submit button is
 * applied when the reader submits it.
 */
export class FormControlsController implements ReactiveController {
  readonly controls: BoundControls;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #dashboard: DashboardController;
  readonly #load: () => Promise<Outputs>;
  readonly #observer: MutationObserver;
  #root: ShadowRoot | null = null;
  /** Receives `reset` events of forms around the host. */
  #outerRoot: Node | null = null;
  /** Whether a form is being reset, which also resets each of its controls. */
  #resetting = false;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** The last used control of each name. If several controls disagree, its value applies. */
  readonly #touched = new Map<string, Control>();
  /**
   * The value of each parameter, as JSON, at the time when the reader entered an invalid one. The invalid input stays
   * in the control until the value changes.
   */
  readonly #refused = new Map<string, string>();

  /** @param load Loads the code that few dashboards need */
  constructor(
    host: ReactiveControllerHost & HTMLElement,
    dashboard: DashboardController,
    load: () => Promise<Outputs>,
  ) {
    this.#host = host;
    this.#dashboard = dashboard;
    this.#load = load;
    this.controls = new BoundControls(host, dashboard);
    dashboard.onAsk = () => this.#syncControls();
    dashboard.onPublish = () => this.#writeControls();
    dashboard.registry = {
      known: dashboard,
      register: (control, part) => this.#register(control, part),
      syncControls: () => this.#syncControls(),
      reset: (name) => this.#reset(name),
    };
    this.#observer = new MutationObserver(() => this.#syncControls());
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.#host, { childList: true, subtree: true });
    if (this.#root) this.#observer.observe(this.#root, { childList: true, subtree: true });
    for (const type of EVENTS) this.#host.addEventListener(type, this.#onEvent);
    this.#outerRoot = this.#host.getRootNode();
    this.#outerRoot.addEventListener('reset', this.#onOuterReset);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    for (const type of EVENTS) this.#host.removeEventListener(type, this.#onEvent);
    this.#outerRoot?.removeEventListener('reset', this.#onOuterReset);
    this.#stopTimers();
  }

  /** Listens in the host's shadow root, which may contain controls, because `change` events do not leave it. */
  hostUpdated(): void {
    const root = this.#host.shadowRoot;
    if (!root || root === this.#root) return;
    this.#root = root;
    for (const type of EVENTS) root.addEventListener(type, this.#onEvent);
    this.#observer.observe(root, { childList: true, subtree: true });
  }

  #register(control: HTMLElement, part: ControlPart): () => void {
    this.controls.parts.set(control, part);
    // `change` events do not leave a shadow root.
    const isApart = !this.#host.contains(control) && control.getRootNode() !== this.#host.shadowRoot;
    if (isApart) for (const type of EVENTS) control.addEventListener(type, this.#onEvent);
    this.#syncControls();
    this.#host.requestUpdate();
    return () => {
      this.controls.parts.delete(control);
      for (const type of EVENTS) control.removeEventListener(type, this.#onEvent);
      this.#syncControls();
      this.#host.requestUpdate();
    };
  }

  /** Reads the initial values of all controls into the store, then writes the effective values into the controls. */
  #syncControls(): void {
    const { store } = this.#dashboard;
    const marked: Record<string, ParamValue> = {};
    const shown: Record<string, ParamValue> = {};
    const schemas = new Map<string, ParamSchema>();
    for (const [name, group] of this.controls.groups()) {
      (group.marked ? marked : shown)[name] = group.initial;
      const schema = commonSchema(group.units.map((unit) => this.controls.unitSchema(unit)));
      if (schema) schemas.set(name, schema);
    }
    store.setControls(schemas);
    store.replace({ marked, shown }, null);
    this.#writeControls();
  }

  #writeControls(): void {
    const { store } = this.#dashboard;
    for (const [name, { units }] of this.controls.groups()) {
      const value = this.#dashboard.value(name);
      // Do not overwrite what the reader is typing.
      if (value === undefined || this.#timers.has(name)) continue;
      if (this.#refused.get(name) === JSON.stringify(value)) continue;
      this.#refused.delete(name);
      for (const unit of units) writeGroup(unit, value, store.declarationOf(name));
    }
    for (const part of this.controls.parts.values()) part.refresh();
    if (this.controls.findAll('output').length > 0)
      this.#load().then(
        ({ showOutputs }) => showOutputs(this.#dashboard, this.controls),
        () => {},
      );
  }

  readonly #onEvent = (event: Event): void => {
    const target = event.target as Element;
    if (event.type === 'submit') this.#onSubmit(event, target as HTMLFormElement);
    else if (event.type === 'reset') this.#onReset(event, target as HTMLFormElement);
    else if (this.controls.isBound(target)) {
      this.#touched.set(paramName(target), target);
      if (!waitsForButton(target)) this.#onControl(event.type, target);
    }
  };

  /** Handles the reset of a form around the dashboard. */
  readonly #onOuterReset = (event: Event): void => {
    if (!this.#host.contains(event.target as Element)) this.#onEvent(event);
  };

  #onControl(event: string, control: Control): void {
    const name = paramName(control);
    const type = this.controls.inputType(control);
    const isTyped = type !== null && !NOT_TYPED.has(type);
    const isDate = isTyped && DATE_TYPES.has(type);
    if (event === 'change' && !isDate) this.#applyControls([name], true);
    else if (isTyped) this.#applyLater(name, TYPING_PAUSE, true, isDate);
    else if (type === 'range') this.#applyLater(name, SLIDER_INTERVAL, false, false);
  }

  /** Applies a control after `wait` ms. Restarts a running timer if `restart` is true, else keeps it. */
  #applyLater(name: string, wait: number, restart: boolean, final: boolean): void {
    const before = this.#timers.get(name);
    if (before !== undefined && !restart) return;
    clearTimeout(before);
    this.#timers.set(
      name,
      setTimeout(() => this.#applyControls([name], final), wait),
    );
  }

  /** Sets parameters from the controls of these names. `final` is false while the reader types or moves a slider. */
  #applyControls(names: readonly string[], final: boolean): void {
    const groups = this.controls.groups();
    const patch: Record<string, ParamValue> = {};
    for (const name of names) {
      clearTimeout(this.#timers.get(name));
      this.#timers.delete(name);
      const { units = [] } = groups.get(name) ?? {};
      const touched = this.#touched.get(name);
      const unit = units.find((each) => touched && each.includes(touched)) ?? units.find(hasSelection);
      if (!unit) continue;
      if (unit.some(isInvalid)) {
        this.#refused.set(name, JSON.stringify(this.#dashboard.value(name)));
      } else {
        this.#refused.delete(name);
        patch[name] = readGroup(unit, this.#dashboard.store.declarationOf(name));
      }
    }
    this.#dashboard.patch(patch as Params, 'user', final);
    this.#writeControls();
  }

  /** Removes all choices: in controls, charts and the URL. */
  resetAll(source: ParamsSource): void {
    this.#discardInput();
    this.#dashboard.resetAll(source);
    this.#writeControls();
  }

  /** Replaces all choices with the parameters of another entry in the history. */
  showUrl(url: Params): void {
    this.#discardInput();
    this.#dashboard.store.replace({ url }, 'url');
    this.#writeControls();
  }

  /** Discards what the reader has entered and is not applied. */
  #discardInput(): void {
    this.#stopTimers();
    this.#refused.clear();
    this.#touched.clear();
  }

  #stopTimers(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #reset(name: string): void {
    if (this.#resetting) return;
    for (const each of [this.#refused, this.#touched]) each.delete(name);
    this.#dashboard.reset([name]);
    this.#writeControls();
  }

  #namesIn(form: HTMLFormElement): readonly string[] {
    const names = [...form.elements].filter((each) => this.controls.isBound(each)).map(paramName);
    return [...new Set(names)];
  }

  #onSubmit(event: Event, form: HTMLFormElement): void {
    const names = this.#namesIn(form);
    // The page handles forms that have an action.
    if (names.length === 0 || form.hasAttribute('action') || event.defaultPrevented) return;
    event.preventDefault();
    this.#applyControls(names, true);
  }

  #onReset(event: Event, form: HTMLFormElement): void {
    const isOwn = this.controls.isInside(form) && [...form.elements].every(isInert);
    if (!isOwn && this.#namesIn(form).length === 0) return;
    this.#resetting = true;
    // The browser resets the controls after the event.
    setTimeout(() => {
      this.#resetting = false;
      if (event.defaultPrevented) this.#writeControls();
      else this.resetAll('user');
    });
  }
}

const EVENTS = ['input', 'change', 'submit', 'reset'];
const NOT_TYPED = new Set(['range', 'checkbox', 'checkboxes', 'radio', 'select', 'color']);
const DATE_TYPES = new Set(['date', 'datetime-local', 'month', 'week', 'time']);

const isInvalid = (control: Control): boolean =>
  (control as Partial<HTMLInputElement>).validity?.valid === false;

/** Returns whether an element of a form cannot contain a choice of the reader. */
const isInert = (element: Element): boolean =>
  element.matches('button, fieldset, output, [type=reset], [type=button]');

/** Returns whether a control is in a form with a submit button. */
function waitsForButton(control: Control): boolean {
  return findForm(control)?.querySelector('button:not([type]), [type=submit], [type=image]') != null;
}
