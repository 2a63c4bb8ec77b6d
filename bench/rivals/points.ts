/**
 * What both pages of points have in common: the bytes of a result, the spec, and how long it takes from the ones to the
 * frame that shows the other.
 */

declare const MessagePack: { readonly encode: (value: unknown) => Uint8Array };

/** What the bench calls. All take milliseconds from the bytes at hand to the frame. */
export interface PointsPage {
  /** A chart of so many points, where there was none. */
  draw(points: number): Promise<number>;
  /** As many other points in the chart that is there. */
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

/** A result as the API stores it, of other rows each time. */
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
  // What encodes reuses its memory.
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
