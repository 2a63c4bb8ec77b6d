/** @jsxImportSource preact */
/** Compiled, but never run: tests that correct tags compile and incorrect ones do not. react-tags.tsx has all elements. */
import type { VibedasherLoadEvent, VibedasherViz } from '../../src/index.ts';
import '../../src/integrations/types/preact.ts';

const spec = { mark: 'bar' } as const;
const load = (event: VibedasherLoadEvent): number => event.timings.total;

export const right = (
  <vibedasher-dashboard account="acme" columns="2" sync="url" param-year={2024} className="wide">
    <vibedasher-control param="region" type="radio" disabled onChange={() => {}} />
    <vibedasher-viz
      key="sales"
      slug="weekly-sales"
      api-base="/api"
      loading="eager"
      max-cells={1000}
      timeout="10"
      refresh="5m"
      lang="de"
      class="wide"
      style={{ height: 300 }}
      params={{ year: 2024 }}
      param-region="EU"
      spec={spec}
      ref={(element: VibedasherViz | null) => void element?.refresh()}
      onvibedasher-load={load}
      onvibedasher-select={(event) => event.param?.toUpperCase()}
    >
      <p slot="empty">Nothing</p>
    </vibedasher-viz>
    <vibedasher-table slug="weekly-sales" />
    <vibedasher-gallery page-size={12} onvibedasher-choose={({ item }) => item.name} />
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
  <vibedasher-viz onvibedasher-load={(event: VibedasherLoadEvent) => event.rows} />,
  // @ts-expect-error: wrong type
  <vibedasher-control disabled="perhaps" />,
];
