import type { ParamSchema } from '../../charts/types.ts';
import { describeValue } from '../../locale/cells.ts';
import { loadLocale } from '../../locale/load-locale.ts';
import type { ParamValue } from '../../public-client/types.ts';
import { languageOf } from '../page-context.ts';
import type { DashboardController } from './dashboard.ts';
import {
  CONTROL,
  type Control,
  isControl,
  isOwn,
  nameOf,
  schemaOf,
  readGroup,
  readMarkup,
  unitsOf,
} from './form-values.ts';
import { type ControlPart, DASHBOARD } from './scope.ts';

/** What a control showed when it was first seen, and whether its markup says so. */
interface Beginning {
  readonly initial: ParamValue;
  readonly marked: boolean;
}

/** All controls of one parameter. */
interface Group extends Beginning {
  /** Those that make one choice, each list for itself. */
  readonly units: readonly (readonly Control[])[];
}

const SELECTOR = `[name], ${CONTROL}`;

/**
 * The controls that drive a dashboard's parameters: those inside it and in no dashboard within, of a name that a viz
 * inside declares or a chart inside uses.
 */
export class DrivingControls {
  /** Each `<vibedasher-control>` whose code is there. */
  readonly parts = new Map<HTMLElement, ControlPart>();
  readonly #host: HTMLElement;
  readonly #dashboard: DashboardController;
  readonly #seen = new WeakMap<Control, Beginning>();

  constructor(host: HTMLElement, dashboard: DashboardController) {
    this.#host = host;
    this.#dashboard = dashboard;
  }

  /** Whether there is a `<vibedasher-control>` inside, be its code there or not. */
  get hasOwn(): boolean {
    return this.parts.size > 0 || this.#host.querySelector(CONTROL) !== null;
  }

  /** Whether the page has a control of its own for a parameter. */
  has(name: string): boolean {
    return [...this.#host.querySelectorAll(SELECTOR)].some(
      (each) => isControl(each) && nameOf(each) === name && this.isInside(each),
    );
  }

  drives(element: Element): element is Control {
    if (!isControl(element) || !this.#dashboard.isUsed(nameOf(element))) return false;
    return this.isInside(element) || this.parts.has(element);
  }

  /** By the name of the parameter. */
  groups(): ReadonlyMap<string, Group> {
    const lists = new Map<string, Control[]>();
    for (const control of this.all(SELECTOR)) {
      if (!this.drives(control)) continue;
      const name = nameOf(control);
      const list = lists.get(name);
      if (list) list.push(control);
      else lists.set(name, [control]);
    }
    return new Map([...lists].map(([name, controls]) => [name, this.#group(name, controls)]));
  }

  /** What belongs to this dashboard and to none within: in it, what it has drawn itself, and what has joined. */
  all(selector: string): readonly Element[] {
    const drawn = this.#host.shadowRoot?.querySelectorAll(selector) ?? [];
    const inside = [...this.#host.querySelectorAll(selector), ...drawn].filter((each) => this.isInside(each));
    const joined = [...this.parts.keys()].filter((each) => each.matches(selector));
    return [...new Set([...inside, ...joined])];
  }

  schemaOf(unit: readonly Control[]): ParamSchema | null {
    const [first] = unit;
    return first && isOwn(first) ? (this.parts.get(first)?.schema() ?? null) : schemaOf(unit);
  }

  /** As the `type` of an input; `null` for what is neither typed nor slid. */
  typeOf(control: Control): string | null {
    if (isOwn(control)) return this.parts.get(control)?.type() ?? null;
    if (control.localName === 'textarea') return 'text';
    return control.localName === 'input' ? (control as Control & HTMLInputElement).type : null;
  }

  #group(name: string, controls: readonly Control[]): Group {
    const units = unitsOf(controls);
    const all = units.map((unit) => this.#beginningOf(name, unit));
    // Of several, one whose markup says something.
    const { initial, marked } = all.find((seen) => seen.marked) ?? all[0]!;
    return { units, initial, marked };
  }

  #beginningOf(name: string, unit: readonly Control[]): Beginning {
    const [first] = unit as readonly [Control, ...Control[]];
    let seen = this.#seen.get(first);
    if (!seen) {
      const initial = readGroup(unit, this.#dashboard.store.declarationOf(name));
      this.#seen.set(first, (seen = { initial, marked: readMarkup(unit) }));
    }
    return seen;
  }

  /** Whether an element belongs to this dashboard, and to none within. */
  isInside(element: Element): boolean {
    return element.closest(DASHBOARD) === this.#host || element.getRootNode() === this.#host.shadowRoot;
  }
}

/** Writes into each `<output>` of a dashboard the value that counts, in the language there. Loaded on demand. */
export async function showOutputs(dashboard: DashboardController, driving: DrivingControls): Promise<void> {
  const outputs = driving.all('output') as readonly HTMLOutputElement[];
  const locales = await Promise.all(outputs.map((output) => loadLocale(languageOf(output), null)));
  const groups = driving.groups();
  for (const [index, output] of outputs.entries()) {
    const name = shownBy(output, dashboard, driving);
    if (name === null) continue;
    const units = [...(groups.get(name)?.units ?? [])];
    // The page's own words go before those of the viz.
    const isSelect = ([first]: (typeof units)[number]): boolean => Boolean(first?.querySelector('option'));
    const schemas = [
      ...units.filter(isSelect).map((unit) => driving.schemaOf(unit)),
      dashboard.store.declarationOf(name),
      ...units.filter((unit) => !isSelect(unit)).map((unit) => driving.schemaOf(unit)),
    ];
    const text = describeValue(dashboard.value(name) ?? null, schemas, locales[index]!);
    if (output.textContent !== text) output.textContent = text;
  }
}

/** The parameter that an output shows: that of its name, else that of a control it is for. */
function shownBy(
  output: HTMLOutputElement,
  dashboard: DashboardController,
  driving: DrivingControls,
): string | null {
  const { name, htmlFor } = output;
  if (name) return dashboard.isUsed(name) ? name : null;
  // What is in no page any more has none of these.
  const root = output.getRootNode() as Partial<Document>;
  for (const id of htmlFor) {
    const control = root.getElementById?.(id);
    if (control && driving.drives(control)) return nameOf(control);
  }
  return null;
}
