/** Measures drawing and refreshing a chart with many points. */
import type { PainterName } from './pages.ts';
import type {} from './rivals/points.ts';
import type { Stage } from './stage.ts';
import { withPage } from './tab.ts';

export interface Drawing {
  readonly painter: PainterName;
  readonly points: number;
}

/** Milliseconds from the bytes of a result to the frame that shows it. */
export interface DrawingResult {
  readonly draw: number;
  /** Milliseconds from the bytes of new rows for a drawn chart to the frame that shows them. */
  readonly refresh: number;
}

/** Number of points in a first chart, with which all code is loaded and runs once. */
const FEW = 10;

export async function measureDrawing(stage: Stage, { painter, points }: Drawing): Promise<DrawingResult> {
  return withPage(stage, async ({ page, cdp }) => {
    await page.goto(`${stage.origin}/points/${painter}`, { waitUntil: 'load' });
    await page.waitForFunction(() => 'points' in window);
    await page.evaluate((few) => window.points.draw(few), FEW);
    await cdp.send('HeapProfiler.collectGarbage');
    const draw = await page.evaluate((count) => window.points.draw(count), points);
    await cdp.send('HeapProfiler.collectGarbage');
    const refresh = await page.evaluate((count) => window.points.refresh(count), points);
    return { draw, refresh };
  });
}
