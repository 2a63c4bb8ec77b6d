import type { ParamDeclaration, ParamSchema } from '../../charts/types.ts';
import { clip, MAX_DESCRIPTION_LENGTH } from '../../internal/text.ts';
import { toFormStrings } from '../../controllers/dashboard/form-values.ts';
import type { ParamValue } from '../../public-client/types.ts';

/** The kind of a control: the `type` of an input, a list of choices, or a group of checkboxes. */
export type ControlKind =
  'text' | 'search' | 'number' | 'range' | 'date' | 'checkbox' | 'checkboxes' | 'radio' | 'select';

/** The values of the `type` attribute. */
export const PREFERRED_KINDS = [
  '',
  'select',
  'radio',
  'checkbox',
  'range',
  'number',
  'date',
  'text',
  'search',
];

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly disabled?: boolean;
  /** The label of its group in a list. */
  readonly group?: string | null;
}

/** The bounds of a number or date, as attribute values. */
export interface Bounds {
  readonly min: string | null;
  readonly max: string | null;
  readonly step: string | null;
}

/** Maximum number of checkboxes. With more choices, a scrolling list replaces them. */
const MAX_CHECKBOXES = 6;

/** The properties that determine the kind of a control. */
export interface ControlRequest {
  readonly declared: Pick<ParamDeclaration, 'type' | 'multiple'> | undefined;
  /** `null` for free text. */
  readonly choices: readonly Choice[] | null;
  readonly bounds: Bounds;
  /** One of {@link PREFERRED_KINDS}. */
  readonly preferred: string;
  readonly value: ParamValue;
}

/** Chooses the kind of control. Also returns the allowed values of `type`; the preferred one may be missing. */
export function controlKind({ declared, choices, bounds, preferred, value }: ControlRequest): {
  readonly kind: ControlKind;
  readonly allowedTypes: readonly string[];
} {
  const kindBy = (words: readonly (readonly [string, ControlKind])[]) => ({
    kind: (words.find(([word]) => word === preferred) ?? words[0]!)[1],
    allowedTypes: [...new Set(words.map(([word]) => word))],
  });
  if (choices && declared?.multiple) {
    const [boxes, list] = [['checkbox', 'checkboxes'] as const, ['select', 'select'] as const];
    return kindBy(choices.length > MAX_CHECKBOXES ? [list, boxes] : [boxes, list]);
  }
  if (choices) return kindBy([['select', 'select'] as const, ['radio', 'radio'] as const]);
  const like = (...kinds: readonly ControlKind[]) => kindBy(kinds.map((kind) => [kind, kind] as const));
  // A slider always has a value, so it does not fit a parameter without one.
  const slides: readonly ControlKind[] =
    bounds.min !== null && bounds.max !== null && value !== null && value !== '' ? ['range'] : [];
  switch (declared?.multiple ? 'string' : declared?.type) {
    case 'boolean':
      return like('checkbox');
    case 'number':
      return like(...slides, 'number');
    case 'date':
      return like('date');
    case 'string':
      return like('text', 'search');
    case undefined:
      return like('text', 'search', 'number', ...slides, 'date', 'checkbox');
  }
}

/**
 * Returns the schema of the values that a control offers. `choices` is `null` unless the list is complete; `label` is that
 * of the page.
 */
export function controlSchema(
  kind: ControlKind,
  bounds: Bounds,
  declared: Pick<ParamDeclaration, 'type' | 'multiple'> | undefined,
  choices: readonly Choice[] | null,
  label: string | null = null,
): ParamSchema {
  const own = label ? { label } : {};
  if (!declared) return { ...undeclaredSchema(kind, bounds), ...own };
  const { type, multiple } = declared;
  const options = choices && { kind: 'values' as const, values: choices };
  return { type, multiple, options, extra: { min: bounds.min, max: bounds.max }, ...own };
}

/** Returns the schema for a control of an undeclared parameter. */
export function undeclaredSchema(kind: ControlKind, { min, max }: Bounds): ParamSchema {
  const type =
    kind === 'checkbox' ? 'boolean' : kind === 'date' ? 'date' : NUMBERS.has(kind) ? 'number' : 'string';
  return { type, multiple: false, options: null, extra: { min, max } };
}

const NUMBERS: ReadonlySet<ControlKind> = new Set(['number', 'range']);

/** Returns the bounds in attributes, else those of the declaration. */
export function resolveBounds(own: Bounds, extra: ParamSchema['extra']): Bounds {
  const of = (name: keyof Bounds): string | null => {
    const bound = own[name] || extra?.[name];
    return typeof bound === 'number' || (typeof bound === 'string' && bound !== '') ? String(bound) : null;
  };
  return { min: of('min'), max: of('max'), step: of('step') };
}

/** Appends values that are not among the choices, so the effective value is always shown. */
export function withValue(choices: readonly Choice[], value: ParamValue): readonly Choice[] {
  const listed = new Set(choices.map((choice) => choice.value));
  const unlisted = toFormStrings(value).filter((text) => !listed.has(text));
  return [...choices, ...unlisted.map((text) => ({ value: text, label: text }))];
}

/** Returns the help text of a declaration. */
export function declaredHelp(extra: ParamSchema['extra']): string | null {
  const help = extra?.['help'];
  return typeof help === 'string' && help ? clip(help, MAX_DESCRIPTION_LENGTH) : null;
}

/** Returns the console warning about a missing or unknown `param`. */
export function missingText(param: string | null, names: readonly string[]): string {
  const known = names.length > 0 ? names.join(', ') : 'none so far';
  return param
    ? `<vibedasher-control param="${param}">: no chart of the dashboard uses or declares this; its parameters: ${known}`
    : `<vibedasher-control>: the attribute "param" is missing; the parameters of the dashboard: ${known}`;
}
