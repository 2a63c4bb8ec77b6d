import type { ParamDeclaration } from '../../charts/types.ts';
import type { Locale } from '../../locale/types.ts';
import type { ParamValue } from '../../public-client/types.ts';
import { checkParam } from '../../state/param-store.ts';

/** The choices that a control lists. */
export interface ParamChoices {
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  /** Whether there are more choices than listed. */
  readonly isCut: boolean;
}

/** The maximum number of options in a list. */
const MAX_OPTIONS = 500;

/** Converts rows to choices: values are in the first column, labels in the second. Returns `null` without rows. */
export function toChoices(
  rows: readonly (readonly unknown[])[],
  { type }: ParamDeclaration,
  { date }: Locale,
): ParamChoices | null {
  if (rows.length === 0) return null;
  const choices = new Map<string, string>();
  const schema = { type, multiple: false, options: null };
  for (const [cell, label = cell] of rows) {
    const checked = checkParam(schema, (cell ?? null) as ParamValue);
    const value = cellToText('value' in checked ? checked.value : cell);
    const text = label === cell ? value : label instanceof Date ? date(label) : cellToText(label);
    if (!choices.has(value)) choices.set(value, text);
    if (choices.size > MAX_OPTIONS) break;
  }
  const list = [...choices].map(([value, label]) => ({ value, label }));
  return { choices: list.slice(0, MAX_OPTIONS), isCut: list.length > MAX_OPTIONS };
}

const cellToText = (cell: unknown): string => (cell == null ? '' : String(cell as string | number));

/** An `<option>` inside a control. */
export interface MarkupOption {
  readonly value: string;
  readonly label: string;
  readonly disabled: boolean;
  /** The label of its `<optgroup>`. */
  readonly group: string | null;
}

/** Returns the `<option>` elements inside a control; `null` if there are none. */
export function markupOptions(host: Element): readonly MarkupOption[] | null {
  const all = host.querySelectorAll<HTMLOptionElement>(':scope > option, :scope > optgroup > option');
  const options = [...all].map((option) => ({
    value: option.value,
    label: option.label,
    disabled: option.matches(':disabled'),
    group: option.closest('optgroup')?.label ?? null,
  }));
  return options.length > 0 ? options : null;
}
