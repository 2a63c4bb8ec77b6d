/**
 * Shared code of the pages with points: the bytes of a result, the spec, and waiting for the frame that shows the chart.
 */

declare const MessagePack: { readonly encode: (value: unknown) => Uint8Array };

/** The functions that the benchmark calls. They return milliseconds from the bytes of a result to the frame. */
export interface PointsPage {
  /** Draws a new chart. */
  draw(points: number): Promise<number>;
  /** Replaces the points of the chart. */
  refresh(points: number): Promise<number>;
}

declare global {
  interface Window {
    points: PointsPage;
  }
}

export const SPEC = {
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  mark: { type: 'point', tooltip: true },
  encoding: {
    x: { field: 'x', type: 'quantitative' },
    y: { field: 'y', type: 'quantitative' },
    color: { field: 'kind', type: 'nominal' },
  },
};

let seed = 1;

/** Returns a result in the API's encoding, with different rows each time. */
export function createBytes(points: number): Uint8Array {
  const random = (): number => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  const columns = [
    { name: 'x', type: 'number' },
    { name: 'y', type: 'number' },
    { name: 'kind', type: 'string' },
  ];
  const kinds = ['one', 'two', 'three', 'four'];
  const rows = Array.from({ length: points }, (_, index) => [
    random() * 100,
    random() * 100,
    kinds[index % 4],
  ]);
  // Copy the bytes, because the encoder reuses its memory.
  return MessagePack.encode({ columns, rows, rowCount: points, truncated: false }).slice();
}

/** Resolves after the next frame. */
export function frame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
  });
}
