import type { Stats } from 'node:fs';

/**
 * Returns a text that changes when a file changes. Tools that copy files can keep the size and the time of the content,
 * but not the inode and the time of its change.
 */
export const fileStamp = ({ ino, size, mtimeMs, ctimeMs }: Stats): string =>
  `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
