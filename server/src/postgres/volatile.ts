import { TEXT_FUNCTIONS } from './allowed.ts';
import { catalogName } from './tree.ts';
import type { Fields } from './tree.ts';

/** The allowed functions that read the clock. So does `age` with one argument. */
const CLOCKS: ReadonlySet<string | undefined> = new Set([
  'now',
  'statement_timestamp',
  'transaction_timestamp',
]);

/** Types whose values PostgreSQL can read from such a word. */
const DATES: ReadonlySet<string | undefined> = new Set(['date', 'timestamp', 'timestamptz', 'time']);

/** Words for a time that PostgreSQL reads in a text that becomes a date. Digits can adjoin them: `10:00today`. */
const RELATIVE_TIME = /(?<![a-z])(now|today|tomorrow|yesterday)(?![a-z])/i;

/** Returns whether a text, converted to a date, can depend on the clock. */
export const isRelativeTime = (text: string): boolean => RELATIVE_TIME.test(text);

/**
 * Returns whether a node depends on more than tables and values: on the clock, as no function is allowed that depends on
 * chance. The settings of the session are always the same. Also returns `true` for a text with a word such as `today`,
 * and for a date from a composed text, which can become such a word.
 */
export function isVolatileNode(kind: string, fields: Fields): boolean {
  switch (kind) {
    case 'SQLValueFunction':
      return true;
    case 'FuncCall': {
      const { funcname, args = [] } = fields;
      const name = catalogName(funcname);
      if (name === 'age') return (args as readonly unknown[]).length === 1;
      return CLOCKS.has(name) || (name === 'date' && composesText(args));
    }
    case 'TypeCast': {
      const { names } = fields['typeName'] as Fields;
      return DATES.has(catalogName(names)) && composesText(fields['arg']);
    }
    case 'TypeName':
      // The offset of a time zone on a day, which is today.
      return catalogName(fields['names']) === 'timetz';
    case 'A_Const':
      return isRelativeTime((fields['sval'] as { readonly sval?: string } | undefined)?.sval ?? '');
    default:
      return false;
  }
}

/** Returns whether a part of a tree composes a text of others. */
function composesText(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if (Array.isArray(node)) return node.some(composesText);
  return Object.entries(node as Fields).some(([kind, value]) => {
    const { name, funcname } = (value ?? {}) as Fields;
    if (kind === 'A_Expr' && Array.isArray(name) && catalogName(name) === '||') return true;
    if (kind === 'FuncCall' && TEXT_FUNCTIONS.has(catalogName(funcname) ?? '')) return true;
    return composesText(value);
  });
}
