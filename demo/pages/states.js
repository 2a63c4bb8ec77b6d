// Creates the state that needs a second request: a drawn chart whose refresh fails.

const stale = document.querySelector('#stale');

await customElements.whenDefined('vibedasher-viz');
await stale.ready;
await stale.refresh().catch(() => undefined);
