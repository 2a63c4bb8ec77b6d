import '@vibedasher/embed/types/solid';

/** None of these tags compiles. */
export const wrong = (
  <>
    <vibedasher-viz loading="sometimes" />
    <vibedasher-table loading="sometimes" />
    <vibedasher-viz max-cells="many" />
    <vibedasher-viz spec="bar" />
    <vibedasher-viz slugg="weekly-sales" />
    <vibedasher-gallery source="all" />
    <vibedasher-dashboard sync="cookie" />
    <vibedasher-control disabled="perhaps" />
    <vibedasher-viz prop:loading="sometimes" />
    <vibedasher-viz on:vibedasher-load={({ rows }) => rows} />
  </>
);
