import type { Copied } from './copied-text.ts';

/** Puts it on the clipboard. Rejects where neither the browser nor the page's policy lets it. */
export async function writeClipboard({ text, html }: Copied): Promise<void> {
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
function copyByCommand(copied: Copied): boolean {
  let done = false;
  const onCopy = (event: ClipboardEvent): void => {
    done = fillCopy(event, copied);
    event.stopImmediatePropagation();
  };
  const events = new AbortController();
  document.addEventListener('copy', onCopy, { capture: true, signal: events.signal });
  const went = document.execCommand('copy');
  events.abort();
  return went && done;
}

/** Gives a `copy` event its content. */
export function fillCopy(event: ClipboardEvent, { text, html }: Copied): boolean {
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
