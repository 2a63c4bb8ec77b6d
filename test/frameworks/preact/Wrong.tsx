import '@vibedasher/embed/types/preact';

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
    <vibedasher-viz onvibedasher-load={({ rows }) => rows} />
  </>
);
