import type { ParamDeclaration, ParamSchema } from '../../charts/types.ts';
import { toFormStrings } from '../../controllers/dashboard/form-values.ts';
import type { ParamValue } from '../../public-client/types.ts';

/** What a control looks like: as the `type` of an input, a list of choices, or check boxes for several. */
export type ControlKind =
  'text' | 'search' | 'number' | 'range' | 'date' | 'checkbox' | 'checkboxes' | 'radio' | 'select';

/** The words of the `type` attribute. */
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
  /** What it stands under in a list. */
  readonly group?: string | null;
}

/** The bounds of a number or date as attributes; `null` where there is none. */
export interface Bounds {
  readonly min: string | null;
  readonly max: string | null;
  readonly step: string | null;
}

/** With more choices than this, several are chosen from a list that scrolls. */
const MOST_BOXES = 6;

/** What is to be made a control of. */
export interface Wanted {
  readonly declared: Pick<ParamDeclaration, 'type' | 'multiple'> | undefined;
  /** `null` where the reader types. */
  readonly choices: readonly Choice[] | null;
  readonly bounds: Bounds;
  /** One of {@link PREFERRED_KINDS}. */
  readonly preferred: string;
  readonly value: ParamValue;
}

/**
 * The kind of control, and the values of the `type` attribute that are allowed here, which may lack the preferred one.
 */
export function controlKind({ declared, choices, bounds, preferred, value }: Wanted): {
  readonly kind: ControlKind;
  readonly sensible: readonly string[];
} {
  const kindBy = (words: readonly (readonly [string, ControlKind])[]) => ({
    kind: (words.find(([word]) => word === preferred) ?? words[0]!)[1],
    sensible: [...new Set(words.map(([word]) => word))],
  });
  if (choices && declared?.multiple) {
    const [boxes, list] = [['checkbox', 'checkboxes'] as const, ['select', 'select'] as const];
    return kindBy(choices.length > MOST_BOXES ? [list, boxes] : [boxes, list]);
  }
  if (choices) return kindBy([['select', 'select'] as const, ['radio', 'radio'] as const]);
  const like = (...kinds: readonly ControlKind[]) => kindBy(kinds.map((kind) => [kind, kind] as const));
  // A slider always says something: it is no control for what may be left open.
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

/** What may be chosen by a control; `choices` are given where it lists all there are. */
export function controlSchema(
  kind: ControlKind,
  bounds: Bounds,
  declared: Pick<ParamDeclaration, 'type' | 'multiple'> | undefined,
  choices: readonly Choice[] | null,
): ParamSchema {
  if (!declared) return schemaOfKind(kind, bounds);
  const { type, multiple } = declared;
  const options = choices && { kind: 'values' as const, values: choices };
  return { type, multiple, options, extra: { min: bounds.min, max: bounds.max } };
}

/** The same for a parameter without a declaration. */
export function schemaOfKind(kind: ControlKind, { min, max }: Bounds): ParamSchema {
  const type =
    kind === 'checkbox' ? 'boolean' : kind === 'date' ? 'date' : NUMBERS.has(kind) ? 'number' : 'string';
  return { type, multiple: false, options: null, extra: { min, max } };
}

const NUMBERS: ReadonlySet<ControlKind> = new Set(['number', 'range']);

/** The attributes, else what the declaration says. */
export function boundsOf(own: Bounds, extra: ParamSchema['extra']): Bounds {
  const of = (name: keyof Bounds): string | null => {
    const said = own[name] || extra?.[name];
    return typeof said === 'number' || (typeof said === 'string' && said !== '') ? String(said) : null;
  };
  return { min: of('min'), max: of('max'), step: of('step') };
}

/** The choices, and behind them those values that are none of them: what counts is always shown. */
export function withValue(choices: readonly Choice[], value: ParamValue): readonly Choice[] {
  const strangers = toFormStrings(value).filter((text) => !choices.some((choice) => choice.value === text));
  return [...choices, ...strangers.map((text) => ({ value: text, label: text }))];
}

/** What the labels of the page say, without what stands in the control itself. */
export function labelText(labels: Iterable<Node>, { textContent: own }: Node): string {
  return [...labels]
    .map(({ textContent }) => (textContent ?? '').replace(own ?? '', '').trim())
    .filter(Boolean)
    .join(' ');
}

/** The sentence below, as a declaration has it. */
export function helpOf(extra: ParamSchema['extra']): string | null {
  const help = extra?.['help'];
  return typeof help === 'string' && help ? help : null;
}

/** What is typed for a parameter that takes several: parted by commas. */
export const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** What is wrong with a `param`, for the page's developer. */
export function missingText(param: string | null, names: readonly string[]): string {
  const known = names.length > 0 ? names.join(', ') : 'none so far';
  return param
    ? `<vibedasher-control param="${param}">: no chart of the dashboard uses or declares this; its parameters: ${known}`
    : `<vibedasher-control>: the attribute "param" is missing; the parameters of the dashboard: ${known}`;
}
