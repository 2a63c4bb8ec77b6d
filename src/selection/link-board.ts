/** Shares highlights between the charts of a dashboard. Loaded on demand. */
import type { Selected } from './selected-values.ts';

/** Highlighted values of a field, in all charts that draw it. */
export interface LinkedValues {
  readonly field: string;
  readonly values: readonly Selected[];
}

/** A linked chart. */
export interface BoardMember {
  /** The choice in this chart for a parameter. */
  readonly choice: LinkedValues | null;
  /** Called when the highlight may have changed. */
  readonly update: () => void;
}

/** The highlight of a dashboard, and the charts that show it. */
export class LinkBoard {
  /** The choice in a chart that sets no parameter, or `null`. */
  #highlight: LinkedValues | null = null;
  readonly #members = new Set<BoardMember>();
  readonly #id: number;

  constructor(id: number) {
    this.#id = id;
  }

  add(member: BoardMember): void {
    this.#members.add(member);
  }

  /** Removes a member. Discards the board and its highlight if that was the last member. */
  remove(member: BoardMember): void {
    this.#members.delete(member);
    if (this.#members.size === 0) boards.delete(this.#id);
    this.notify(member);
  }

  /** The choice in a chart that sets no parameter. */
  get highlight(): LinkedValues | null {
    return this.#highlight;
  }

  set highlight(highlight: LinkedValues | null) {
    this.#highlight = highlight;
    this.notify(null);
  }

  /** Returns the highlighted values of a field: those chosen without a parameter, else those of a parameter. */
  highlightedValues(field: string): readonly Selected[] {
    const all = [this.#highlight, ...[...this.#members].map(({ choice }) => choice)];
    return all.find((each) => each?.values.length && isSameField(each.field, field))?.values ?? [];
  }

  /** Updates all members except `member`. */
  notify(member: BoardMember | null): void {
    for (const each of this.#members) if (each !== member) each.update();
  }
}

/** Compares column names case-insensitively, like SQL. */
const isSameField = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const boards = new Map<number, LinkBoard>();

/** Returns the board of a dashboard. All charts outside of dashboards share one. */
export function boardFor(dashboard: number | undefined): LinkBoard {
  const id = dashboard ?? 0;
  let board = boards.get(id);
  if (!board) boards.set(id, (board = new LinkBoard(id)));
  return board;
}
