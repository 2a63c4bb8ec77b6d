import type { ErrorKind } from '../public-client/errors.ts';

/** What can be wrong with a chart's own files and attributes. Whoever shows it turns `kind` into the package's error. */
export class ChartError extends Error {
  override readonly name = 'ChartError';
  readonly kind: ErrorKind & ('config' | 'spec');
  /** The file, attribute or element that holds the mistake. */
  readonly path: string;

  constructor(kind: 'config' | 'spec', path: string, reason: string) {
    super(`${path}: ${reason}`);
    this.kind = kind;
    this.path = path;
  }
}
