import { CONTROL, isPrivate } from '../../src/controllers/dashboard/form-values.ts';
import type { ParamValue } from '../../src/public-client/types.ts';
import { attribute, type Node } from './nodes.ts';
import { stepValues } from './step-values.ts';
import { type DashboardNode, inputType, readOptions } from './tag-settings.ts';

/** The closed list of values that the controls of a page offer for a parameter. */
export interface ControlValues {
  readonly values: readonly ParamValue[];
  /** Whether readers can choose several of them. */
  readonly isList: boolean;
}

/** Returns what the controls of a dashboard and of those around it offer, by parameter. */
export function controlValues(dashboard: DashboardNode | null): ReadonlyMap<string, ControlValues> {
  const found = new Map<string, ControlValues>();
  for (let each = dashboard; each; each = each.outer) {
    const named = Map.groupBy(each.controls, (control) => nameOf(control) ?? '');
    for (const [name, controls] of named) {
      const offered = controls.map((control) => valuesOf(control, controls));
      const values = [...(found.get(name)?.values ?? []), ...offered.flatMap((each) => each.values)];
      const isList = [found.get(name), ...offered].some((each) => each?.isList);
      if (name && values.length > 0) found.set(name, { values, isList });
    }
  }
  return found;
}

const NONE: ControlValues = { values: [], isList: false };

const nameOf = (control: Node): string | null =>
  attribute(control, control.tagName === CONTROL ? 'param' : 'name');

/** Returns the values of one control. `group` are all controls with its name. */
function valuesOf(control: Node, group: readonly Node[]): ControlValues {
  const { tagName = '' } = control;
  const getAttribute = (name: string): string | null => attribute(control, name);
  const type = tagName === 'input' ? inputType(getAttribute) : (getAttribute('type') ?? '').toLowerCase();
  if (isPrivate({ localName: tagName, type, getAttribute })) return NONE;
  const options = readOptions(control).flatMap((each) => (each.isDisabled ? [] : [each.value]));
  const isList = getAttribute('multiple') !== null;
  if (tagName === 'select') return { values: options, isList };
  if (tagName === CONTROL && options.length > 0)
    return { values: options, isList: isList || type === 'checkbox' };
  const value = getAttribute('value');
  switch (type) {
    case 'radio':
      return tagName === CONTROL ? NONE : { values: [value ?? 'on'], isList: false };
    case 'checkbox': {
      if (tagName === CONTROL) return NONE;
      const boxes = group.filter((each) => attribute(each, 'type')?.toLowerCase() === type);
      if (boxes.length > 1) return { values: [value ?? 'on'], isList: true };
      return { values: value === null ? [true, false] : [value, null], isList: false };
    }
    case 'range':
    case 'number': {
      const [min, max, step] = [getAttribute('min'), getAttribute('max'), getAttribute('step')];
      // Sliders have bounds and steps by default.
      const bounds =
        type === 'range' ? { min: min ?? 0, max: max ?? 100, step: step ?? 1 } : { min, max, step };
      return {
        values: (tagName === CONTROL && min === null ? null : stepValues(bounds)) ?? [],
        isList: false,
      };
    }
    default:
      return NONE;
  }
}
