// Makes the one state that needs a second request: a chart that is there, and a refresh that fails.

const stale = document.querySelector('#stale');

await customElements.whenDefined('vibedasher-viz');
await stale.ready;
await stale.refresh().catch(() => undefined);
