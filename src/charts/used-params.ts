/** The names of the `{{name}}` parameters in a query, each once, in order. */
export const usedParams = (sql: string): readonly string[] => [
  ...new Set([...sql.matchAll(/\{\{\s*([^{}\s]+)\s*\}\}/g)].map(([, name = '']) => name)),
];
