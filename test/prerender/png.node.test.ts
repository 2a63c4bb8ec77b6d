/** Tests pictures as PNG. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { svgToPng } from '../../node/prerender/png.ts';
import { root } from '../package/project.ts';

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="0 0 100 50"><rect width="50" height="50" fill="light-dark(#ff0000,rgba(0,0,255,0.5))"/></svg>';

/** Returns the width and height in the header of a PNG. */
function sizeOf(png: Uint8Array): readonly [number, number] {
  const view = new DataView(png.buffer, png.byteOffset);
  assert.equal(view.getUint32(0), 0x89504e47);
  return [view.getUint32(16), view.getUint32(20)];
}

describe('svgToPng', () => {
  it('renders at a width and a scale', async () => {
    assert.deepEqual(sizeOf(await svgToPng(SVG, 600, 2)), [1200, 600]);
  });

  it('renders the colors of a light page', async () => {
    const { Resvg } = await import('@resvg/resvg-js');
    const png = Buffer.from(await svgToPng(SVG, 10, 1)).toString('base64');
    const sheet = `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="5"><image width="10" height="5" href="data:image/png;base64,${png}"/></svg>`;
    const { pixels } = new Resvg(sheet).render();
    assert.deepEqual([...pixels.subarray(0, 4)], [255, 0, 0, 255]);
    assert.deepEqual([...pixels.subarray(36, 40)], [255, 255, 255, 255]);
  });

  for (const [width, scale] of [
    [0, 1],
    [NaN, 1],
    [20_000, 1],
    [1000, 20],
  ] as const) {
    it(`refuses ${width} px at a scale of ${scale}`, async () => {
      await assert.rejects(svgToPng(SVG, width, scale), { name: 'VibedasherError', kind: 'config' });
    });
  }

  it('rejects for an invalid SVG', async () => {
    await assert.rejects(svgToPng('<svg', 100, 1), { name: 'VibedasherError', kind: 'render' });
  });

  it('rejects with the name of the package if it is not installed', (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'vibedasher-png-'));
    context.after(() => rmSync(folder, { recursive: true }));
    for (const file of ['node/prerender/png.ts', 'src/public-client/errors.ts']) {
      mkdirSync(join(folder, file, '..'), { recursive: true });
      copyFileSync(join(root, file), join(folder, file));
    }
    const script = `import { svgToPng } from './node/prerender/png.ts';
      await svgToPng('<svg/>', 1, 1).catch(({ kind, message }) => console.log(kind, message));`;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.match(output, /^config .*npm install --save-dev @resvg\/resvg-js/);
  });
});
