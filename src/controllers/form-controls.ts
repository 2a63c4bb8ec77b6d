import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Params, ParamValue } from '../public-client/types.ts';
import type { DashboardController } from './dashboard.ts';
import { describeValue, isControl, readGroup, readMarkup, writeGroup, type Control } from './form-values.ts';
import { DASHBOARD } from './scope.ts';

/** How long typing must rest before it counts, in ms. */
const TYPING = 300;
/** How often a slider that is moved counts, in ms. */
const SLIDING = 100;

interface Group {
  readonly controls: readonly Control[];
  /** What they showed when they were first seen, and whether their markup says so. */
  readonly initial: ParamValue;
  readonly marked: boolean;
}

/**
 * Lets the form controls inside a dashboard drive its parameters, and shows these in them: a control of a name that a viz
 * inside declares or a chart inside uses, and no other. A form with a button of its own counts when that is pressed.
 */
export class FormControlsController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #dashboard: DashboardController;
  readonly #observer: MutationObserver;
  #root: ShadowRoot | null = null;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #seen = new WeakMap<Control, Pick<Group, 'initial' | 'marked'>>();

  constructor(host: ReactiveControllerHost & HTMLElement, dashboard: DashboardController) {
    this.#host = host;
    this.#dashboard = dashboard;
    dashboard.onAsk = () => this.#look();
    dashboard.onPublish = () => this.#show();
    this.#observer = new MutationObserver(() => this.#look());
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.#host, { childList: true, subtree: true });
    if (this.#root) this.#observer.observe(this.#root, { childList: true, subtree: true });
    for (const type of EVENTS) this.#host.addEventListener(type, this.#onEvent);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    for (const type of EVENTS) this.#host.removeEventListener(type, this.#onEvent);
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

  /** Takes what the controls show by themselves as values under all others, then shows those that count. */
  #look(): void {
    const marked: Record<string, ParamValue> = {};
    const shown: Record<string, ParamValue> = {};
    for (const [name, group] of this.#groups()) (group.marked ? marked : shown)[name] = group.initial;
    this.#dashboard.store.replace({ marked, shown }, null);
    this.#show();
  }

  #show(): void {
    const { store } = this.#dashboard;
    const groups = this.#groups();
    for (const [name, { controls }] of groups) {
      const value = this.#dashboard.value(name);
      // What is being typed is not written over.
      if (value !== undefined && !this.#timers.has(name))
        writeGroup(controls, value, store.declarationOf(name));
    }
    for (const output of this.#own('output')) {
      const name = this.#shownBy(output as HTMLOutputElement);
      if (name === null) continue;
      const controls = groups.get(name)?.controls ?? [];
      const value = this.#dashboard.value(name) ?? null;
      const text = describeValue(value, controls, store.declarationOf(name));
      if (output.textContent !== text) output.textContent = text;
    }
  }

  /** The parameter that an output shows: that of its name, else that of a control it is for. */
  #shownBy({ name, htmlFor }: HTMLOutputElement): string | null {
    if (name) return this.#dashboard.isUsed(name) ? name : null;
    const root = this.#host.getRootNode() as Document | ShadowRoot;
    for (const id of htmlFor) {
      const control = root.getElementById(id);
      if (control && this.#drives(control)) return control.name;
    }
    return null;
  }

  #groups(): ReadonlyMap<string, Group> {
    const lists = new Map<string, Control[]>();
    for (const control of this.#own('[name]')) {
      if (!this.#drives(control)) continue;
      const list = lists.get(control.name);
      if (list) list.push(control);
      else lists.set(control.name, [control]);
    }
    return new Map([...lists].map(([name, controls]) => [name, this.#group(name, controls)]));
  }

  #group(name: string, controls: readonly Control[]): Group {
    const [first] = controls as readonly [Control, ...Control[]];
    let seen = this.#seen.get(first);
    if (!seen) {
      const initial = readGroup(controls, this.#dashboard.store.declarationOf(name));
      this.#seen.set(first, (seen = { initial, marked: readMarkup(controls) }));
    }
    return { controls, ...seen };
  }

  /** Whether the page has a control of its own for a parameter. */
  hasControl(name: string): boolean {
    return [...this.#host.querySelectorAll('[name]')].some(
      (each) => isControl(each) && each.name === name && this.#isOwn(each),
    );
  }

  /** What belongs to this dashboard and to none within: in it, and what it has drawn itself. */
  #own(selector: string): readonly Element[] {
    const drawn = this.#host.shadowRoot?.querySelectorAll(selector) ?? [];
    return [...this.#host.querySelectorAll(selector), ...drawn].filter((each) => this.#isOwn(each));
  }

  #isOwn(element: Element): boolean {
    return element.closest(DASHBOARD) === this.#host || element.getRootNode() === this.#host.shadowRoot;
  }

  #drives(element: Element): element is Control {
    return isControl(element) && this.#isOwn(element) && this.#dashboard.isUsed(element.name);
  }

  readonly #onEvent = (event: Event): void => {
    const target = event.target as Element;
    if (event.type === 'submit') this.#onSubmit(event, target as HTMLFormElement);
    else if (event.type === 'reset') this.#onReset(event, target as HTMLFormElement);
    else if (this.#drives(target) && !waitsForButton(target)) this.#onControl(event.type, target);
  };

  #onControl(event: string, control: Control): void {
    const { type } = control as Control & { readonly type?: unknown };
    const isTyped =
      control.localName === 'textarea' || (control.localName === 'input' && !CHOSEN.has(String(type)));
    const isDate = isTyped && DATES.has(String(type));
    if (event === 'change' && !isDate) this.#take([control.name], true);
    else if (isTyped) this.#later(control.name, TYPING, true, isDate);
    else if (type === 'range') this.#later(control.name, SLIDING, false, false);
  }

  /** `anew`: the time counts from now on; else it goes on. */
  #later(name: string, wait: number, anew: boolean, final: boolean): void {
    const before = this.#timers.get(name);
    if (before !== undefined && !anew) return;
    clearTimeout(before);
    this.#timers.set(
      name,
      setTimeout(() => this.#take([name], final), wait),
    );
  }

  /** Takes what the controls of these names say; `final` where the reader is done with them. */
  #take(names: readonly string[], final: boolean): void {
    const groups = this.#groups();
    const patch: Record<string, ParamValue> = {};
    for (const name of names) {
      clearTimeout(this.#timers.get(name));
      this.#timers.delete(name);
      const { controls } = groups.get(name) ?? {};
      if (!controls || controls.some(isInvalid)) continue;
      patch[name] = readGroup(controls, this.#dashboard.store.declarationOf(name));
    }
    this.#dashboard.patch(patch as Params, 'user', final);
    this.#show();
  }

  #namesIn(form: HTMLFormElement): readonly string[] {
    const names = [...form.elements]
      .filter((each) => this.#drives(each))
      .map((each) => (each as Control).name);
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
    const names = this.#namesIn(form);
    // The browser resets the controls after the event.
    setTimeout(() => {
      if (!event.defaultPrevented) this.#dashboard.reset(names);
      this.#show();
    });
  }
}

const EVENTS = ['input', 'change', 'submit', 'reset'];
const CHOSEN = new Set(['range', 'checkbox', 'radio', 'color']);
const DATES = new Set(['date', 'datetime-local', 'month', 'week', 'time']);

const isInvalid = (control: Control): boolean =>
  (control as Partial<HTMLInputElement>).validity?.valid === false;

/** Whether a control is in a form that has a button to press when all is chosen. */
function waitsForButton(control: Control): boolean {
  const form = (control as Partial<HTMLInputElement>).form ?? control.closest('form');
  return form?.querySelector('button:not([type]), [type=submit], [type=image]') != null;
}
