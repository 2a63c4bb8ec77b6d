import { VibedasherError } from '../public-client/errors.ts';

/** Time in ms after which every browser has started the download. */
const REVOKE_DELAY = 60_000;

/** Downloads a file. Throws an error of kind `config` if a sandboxed frame around the page forbids downloads. */
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
  // The link is not inserted into the document, so no client-side router intercepts the click.
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_DELAY);
}

/** Returns whether the frames around the page allow downloads, as far as they have the same origin. */
function mayDownload(): boolean {
  try {
    for (let view: Window = window; view !== view.parent; view = view.parent) {
      const { sandbox } = (view.frameElement ?? {}) as Partial<HTMLIFrameElement>;
      if (view.frameElement?.hasAttribute('sandbox') && !sandbox?.contains('allow-downloads')) return false;
    }
  } catch {
    // Properties of a cross-origin frame throw.
  }
  return true;
}

/** Maximum length of a file name in characters, without date and extension. */
const MAX_NAME_LENGTH = 80;

/** Creates a file name such as `weekly-sales-2026-01-31.csv`, without characters that are special in file systems. */
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
