import { normalizeName } from './sql-policy.ts';

/** What statements name, in lower case: at least the tables and columns that they read. */
export interface UsedNames {
  readonly tables: readonly string[];
  readonly columns: readonly string[];
}

interface Node {
  readonly [key: string]: unknown;
}

/**
 * Returns the names in statements, or `null` if they may read columns that they do not name, as `*` does.
 *
 * @param trees JSON text of each statement from DuckDB's `json_serialize_sql`
 * @param aliases The names of the viz's tables
 */
export function usedNames(trees: readonly string[], aliases: readonly string[]): UsedNames | null {
  const collector = new Collector(aliases);
  for (const tree of trees) {
    const parsed = JSON.parse(tree) as Node;
    if (parsed['error'] === true) return null;
    collector.visit(parsed, false);
  }
  return collector.names();
}

class Collector {
  readonly #aliases: ReadonlySet<string>;
  readonly #tables = new Set<string>();
  readonly #columns = new Set<string>();
  readonly #unqualified = new Set<string>();
  /** Names of tables, which mean whole rows in the place of a column. */
  readonly #rows = new Set<string>();
  #readsUnnamed = false;

  constructor(aliases: readonly string[]) {
    this.#aliases = new Set(aliases.map(normalizeName));
  }

  names(): UsedNames | null {
    if (this.#readsUnnamed || [...this.#rows].some((name) => this.#unqualified.has(name))) return null;
    return { tables: [...this.#tables], columns: [...this.#columns] };
  }

  /** @param readsTable Whether a SELECT around the node has a table of the viz in its FROM, whose columns `*` means */
  visit(node: unknown, readsTable: boolean): void {
    if (Array.isArray(node)) for (const item of node as readonly unknown[]) this.visit(item, readsTable);
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    const part = node as Node;
    this.#collect(part, readsTable);
    const inner = readsTable || (part['type'] === 'SELECT_NODE' && this.#hasTable(part['from_table']));
    for (const [key, child] of Object.entries(part))
      this.visit(child, key === 'cte_map' ? readsTable : inner);
  }

  #hasTable(from: unknown): boolean {
    const { type, left, right, table_name: name } = (from ?? {}) as Node;
    if (type === 'JOIN') return this.#hasTable(left) || this.#hasTable(right);
    return type === 'BASE_TABLE' && this.#aliases.has(normalizeName(name));
  }

  #collect(part: Node, readsTable: boolean): void {
    switch (part['type']) {
      case 'COLUMN_REF': {
        const names = (part['column_names'] as readonly string[]).map(normalizeName);
        for (const name of names) this.#columns.add(name);
        if (names.length === 1) this.#unqualified.add(names[0]!);
        break;
      }
      case 'STAR':
      case 'POSITIONAL_REFERENCE':
        this.#readsUnnamed ||= readsTable;
        break;
      case 'JOIN':
        this.#readsUnnamed ||= part['ref_type'] === 'NATURAL';
        for (const name of part['using_columns'] as readonly string[]) this.#columns.add(normalizeName(name));
        break;
      case 'BASE_TABLE':
        this.#tables.add(normalizeName(part['table_name']));
        this.#rows.add(normalizeName(part['alias'] || part['table_name']));
        // New names for the columns, in their order.
        this.#readsUnnamed ||= (part['column_name_alias'] as readonly string[]).length > 0;
    }
  }
}
