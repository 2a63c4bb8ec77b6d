/** What the charts of a dashboard highlight together. Loaded on demand. */
import type { Selected } from './selected-values.ts';

/** Values of a field, wherever it is drawn. */
export interface Highlight {
  readonly field: string;
  readonly values: readonly Selected[];
}

/** A chart that takes part. */
export interface BoardMember {
  /** What is chosen in it for a parameter. */
  readonly choice: Highlight | null;
  /** Told whenever there may be something else to show. */
  readonly update: () => void;
}

/** One for each dashboard: the last highlight, and who shows it. */
export class LinkBoard {
  /** What was chosen in a chart that sets no parameter; `null` for nothing. */
  #own: Highlight | null = null;
  readonly #members = new Set<BoardMember>();
  readonly #id: number;

  constructor(id: number) {
    this.#id = id;
  }

  join(member: BoardMember): void {
    this.#members.add(member);
  }

  /** What is highlighted goes with the last one. */
  leave(member: BoardMember): void {
    this.#members.delete(member);
    if (this.#members.size === 0) boards.delete(this.#id);
    this.tell(member);
  }

  /** What was chosen without a parameter. */
  get own(): Highlight | null {
    return this.#own;
  }

  set own(highlight: Highlight | null) {
    this.#own = highlight;
    this.tell(null);
  }

  /** The chosen values of a field: those chosen last without a parameter, else those of a parameter. */
  valuesOf(field: string): readonly Selected[] {
    const all = [this.#own, ...[...this.#members].map(({ choice }) => choice)];
    return all.find((each) => each?.values.length && isSame(each.field, field))?.values ?? [];
  }

  /** Lets all but `member` look again. */
  tell(member: BoardMember | null): void {
    for (const each of this.#members) if (each !== member) each.update();
  }
}

/** Column names are alike whatever their case: SQL does not tell it apart either. */
const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const boards = new Map<number, LinkBoard>();

/** The board of a dashboard; of all charts outside of any, one. */
export function boardOf(dashboard: number | undefined): LinkBoard {
  const id = dashboard ?? 0;
  let board = boards.get(id);
  if (!board) boards.set(id, (board = new LinkBoard(id)));
  return board;
}
