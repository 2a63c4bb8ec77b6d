/** Draws points with vega-embed. A refresh is a new embed, as in its documentation. */
import { createBytes, frame, SPEC, type PointsPage } from './points.ts';
import { toRecords, type Table } from './load-chart.ts';

interface Embedded {
  finalize(): void;
}

declare const vegaEmbed: (place: HTMLElement, spec: object, options: object) => Promise<Embedded>;
declare const MessagePack: { readonly decode: (bytes: Uint8Array) => unknown };

const place = document.querySelector('.chart') as HTMLElement;
/** The default renderer of vega-embed is SVG. */
const options = place.dataset['renderer'] ? { renderer: place.dataset['renderer'] } : {};
let embedded: Embedded | undefined;

async function draw(points: number): Promise<number> {
  const bytes = createBytes(points);
  const start = performance.now();
  const values = toRecords(MessagePack.decode(bytes) as Table);
  embedded?.finalize();
  embedded = await vegaEmbed(place, { ...SPEC, data: { values }, width: 320, height: 220 }, options);
  await frame();
  return performance.now() - start;
}

window.points = { draw, refresh: draw } satisfies PointsPage;
