import type { TableWords } from '../../locale/types.ts';
import type { Dataset } from '../../public-client/types.ts';
import {
  toClipboardContent,
  setClipboardData,
  hasSelection,
  writeClipboard,
} from '../../export/clipboard.ts';

/** Duration of a notice in ms. */
const NOTICE_TIME = 6000;

/** The current state of a table. */
interface Copyable {
  readonly root: ShadowRoot;
  readonly words: TableWords;
  readonly dataset: Dataset | null;
  /** Position in the table → index of the row in the data. */
  readonly order: Uint32Array;
  /** The position of the focused row, -1 for the heading; `null` if the focus is elsewhere. */
  readonly place: number | null;
}

/** Copies the rows of a table: the focused one with Ctrl+C, all of them with a button. */
export class TableCopying {
  /** The result of copying, for a few seconds. */
  notice: string | null = null;
  readonly #table: () => Copyable;
  readonly #onNotice: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onNotice Called when the notice has changed */
  constructor(table: () => Copyable, onNotice: () => void) {
    this.#table = table;
    this.#onNotice = onNotice;
  }

  /** Handles Ctrl+C. Listens on the document because browsers dispatch the events outside of the shadow root. */
  listen(): void {
    document.addEventListener('copy', this.#onCopy);
    document.addEventListener('beforecopy', this.#onBeforecopy);
  }

  stopListening(): void {
    document.removeEventListener('copy', this.#onCopy);
    document.removeEventListener('beforecopy', this.#onBeforecopy);
  }

  readonly copyAll = async (): Promise<void> => {
    const { dataset, order, words } = this.#table();
    const { rows = [] } = dataset ?? {};
    const sorted = Array.from(order, (index) => rows[index] ?? []);
    try {
      await writeClipboard(toClipboardContent(dataset!, sorted, { header: true }));
      this.#setNotice(words.copied(rows.length));
    } catch {
      this.#setNotice(words.copyRefused);
    }
  };

  /** Without a selection, Safari dispatches `copy` only if `beforecopy` was canceled. */
  readonly #onBeforecopy = (event: Event): void => {
    const { root, place } = this.#table();
    if (place !== null && !hasSelection(root)) event.preventDefault();
  };

  /** Copies the focused row if no text is selected. */
  readonly #onCopy = (event: ClipboardEvent): void => {
    const { root, dataset, order, place, words } = this.#table();
    if (!dataset || place === null || hasSelection(root)) return;
    const row = dataset.rows[order[place] ?? -1];
    const copied = toClipboardContent(dataset, row ? [row] : [], { header: !row });
    if (setClipboardData(event, copied)) this.#setNotice(words.rowCopied);
  };

  #setNotice(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.notice = null;
      this.#onNotice();
    }, NOTICE_TIME);
    this.notice = text;
    this.#onNotice();
  }
}
