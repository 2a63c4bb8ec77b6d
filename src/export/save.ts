import { VibedasherError } from '../public-client/errors.ts';

/** Milliseconds after which every browser has taken a file over. */
const REVOKE_DELAY = 60_000;

/** Hands a file to the reader. Throws an error of kind `config` where the frame around is known not to let it. */
export function save(blob: Blob, name: string): void {
  if (!mayDownload()) {
    throw new VibedasherError(
      'config',
      'The frame around this page does not allow downloads: add allow-downloads to its sandbox attribute',
    );
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  // Outside of the document, so that no router of the page takes it for a link of its own.
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_DELAY);
}

/** What can be known of it: the frames of the same origin. */
function mayDownload(): boolean {
  try {
    for (let view: Window = window; view !== view.parent; view = view.parent) {
      const { sandbox } = (view.frameElement ?? {}) as Partial<HTMLIFrameElement>;
      if (view.frameElement?.hasAttribute('sandbox') && !sandbox?.contains('allow-downloads')) return false;
    }
  } catch {
    // Another origin's frame does not say.
  }
  return true;
}

/** Longest name without date and ending. */
const MAX_NAME_LENGTH = 80;

/**
 * `weekly-sales-2026-01-31.csv`: what the parts say, and the day. Nothing that a file system could take for more than a
 * name is left in it.
 */
export function fileName(parts: readonly (string | null)[], day: Date, ending: string): string {
  const name = parts
    .filter(Boolean)
    .join('-')
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}._]+/gu, '-')
    .replace(/\.{2,}/g, '.')
    .slice(0, MAX_NAME_LENGTH)
    .replace(/^[-._]+|(?<![-._])[-._]+$/g, '');
  return `${name || 'chart'}-${day.toISOString().slice(0, 10)}.${ending}`;
}
