import { normalizeName } from './sql-policy.ts';

/** Names in statements, in lower case: at least those of the tables and columns that they read. */
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
    collector.visit(parsed, new Set());
  }
  return collector.names();
}

/** The names of tables in `FROM` at a node. `*` means their columns, and a name in the place of a column the whole row. */
type Scope = ReadonlySet<string>;

class Collector {
  readonly #aliases: ReadonlySet<string>;
  readonly #tables = new Set<string>();
  readonly #columns = new Set<string>();
  #readsUnnamed = false;

  constructor(aliases: readonly string[]) {
    this.#aliases = new Set(aliases.map(normalizeName));
  }

  names(): UsedNames | null {
    return this.#readsUnnamed ? null : { tables: [...this.#tables], columns: [...this.#columns] };
  }

  visit(node: unknown, scope: Scope): void {
    if (Array.isArray(node)) for (const item of node as readonly unknown[]) this.visit(item, scope);
    else if (typeof node === 'object' && node !== null) this.#visitNode(node as Node, scope);
  }

  #visitNode(node: Node, scope: Scope): void {
    this.#collect(node, scope);
    const isSelect = node['type'] === 'SELECT_NODE';
    const inner = isSelect ? new Set([...scope, ...this.#tablesIn(node['from_table'])]) : scope;
    for (const [key, child] of Object.entries(node)) {
      // ORDER BY prefers the names in SELECT.
      if (isSelect && key === 'modifiers') this.visit(child, withoutNames(inner, node['select_list']));
      else this.visit(child, key === 'cte_map' ? scope : inner);
    }
  }

  #tablesIn(from: unknown): readonly string[] {
    const { type, left, right, alias, table_name: name } = (from ?? {}) as Node;
    if (type === 'JOIN') return [...this.#tablesIn(left), ...this.#tablesIn(right)];
    return type === 'BASE_TABLE' && this.#aliases.has(normalizeName(name))
      ? [normalizeName(alias || name)]
      : [];
  }

  #collect(node: Node, scope: Scope): void {
    switch (node['type']) {
      case 'COLUMN_REF': {
        const names = (node['column_names'] as readonly string[]).map(normalizeName);
        for (const name of names) this.#columns.add(name);
        this.#readsUnnamed ||= scope.has(names.at(-1)!);
        break;
      }
      case 'STAR':
      case 'POSITIONAL_REFERENCE':
        this.#readsUnnamed ||= scope.size > 0;
        break;
      case 'JOIN':
        this.#readsUnnamed ||= node['ref_type'] === 'NATURAL';
        for (const name of node['using_columns'] as readonly string[]) this.#columns.add(normalizeName(name));
        break;
      case 'BASE_TABLE':
        this.#tables.add(normalizeName(node['table_name']));
        // New names for the columns, in their order.
        this.#readsUnnamed ||= (node['column_name_alias'] as readonly string[]).length > 0;
    }
  }
}

function withoutNames(scope: Scope, selected: unknown): Scope {
  const names = (selected as readonly Node[]).map(({ alias }) => normalizeName(alias));
  return new Set([...scope].filter((name) => !names.includes(name)));
}
