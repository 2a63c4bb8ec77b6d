/** The inline script of the page with the official script tags, which set these globals. */
import { loadChart } from './load-chart.ts';

declare const vegaEmbed: (place: HTMLElement, spec: object) => Promise<unknown>;
declare const MessagePack: { readonly decode: (bytes: Uint8Array) => unknown };

async function draw(place: HTMLElement): Promise<void> {
  const { apiBase = '', account = '', slug = '' } = place.dataset;
  await vegaEmbed(place, await loadChart(apiBase, account, slug, MessagePack.decode));
  // Ends the profile that `npm run bench -- --profile` records.
  place.dispatchEvent(new Event('vibedasher-load'));
}

for (const place of document.querySelectorAll<HTMLElement>('.chart')) void draw(place);
