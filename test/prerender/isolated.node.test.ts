/** Tests `renderViz` with drawing processes. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { renderViz, type RenderSettings } from '../../node/prerender/index.ts';
import { createPublicClient } from '../../src/public-client/index.ts';
import { createFakeApi, rows } from '../support/fake-api.ts';

const HOLE = join(import.meta.dirname, '../support/hole.ts');
const SQL = 'SELECT region, amount FROM sales';

/** Returns settings for a viz whose spec runs code in the drawing process. */
function settingsWith(hole: string, spec: object = {}): RenderSettings {
  const bars = { mark: 'bar', encoding: { x: { field: 'region' }, y: { field: 'amount' } } };
  const files = {
    'charts/main.sql': SQL,
    'charts/main.vl.json': JSON.stringify({ ...bars, ...spec, usermeta: { hole } }),
  };
  const { base, fetch } = createFakeApi({
    vizzes: { 'acme/sales': { name: 'Sales', files } },
    queries: { [SQL]: rows(['region', 'amount'], [['North', 340]]) },
  });
  const client = createPublicClient({ apiBase: base, fetch });
  return { account: 'acme', slug: 'sales', client, widths: [320] };
}

describe('renderViz in a process', () => {
  const options = process.env['NODE_OPTIONS'];
  before(() => {
    process.env['NODE_OPTIONS'] = `--import=${HOLE}`;
  });
  after(() => {
    if (options === undefined) delete process.env['NODE_OPTIONS'];
    else process.env['NODE_OPTIONS'] = options;
  });

  it('rejects with the reason of the signal, and draws the next chart', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const endless = settingsWith('console.warn("begun"); for (;;);');
    const warned = new Promise((resolve) => {
      const { warn } = console;
      console.warn = (text: unknown) => {
        console.warn = warn;
        resolve(text);
      };
    });
    const drawing = renderViz({ ...endless, signal });
    drawing.catch(() => {});
    const waiting = renderViz({ ...settingsWith(''), signal });
    waiting.catch(() => {});
    assert.equal(await warned, 'begun');
    controller.abort(new Error('no longer wanted'));
    await assert.rejects(drawing, { message: 'no longer wanted' });
    await assert.rejects(waiting, { message: 'no longer wanted' });
    assert.match((await renderViz(settingsWith(''))).html, /<svg /);
  });

  it('rejects for a chart that exceeds the time limit', async () => {
    await assert.rejects(renderViz({ ...settingsWith('for (;;);'), drawTimeout: 1 }), {
      name: 'VibedasherError',
      kind: 'timeout',
      retryable: false,
      message: 'Drawing the chart takes longer than 1 s',
    });
  });

  it('saves images with the function of its caller, and rejects with the error of that function', async () => {
    const names: string[] = [];
    const saveImage = (name: string, png: Uint8Array): Promise<string> => {
      names.push(`${name} ${Buffer.from(png).toString('latin1', 1, 4)}`);
      return Promise.resolve('https://example.org/a.png');
    };
    const { html } = await renderViz({ ...settingsWith(''), target: 'feed', saveImage });
    assert.match(html, /<img src="https:\/\/example\.org\/a\.png"/);
    assert.match(names.join(), /^sales-[\da-f]{8}\.png PNG$/);
    const full = new Error('The disk is full');
    await assert.rejects(
      renderViz({ ...settingsWith(''), target: 'feed', saveImage: () => Promise.reject(full) }),
      (cause) => cause === full,
    );
  });

  it('does not keep a program running', async () => {
    const index = join(import.meta.dirname, '../../node/prerender/index.ts');
    const script = `import { renderViz } from ${JSON.stringify(index)};
      const dataset = { columns: [{ name: 'a', type: 'number' }], rows: [[1]], truncated: false };
      const client = { apiBase: 'https://bi.example.org/api', getViz: () => new Promise(() => {}), queryViz: async () => dataset };
      void renderViz({ account: 'acme', slug: 'a', sql: 'SELECT 1', client });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });
});
