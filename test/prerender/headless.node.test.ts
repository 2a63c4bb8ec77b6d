/** Tests how drawing in Node fails and how it is aborted. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drawHeadless, type HeadlessRequest } from '../../node/prerender/headless.ts';
import { drawScene, type SceneRequest } from '../../src/vega/draw-spec.ts';
import { createLogger, ErrorCollector } from '../../src/vega/errors.ts';
import type { MountedChart } from '../../src/vega/types.ts';

const request: HeadlessRequest = {
  spec: { data: { values: [{ a: 1 }] }, mark: 'point', encoding: { x: { field: 'a' } } },
  data: new Map(),
  size: { width: 320, height: 200 },
  fit: 'container',
  config: null,
  locale: null,
  rtl: false,
  captioned: true,
  allowHosts: [],
  onWarning: () => {},
  signal: new AbortController().signal,
};

describe('drawHeadless', () => {
  it('passes the scene and its size to the callback', async () => {
    const { width, height } = await drawHeadless(request, (drawing) => drawing);
    assert.ok(width > 0 && width <= 320 && height > 0 && height <= 200);
  });

  it('checks a long name of a font in linear time', async () => {
    const mark = { type: 'text', text: 'a', font: `${'a'.repeat(60)}%` } as const;
    const spec = { ...request.spec, mark };
    assert.ok((await drawHeadless({ ...request, spec }, ({ width }) => width)) > 0);
  });

  it('refuses a version of Vega that does not expose the size of a picture', async () => {
    const settle = async (view: MountedChart['view']): Promise<void> => {
      Object.assign(view, { _viewWidth: undefined });
    };
    await assert.rejects(
      drawHeadless({ ...request, settle }, (drawing) => drawing.width),
      { name: 'VibedasherError', kind: 'render', message: /unsupported version of vega-view/ },
    );
  });

  it('rejects with the reason of its signal, before and after drawing', async () => {
    const reason = new Error('enough');
    const use = (): never => assert.fail('nobody wants the picture');
    let isDrawn = false;
    const settle = async (): Promise<void> => void (isDrawn = true);
    const aborted = { ...request, settle, signal: AbortSignal.abort(reason) };
    await assert.rejects(drawHeadless(aborted, use), reason);
    assert.equal(isDrawn, false);

    const controller = new AbortController();
    const late = { ...request, settle: async () => controller.abort(reason), signal: controller.signal };
    await assert.rejects(drawHeadless(late, use), reason);
  });

  it('rejects if the view cannot be created', async () => {
    const reported: Error[] = [];
    const errors = new ErrorCollector((error) => reported.push(error));
    const scene: SceneRequest = {
      request,
      compiledSpec: {} as SceneRequest['compiledSpec'],
      dataflow: { operators: 1 } as unknown as SceneRequest['dataflow'],
      errors,
      logger: createLogger(() => {}),
    };
    await assert.rejects(
      drawScene(scene, () => {}),
      { kind: 'spec' },
    );
    errors.report(new Error('later'));
    assert.equal(reported.length, 1);
  });
});
