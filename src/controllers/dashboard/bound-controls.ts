import type { ParamSchema } from '../../charts/types.ts';
import { describeValue } from '../../locale/cells.ts';
import { loadLocale } from '../../locale/load-locale.ts';
import type { ParamValue } from '../../public-client/types.ts';
import { languageOf } from '../page-context.ts';
import type { DashboardController } from './dashboard.ts';
import {
  CONTROL,
  findForm,
  type Control,
  isControl,
  isVibedasherControl,
  paramName,
  nativeSchema,
  readGroup,
  someHaveMarkupValue,
  groupControls,
} from './form-values.ts';
import { type ControlPart, DASHBOARD } from './scope.ts';

/** The first value of a control, and whether its markup sets it. */
interface InitialValue {
  readonly initial: ParamValue;
  readonly marked: boolean;
}

/** The controls of a parameter. */
interface Group extends InitialValue {
  /** Controls that make one choice together, such as radio buttons, are one unit. */
  readonly units: readonly (readonly Control[])[];
}

const SELECTOR = `[name], ${CONTROL}`;

/**
 * The controls that set the parameters of a dashboard: those inside it, but not in a nested dashboard, whose name is a
 * parameter that a viz inside declares or a chart inside uses.
 */
export class BoundControls {
  /** The `<vibedasher-control>` elements that are defined. */
  readonly parts = new Map<HTMLElement, ControlPart>();
  readonly #host: HTMLElement;
  readonly #dashboard: DashboardController;
  readonly #initialValues = new WeakMap<Control, InitialValue>();

  constructor(host: HTMLElement, dashboard: DashboardController) {
    this.#host = host;
    this.#dashboard = dashboard;
  }

  /** Whether there is a `<vibedasher-control>` inside, defined or not. */
  get hasOwn(): boolean {
    return this.parts.size > 0 || this.#host.querySelector(CONTROL) !== null;
  }

  /** Returns whether the page's markup contains a control for a parameter. */
  hasControlFor(name: string): boolean {
    return [...this.#host.querySelectorAll(SELECTOR)].some(
      (each) => isControl(each) && paramName(each) === name && this.isInside(each),
    );
  }

  isBound(element: Element): element is Control {
    if (!isControl(element) || !this.#dashboard.isUsed(paramName(element))) return false;
    return this.isInside(element) || this.parts.has(element);
  }

  /** Returns the controls of each parameter, by its name. */
  groups(): ReadonlyMap<string, Group> {
    const lists = new Map<string, Control[]>();
    for (const control of this.findAll(SELECTOR)) {
      if (!this.isBound(control)) continue;
      const name = paramName(control);
      const list = lists.get(name);
      if (list) list.push(control);
      else lists.set(name, [control]);
    }
    return new Map([...lists].map(([name, controls]) => [name, this.#group(name, controls)]));
  }

  /**
   * Returns the matching elements of this dashboard, without those of nested dashboards: children, elements in its shadow
   * root, and registered controls in other shadow roots.
   */
  findAll(selector: string): readonly Element[] {
    const drawn = this.#host.shadowRoot?.querySelectorAll(selector) ?? [];
    const inside = [...this.#host.querySelectorAll(selector), ...drawn].filter((each) => this.isInside(each));
    const joined = [...this.parts.keys()].filter((each) => each.matches(selector));
    return [...new Set([...inside, ...joined])];
  }

  unitSchema(unit: readonly Control[]): ParamSchema | null {
    const [first] = unit;
    return first && isVibedasherControl(first)
      ? (this.parts.get(first)?.schema() ?? null)
      : nativeSchema(unit);
  }

  /** Returns the `type` of an input, or `null` for other controls. */
  inputType(control: Control): string | null {
    if (isVibedasherControl(control)) return this.parts.get(control)?.type() ?? null;
    if (control.localName === 'textarea') return 'text';
    return control.localName === 'input' ? (control as Control & HTMLInputElement).type : null;
  }

  #group(name: string, controls: readonly Control[]): Group {
    const units = groupControls(findForm, controls);
    const all = units.map((unit) => this.#initialValue(name, unit));
    // Prefer a control whose markup sets a value.
    const { initial, marked } = all.find((seen) => seen.marked) ?? all[0]!;
    return { units, initial, marked };
  }

  #initialValue(name: string, unit: readonly Control[]): InitialValue {
    const [first] = unit as readonly [Control, ...Control[]];
    let seen = this.#initialValues.get(first);
    if (!seen) {
      const initial = readGroup(unit, this.#dashboard.store.declarationOf(name));
      this.#initialValues.set(first, (seen = { initial, marked: someHaveMarkupValue(unit) }));
    }
    return seen;
  }

  /** Returns whether an element belongs to this dashboard instead of a nested one. */
  isInside(element: Element): boolean {
    return element.closest(DASHBOARD) === this.#host || element.getRootNode() === this.#host.shadowRoot;
  }
}

/** Writes the effective value into each `<output>` of a dashboard, in the language of the output. Loaded on demand. */
export async function showOutputs(dashboard: DashboardController, controls: BoundControls): Promise<void> {
  const outputs = controls.findAll('output') as readonly HTMLOutputElement[];
  const locales = await Promise.all(outputs.map((output) => loadLocale(languageOf(output), null)));
  const groups = controls.groups();
  for (const [index, output] of outputs.entries()) {
    const name = outputParam(output, dashboard, controls);
    if (name === null) continue;
    const units = [...(groups.get(name)?.units ?? [])];
    const schemas = [...units.map((unit) => controls.unitSchema(unit)), dashboard.store.declarationOf(name)];
    const text = describeValue(dashboard.value(name) ?? null, schemas, locales[index]!);
    if (output.textContent !== text) output.textContent = text;
  }
}

/** Returns the parameter that an output shows: by its name, else by the control in its `for` attribute. */
function outputParam(
  output: HTMLOutputElement,
  dashboard: DashboardController,
  controls: BoundControls,
): string | null {
  const { name, htmlFor } = output;
  if (name) return dashboard.isUsed(name) ? name : null;
  // The root of a disconnected output has no `getElementById`.
  const root = output.getRootNode() as Partial<Document>;
  for (const id of htmlFor) {
    const control = root.getElementById?.(id);
    if (control && controls.isBound(control)) return paramName(control);
  }
  return null;
}
