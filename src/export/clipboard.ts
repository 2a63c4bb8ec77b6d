import { escapeHtml } from '../internal/html.ts';
import { dayText } from '../internal/text.ts';
import { clockText } from '../internal/values.ts';
import type { Cell, Dataset } from '../public-client/types.ts';

/** Puts it on the clipboard. Rejects where neither the browser nor the page's policy lets it. */
export async function writeClipboard({ text, html }: ClipboardContent): Promise<void> {
  try {
    // Absent where the page came by plain HTTP.
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

/** The older way, which asks for no permission. Says whether it went. */
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

/** Gives a `copy` event its content. */
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

/** Whether the reader has selected something, in the page or in this shadow root: then that is what is copied. */
export function hasSelection(root: ShadowRoot): boolean {
  const selection = document.getSelection();
  // Chromium knows a shadow root's own; others tell of it in ranges.
  const within = (root as SelectingRoot).getSelection?.() ?? null;
  if (String(selection ?? '') !== '' || String(within ?? '') !== '') return true;
  const [range] = selection?.getComposedRanges?.({ shadowRoots: [root] }) ?? [];
  return range !== undefined && !range.collapsed;
}

/** Rows as they go to the clipboard. */
interface ClipboardContent {
  readonly text: string;
  /** An HTML table; `null` where there are too many rows for one. */
  readonly html: string | null;
}

const MAX_HTML_CELLS = 200_000;

/**
 * Rows as text with tabs and as an HTML table, as spreadsheets take them: numbers and dates as they are stored, not as
 * they are shown. `header` puts the names of the columns above.
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
 * A text that a spreadsheet would take for a formula, which may send away what stands beside it, begins with an
 * apostrophe. Less than in a CSV file (`rows.ts`): in a paste only tabs and line ends separate cells, and a negative
 * number stays one.
 */
const escapeFormula = (text: string): string =>
  /^\s*[=+@\-＝＋－＠]/.test(text) && isNaN(Number(text)) ? `'${text}` : text;

/** Wall-clock dates, as the decoder makes them: "2026-01-31", "2026-01-31 14:05:00". */
function formatWallTime(date: Date, withTime: boolean): string {
  if (isNaN(date.getTime())) return '';
  return withTime ? `${dayText(date)} ${clockText(date)}` : dayText(date);
}

/** What holds a tab, a quote or a line end stands in quotes, as spreadsheets write it. */
const quoteField = (text: string): string =>
  /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
