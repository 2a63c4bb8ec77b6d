import { expect } from 'chai';
import type { VibedasherViz } from '../../src/index.ts';
import { closePages, openPage, until } from '../support/page.ts';

describe('a chart that waits for the engine', function () {
  this.timeout(90_000);
  afterEach(closePages);

  it('shows the part of the bytes that has arrived, and removes the bar', async () => {
    const page = await openPage('duckdb.html');
    const viz = page.document.querySelector<VibedasherViz>('vibedasher-viz')!;
    const bar = (): HTMLProgressElement | null | undefined => viz.shadowRoot?.querySelector('progress');
    const shown = await until(bar, 'the bar', 60_000);
    expect(shown.value).to.be.within(0, 1);
    expect(shown.getAttribute('aria-label')).to.match(/^Loading/);
    await until(() => viz.status === 'ready' && !bar(), 'the rows', 60_000);
  });
});
