import { escapeHtml } from '../internal/html.ts';
import { dayText } from '../internal/text.ts';
import { clockText } from '../internal/values.ts';
import type { Cell, Dataset } from '../public-client/types.ts';

/** Writes to the clipboard. Rejects if the browser or the page's permissions policy forbids it. */
export async function writeClipboard({ text, html }: ClipboardContent): Promise<void> {
  try {
    // `navigator.clipboard` is undefined on pages loaded over plain HTTP.
    const { clipboard } = navigator;
    if (html !== null && 'ClipboardItem' in globalThis) {
      const blob = (type: string, content: string): Blob => new Blob([content], { type });
      const item = { 'text/plain': blob('text/plain', text), 'text/html': blob('text/html', html) };
      await clipboard.write([new ClipboardItem(item)]);
    } else {
      await clipboard.writeText(text);
    }
  } catch (cause) {
    if (!copyByCommand({ text, html })) throw cause;
  }
}

/** Copies with `execCommand()`, which needs no permission. Returns whether it succeeded. */
function copyByCommand(copied: ClipboardContent): boolean {
  let done = false;
  const onCopy = (event: ClipboardEvent): void => {
    done = setClipboardData(event, copied);
    event.stopImmediatePropagation();
  };
  const events = new AbortController();
  document.addEventListener('copy', onCopy, { capture: true, signal: events.signal });
  const went = document.execCommand('copy');
  events.abort();
  return went && done;
}

/** Sets the data of a `copy` event. Returns `false` if the event has no `clipboardData`. */
export function setClipboardData(event: ClipboardEvent, { text, html }: ClipboardContent): boolean {
  if (!event.clipboardData) return false;
  event.clipboardData.setData('text/plain', text);
  if (html !== null) event.clipboardData.setData('text/html', html);
  event.preventDefault();
  return true;
}

interface SelectingRoot {
  readonly getSelection?: () => Selection | null;
}

/**
 * Returns whether text is selected in the page or in this shadow root. If so, the browser should copy the selection.
 */
export function hasSelection(root: ShadowRoot): boolean {
  const selection = document.getSelection();
  // Chromium has `ShadowRoot.getSelection()`; other browsers have `getComposedRanges()`.
  const within = (root as SelectingRoot).getSelection?.() ?? null;
  if (String(selection ?? '') !== '' || String(within ?? '') !== '') return true;
  const [range] = selection?.getComposedRanges?.({ shadowRoots: [root] }) ?? [];
  return range !== undefined && !range.collapsed;
}

/** Rows in the formats of the clipboard. */
interface ClipboardContent {
  readonly text: string;
  /** An HTML table; `null` if there are too many cells. */
  readonly html: string | null;
}

const MAX_HTML_CELLS = 200_000;

/**
 * Formats rows for spreadsheets, as tab-separated text and as an HTML table. Numbers and dates are unformatted.
 * `header` adds a row of column names.
 */
export function toClipboardContent(
  { columns }: Dataset,
  rows: readonly (readonly Cell[])[],
  { header }: { readonly header: boolean },
): ClipboardContent {
  const names = columns.map(({ name }) => escapeFormula(name));
  const lines = rows.map((row) =>
    columns.map(({ type }, index) => formatCell(row[index] ?? null, type === 'timestamp')),
  );
  const text = (header ? [names, ...lines] : lines).map((line) => line.map(quoteField).join('\t')).join('\n');
  if (lines.length * columns.length > MAX_HTML_CELLS) return { text, html: null };
  const line = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  const head = header ? line(names, 'th') : '';
  return { text, html: `<table>${head}${lines.map((cells) => line(cells, 'td')).join('')}</table>` };
}

function formatCell(cell: Cell, withTime: boolean): string {
  if (cell === null) return '';
  if (cell instanceof Date) return formatWallTime(cell, withTime);
  if (typeof cell === 'string') return escapeFormula(cell);
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}

/**
 * Prefixes text that a spreadsheet would evaluate as a formula with an apostrophe. A formula could send other cells to
 * a server. This escapes less than a CSV file does (`rows.ts`): pasted cells are separated by tabs and line breaks only,
 * and negative numbers are safe.
 */
const escapeFormula = (text: string): string =>
  /^\s*[=+@\-＝＋－＠]/.test(text) && isNaN(Number(text)) ? `'${text}` : text;

/** Formats a date in local time, which holds wall-clock time: "2026-01-31", "2026-01-31 14:05:00". */
function formatWallTime(date: Date, withTime: boolean): string {
  if (isNaN(date.getTime())) return '';
  return withTime ? `${dayText(date)} ${clockText(date)}` : dayText(date);
}

/** Quotes text that contains tabs, quotation marks or line breaks, as spreadsheets do. */
const quoteField = (text: string): string =>
  /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
