/** Parts of SQL whose text is not SQL. Unclosed parts end with the query. */
const STRING = /'[^']*(?:'|$)/g;
const QUOTED = /"[^"]*(?:"|$)/g;
const COMMENT = /--[^\n]*|\/\*[^]*?(?:\*\/|$)/g;
/** Replaces parentheses and their contents. */
const GROUP = '§';
/** Clauses that end the list of tables. */
const TABLES =
  /\bfrom\b(.*?)(?=\b(?:where|group|having|order|limit|offset|union|intersect|except|window|qualify|select|from)\b|$)/g;
/** Statements that read a table without FROM. */
const READS = /\b(?:table|pivot|unpivot|pivot_wider|pivot_longer|describe|summarize|show)\b/;
/** Maximum number of nested parentheses. */
const MAX_DEPTH = 100;

/**
 * Returns whether the viz is the source of rows: if the page has no query of its own, or its query may read a table instead
 * of only containing its rows.
 */
export const readsViz = (sql: string | null | undefined): boolean => sql == null || readsTables(sql);

/**
 * Returns whether a query may read a table: whether a name that is not one of its own `WITH` parts is in a list after
 * `FROM`. In doubt, returns true.
 */
export function readsTables(sql: string): boolean {
  let text = sql
    .replaceAll(GROUP, ' ')
    .replace(COMMENT, ' ')
    .replace(STRING, ' 0 ')
    .replace(QUOTED, ' _ ')
    .replace(/\s+/g, ' ')
    .toLowerCase();
  const parts: string[] = [];
  for (let depth = 0; text.includes('(') && depth < MAX_DEPTH; depth++) {
    text = text.replace(/\(([^()]*)\)/g, (_, inner: string) => {
      parts.push(inner);
      return GROUP;
    });
  }
  parts.push(text);
  const all = parts.join(' ; ');
  const own = new Set(
    [...all.matchAll(/\b(\w+) ?§? as (?:not )?(?:materialized )?§/g)].map(([, name]) => name),
  );
  if (READS.test(all) || all.includes('(')) return true;
  return parts.some((part) =>
    [...part.matchAll(TABLES)].some(([, list = '']) =>
      list.split(/,|\bjoin\b/).some((item) => {
        const [first = ''] = item.trim().split(' ');
        return !first.startsWith(GROUP) && first !== 'values' && !/^values§/.test(first) && !own.has(first);
      }),
    ),
  );
}
