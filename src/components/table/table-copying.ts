import type { TableWords } from '../../locale/types.ts';
import type { Dataset } from '../../public-client/types.ts';
import {
  toClipboardContent,
  setClipboardData,
  hasSelection,
  writeClipboard,
} from '../../export/clipboard.ts';

/** Milliseconds for which it is said that something was copied. */
const NOTICE_TIME = 6000;

/** What there is to copy of a table, as it stands. */
interface Copyable {
  readonly root: ShadowRoot;
  readonly words: TableWords;
  readonly dataset: Dataset | null;
  /** Place → index of the row. */
  readonly order: Uint32Array;
  /** The place of the row with the focus, -1 for the heading; `null` where the focus is elsewhere. */
  readonly place: number | null;
}

/** Copies the rows of a table: the one with the focus by the keyboard, all of them by a button. */
export class TableCopying {
  /** What came of it, for a while. */
  notice: string | null = null;
  readonly #table: () => Copyable;
  readonly #onNotice: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `onNotice` is called whenever there is another notice, or none any more. */
  constructor(table: () => Copyable, onNotice: () => void) {
    this.#table = table;
    this.#onNotice = onNotice;
  }

  /** The keyboard copies from now on. The events come to the page, whose selection they are about. */
  listen(): void {
    document.addEventListener('copy', this.#onCopy);
    document.addEventListener('beforecopy', this.#onBeforecopy);
  }

  leave(): void {
    document.removeEventListener('copy', this.#onCopy);
    document.removeEventListener('beforecopy', this.#onBeforecopy);
  }

  readonly copyAll = async (): Promise<void> => {
    const { dataset, order, words } = this.#table();
    const { rows = [] } = dataset ?? {};
    const sorted = Array.from(order, (index) => rows[index] ?? []);
    try {
      await writeClipboard(toClipboardContent(dataset!, sorted, { header: true }));
      this.#tell(words.copied(rows.length));
    } catch {
      this.#tell(words.copyRefused);
    }
  };

  /** Safari copies only what is selected, unless it is told that there will be something. */
  readonly #onBeforecopy = (event: Event): void => {
    const { root, place } = this.#table();
    if (place !== null && !hasSelection(root)) event.preventDefault();
  };

  /** The row with the focus, where nothing is selected. */
  readonly #onCopy = (event: ClipboardEvent): void => {
    const { root, dataset, order, place, words } = this.#table();
    if (!dataset || place === null || hasSelection(root)) return;
    const row = dataset.rows[order[place] ?? -1];
    const copied = toClipboardContent(dataset, row ? [row] : [], { header: !row });
    if (setClipboardData(event, copied)) this.#tell(words.rowCopied);
  };

  #tell(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.notice = null;
      this.#onNotice();
    }, NOTICE_TIME);
    this.notice = text;
    this.#onNotice();
  }
}
