/** Parts of SQL whose text is not SQL, and parentheses. Unclosed parts end with the query. */
const PARTS = /'[^']*(?:'|$)|"[^"]*(?:"|$)|--[^\n]*|\/\*[^]*?(?:\*\/|$)|[()]|[^'"()/-]+|[/-]/g;

/** Returns whether a query orders its rows: whether it has an `ORDER BY` outside of parentheses. */
export function hasOrder(sql: string): boolean {
  let depth = 0;
  let outer = '';
  for (const part of sql.match(PARTS) ?? []) {
    if (part === '(') depth++;
    else if (part === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) outer += /^(?:['"]|--|\/\*)/.test(part) ? ' _ ' : part;
  }
  return /\border\s+by\b/i.test(outer);
}
