import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ParamSchema } from '../../charts/types.ts';
import type { Params, ParamValue } from '../../public-client/types.ts';
import type { ParamsSource } from '../../state/param-store.ts';
import type { DashboardController } from './dashboard.ts';
import { DrivingControls } from './driving-controls.ts';
import {
  commonSchema,
  formOf,
  nameOf,
  readGroup,
  saysSomething,
  writeGroup,
  type Control,
} from './form-values.ts';
import type { ControlPart } from './scope.ts';

type Outputs = Pick<typeof import('./driving-controls.ts'), 'showOutputs'>;

/** How long typing must rest before it counts, in ms. */
const TYPING = 300;
/** How often a slider that is moved counts, in ms. */
const SLIDING = 100;

/**
 * Lets the form controls inside a dashboard drive its parameters, and shows these in them: a control of a name that a
 * viz inside declares or a chart inside uses, and no other. A form with a button of its own counts when that is
 * pressed.
 */
export class FormControlsController implements ReactiveController {
  readonly driving: DrivingControls;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #dashboard: DashboardController;
  readonly #load: () => Promise<Outputs>;
  readonly #observer: MutationObserver;
  #root: ShadowRoot | null = null;
  /** Where forms around the host tell of their reset. */
  #around: Node | null = null;
  /** A form is about to reset, and with it every control. */
  #resetting = false;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** The control of each name that was used last: where several do not agree, it is right. */
  readonly #touched = new Map<string, Control>();
  /**
   * Values, as JSON, over which the reader has entered one that is not valid. That stays in sight until they change.
   */
  readonly #refused = new Map<string, string>();

  /** `load` brings what few dashboards need. */
  constructor(
    host: ReactiveControllerHost & HTMLElement,
    dashboard: DashboardController,
    load: () => Promise<Outputs>,
  ) {
    this.#host = host;
    this.#dashboard = dashboard;
    this.#load = load;
    this.driving = new DrivingControls(host, dashboard);
    dashboard.onAsk = () => this.#syncControls();
    dashboard.onPublish = () => this.#writeControls();
    dashboard.registry = {
      known: dashboard,
      join: (control, part) => this.#join(control, part),
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
    this.#around = this.#host.getRootNode();
    this.#around.addEventListener('reset', this.#onOuterReset);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    for (const type of EVENTS) this.#host.removeEventListener(type, this.#onEvent);
    this.#around?.removeEventListener('reset', this.#onOuterReset);
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** What the host has drawn may hold controls; a change in it does not leave its shadow root. */
  hostUpdated(): void {
    const root = this.#host.shadowRoot;
    if (!root || root === this.#root) return;
    this.#root = root;
    for (const type of EVENTS) root.addEventListener(type, this.#onEvent);
    this.#observer.observe(root, { childList: true, subtree: true });
  }

  #join(control: HTMLElement, part: ControlPart): () => void {
    this.driving.parts.set(control, part);
    // Its events do not reach the host from within a shadow root of others.
    const isApart = !this.#host.contains(control) && control.getRootNode() !== this.#host.shadowRoot;
    if (isApart) for (const type of EVENTS) control.addEventListener(type, this.#onEvent);
    this.#syncControls();
    this.#host.requestUpdate();
    return () => {
      this.driving.parts.delete(control);
      for (const type of EVENTS) control.removeEventListener(type, this.#onEvent);
      this.#syncControls();
      this.#host.requestUpdate();
    };
  }

  /** Takes what the controls show by themselves as values under all others, then shows those that count. */
  #syncControls(): void {
    const { store } = this.#dashboard;
    const marked: Record<string, ParamValue> = {};
    const shown: Record<string, ParamValue> = {};
    const schemas = new Map<string, ParamSchema>();
    for (const [name, group] of this.driving.groups()) {
      (group.marked ? marked : shown)[name] = group.initial;
      const schema = commonSchema(group.units.map((unit) => this.driving.schemaOf(unit)));
      if (schema) schemas.set(name, schema);
    }
    store.setControls(schemas);
    store.replace({ marked, shown }, null);
    this.#writeControls();
  }

  #writeControls(): void {
    const { store } = this.#dashboard;
    for (const [name, { units }] of this.driving.groups()) {
      const value = this.#dashboard.value(name);
      // What is being typed is not written over.
      if (value === undefined || this.#timers.has(name)) continue;
      if (this.#refused.get(name) === JSON.stringify(value)) continue;
      this.#refused.delete(name);
      for (const unit of units) writeGroup(unit, value, store.declarationOf(name));
    }
    for (const part of this.driving.parts.values()) part.refresh();
    if (this.driving.all('output').length > 0)
      this.#load().then(
        ({ showOutputs }) => showOutputs(this.#dashboard, this.driving),
        () => {},
      );
  }

  readonly #onEvent = (event: Event): void => {
    const target = event.target as Element;
    if (event.type === 'submit') this.#onSubmit(event, target as HTMLFormElement);
    else if (event.type === 'reset') this.#onReset(event, target as HTMLFormElement);
    else if (this.driving.drives(target)) {
      this.#touched.set(nameOf(target), target);
      if (!waitsForButton(target)) this.#onControl(event.type, target);
    }
  };

  /** Controls of the dashboard may be in a form that is around it. */
  readonly #onOuterReset = (event: Event): void => {
    if (!this.#host.contains(event.target as Element)) this.#onEvent(event);
  };

  #onControl(event: string, control: Control): void {
    const name = nameOf(control);
    const type = this.driving.typeOf(control);
    const isTyped = type !== null && !CHOSEN.has(type);
    const isDate = isTyped && DATES.has(type);
    if (event === 'change' && !isDate) this.#take([name], true);
    else if (isTyped) this.#later(name, TYPING, true, isDate);
    else if (type === 'range') this.#later(name, SLIDING, false, false);
  }

  /** `restart`: the time counts from now on; else it goes on. */
  #later(name: string, wait: number, restart: boolean, final: boolean): void {
    const before = this.#timers.get(name);
    if (before !== undefined && !restart) return;
    clearTimeout(before);
    this.#timers.set(
      name,
      setTimeout(() => this.#take([name], final), wait),
    );
  }

  /** Takes what the controls of these names say; `final` where the reader is done with them. */
  #take(names: readonly string[], final: boolean): void {
    const groups = this.driving.groups();
    const patch: Record<string, ParamValue> = {};
    for (const name of names) {
      clearTimeout(this.#timers.get(name));
      this.#timers.delete(name);
      const { units = [] } = groups.get(name) ?? {};
      const touched = this.#touched.get(name);
      const unit = units.find((each) => touched && each.includes(touched)) ?? units.find(saysSomething);
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

  /** Takes back every choice: in controls, charts and the address. */
  resetAll(source: ParamsSource): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const each of [this.#timers, this.#refused, this.#touched]) each.clear();
    this.#dashboard.resetAll(source);
    this.#writeControls();
  }

  #reset(name: string): void {
    if (this.#resetting) return;
    for (const each of [this.#refused, this.#touched]) each.delete(name);
    this.#dashboard.reset([name]);
    this.#writeControls();
  }

  #namesIn(form: HTMLFormElement): readonly string[] {
    const names = [...form.elements].filter((each) => this.driving.drives(each)).map(nameOf);
    return [...new Set(names)];
  }

  #onSubmit(event: Event, form: HTMLFormElement): void {
    const names = this.#namesIn(form);
    // A form that is sent somewhere is the page's own business.
    if (names.length === 0 || form.hasAttribute('action') || event.defaultPrevented) return;
    event.preventDefault();
    this.#take(names, true);
  }

  #onReset(event: Event, form: HTMLFormElement): void {
    const isOwn = this.driving.isInside(form) && [...form.elements].every(saysNothing);
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
const CHOSEN = new Set(['range', 'checkbox', 'checkboxes', 'radio', 'select', 'color']);
const DATES = new Set(['date', 'datetime-local', 'month', 'week', 'time']);

const isInvalid = (control: Control): boolean =>
  (control as Partial<HTMLInputElement>).validity?.valid === false;

/** Whether there is nothing in an element of a form that a reader could have chosen. */
const saysNothing = (element: Element): boolean =>
  element.matches('button, fieldset, output, [type=reset], [type=button]');

/** Whether a control is in a form that has a button to press when all is chosen. */
function waitsForButton(control: Control): boolean {
  return formOf(control)?.querySelector('button:not([type]), [type=submit], [type=image]') != null;
}
