/** Writes a JSON file with the outcome of each tag: entry by entry to a temporary file, which is renamed at the end. */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

export class Report {
  readonly #file: string;
  #stream: WriteStream | null = null;
  readonly #list: string;
  #isEmpty = true;

  /** @param list the name of the list of entries */
  constructor(file: string, list = 'charts') {
    this.#file = file;
    this.#list = list;
  }

  async add(entry: object): Promise<void> {
    await this.#write(`${this.#isEmpty ? '' : ','}\n${JSON.stringify(entry)}`);
    this.#isEmpty = false;
  }

  async end(summary: object): Promise<void> {
    await this.#write(`\n],\n"summary": ${JSON.stringify(summary)}}\n`);
    const stream = this.#stream!;
    stream.end();
    await once(stream, 'close');
    this.#stream = null;
    await rename(this.#unfinished, this.#file);
  }

  /** Removes an incomplete report. */
  async discard(): Promise<void> {
    if (!this.#stream) return;
    this.#stream.destroy();
    await rm(this.#unfinished, { force: true });
  }

  get #unfinished(): string {
    return `${this.#file}.unfinished`;
  }

  async #write(text: string): Promise<void> {
    if (!this.#stream) {
      await mkdir(dirname(this.#file), { recursive: true });
      this.#stream = createWriteStream(this.#unfinished);
      await once(this.#stream, 'open');
      this.#stream.write(`{"${this.#list}": [`);
    }
    if (!this.#stream.write(text)) await once(this.#stream, 'drain');
  }
}
