/** @jsxImportSource solid-js */
/** Compiled, but never run: tests that correct tags compile and incorrect ones do not. react-tags.tsx has all elements. */
import type { VibedasherLoadEvent, VibedasherViz } from '../../src/index.ts';
import '../../src/integrations/types/solid.ts';

const spec = { mark: 'bar' } as const;
const load = (event: VibedasherLoadEvent): number => event.timings.total;

export const right = (
  <vibedasher-dashboard account="acme" columns="2" sync="url" param-year={2024} attr:param-region="EU">
    <vibedasher-control param="region" type="radio" disabled onChange={() => {}} />
    <vibedasher-viz
      slug="weekly-sales"
      api-base="/api"
      loading="eager"
      max-cells={1000}
      timeout="10"
      refresh="5m"
      lang="de"
      class="wide"
      style={{ height: '300px' }}
      params={{ year: 2024 }}
      param-region="EU"
      spec={spec}
      prop:apiBase="/api"
      attr:refresh="5m"
      ref={(element: VibedasherViz | null) => void element?.refresh()}
      on:vibedasher-load={load}
      on:vibedasher-select={(event) => event.param?.toUpperCase()}
    >
      <p slot="empty">Nothing</p>
    </vibedasher-viz>
    <vibedasher-table slug="weekly-sales" />
    <vibedasher-gallery page-size={12} on:vibedasher-choose={({ item }) => item.name} />
  </vibedasher-dashboard>
);

export const wrong = [
  // @ts-expect-error: wrong type
  <vibedasher-viz loading="sometimes" />,
  // @ts-expect-error: unknown attribute
  <vibedasher-viz slugg="weekly-sales" />,
  // @ts-expect-error: the attribute is api-base
  <vibedasher-viz apiBase="/api" />,
  // @ts-expect-error: wrong type
  <vibedasher-viz prop:loading="sometimes" />,
  // @ts-expect-error: wrong type
  <vibedasher-viz attr:loading="sometimes" />,
  // @ts-expect-error: wrong type
  <vibedasher-viz on:vibedasher-load={(event: VibedasherLoadEvent) => event.rows} />,
  // @ts-expect-error: wrong type
  <vibedasher-control disabled="perhaps" />,
];
