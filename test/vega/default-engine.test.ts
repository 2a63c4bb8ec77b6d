import { expect } from 'chai';
import type { CompileInput, MountRequest } from '../../src/vega/types.ts';
import { createDefaultEngine } from '../../src/vega/default-engine.ts';
import { getRuntime } from '../../src/vega/runtime.ts';
import { until } from '../support/page.ts';
import { BAR, dataset, marks, mount as mountWith, rejection, SALES, unmountAll } from './support.ts';

const CONFIG = {};
const ROWS = { data: new Map([['main', SALES]]), config: CONFIG };

let parsed = 0;
const engine = createDefaultEngine(() =>
  Promise.resolve({
    ...getRuntime(),
    parseCompiledSpec(compiledSpec) {
      parsed += 1;
      return getRuntime().parseCompiledSpec(compiledSpec);
    },
  }),
);
const mount = (spec: MountRequest['spec'], request: Partial<MountRequest>): ReturnType<typeof mountWith> =>
  mountWith(spec, request, engine);

let specs = 0;

/** Returns an uncached spec. Tests change it after `prepare` to detect whether the prepared spec is used. */
const changeable = (): { mark: string; encoding: typeof BAR.encoding; description: string } => ({
  ...BAR,
  description: `Spec ${specs++}`,
});

function prepare(spec: CompileInput['spec'], draft: Partial<CompileInput> = {}): void {
  engine.prepare!({
    spec,
    dataNames: new Set(['main']),
    fit: 'container',
    config: CONFIG,
    locale: null,
    renderer: 'svg',
    captioned: false,
    signal: new AbortController().signal,
    ...draft,
  });
}

/** Prepares a spec, and waits until it is parsed. */
async function prepareToEnd(spec: CompileInput['spec'], draft?: Partial<CompileInput>): Promise<void> {
  parsed = 0;
  prepare(spec, draft);
  await until(() => parsed > 0, 'the parsed spec');
}

describe('preparing a chart', () => {
  afterEach(unmountAll);

  it('leaves only rows and size to the mount', async () => {
    const spec = changeable();
    await prepareToEnd(spec);
    spec.mark = 'point';
    const { container } = await mount(spec, { ...ROWS, size: { width: 320, height: 200 } });
    expect(marks(container, 'rect')).to.have.length(3);
    const svg = container.querySelector('svg')!;
    expect([svg.getAttribute('width'), svg.getAttribute('height')]).to.deep.equal(['320', '200']);
  });

  it('draws the same picture as without it', async () => {
    const spec = changeable();
    prepare(spec);
    const { container } = await mount(spec, ROWS);
    const { container: plain } = await mount({ ...spec }, ROWS);
    expect(container.innerHTML).to.equal(plain.innerHTML);
  });

  it('serves one mount; the next one starts over', async () => {
    const spec = changeable();
    prepare(spec);
    await mount(spec, ROWS);
    spec.mark = 'point';
    const { container } = await mount(spec, ROWS);
    expect(marks(container, 'symbol')).to.have.length(3);
  });

  for (const [what, draft] of [
    ['another theme', { config: { bar: { color: 'red' } } }],
    ['other data sets', { dataNames: new Set(['main', 'more']) }],
    ['another fit', { fit: 'none' }],
    ['a caption', { captioned: true }],
    ['another renderer', { renderer: 'canvas' }],
  ] as const) {
    it(`is not used for ${what}`, async () => {
      const spec = changeable();
      await prepareToEnd(spec, draft);
      spec.mark = 'point';
      const { container } = await mount(spec, ROWS);
      expect(marks(container, 'symbol')).to.have.length(3);
    });
  }

  it('leaves errors of a spec to the mount', async () => {
    const spec = { ...BAR, mark: 'blob' };
    prepare(spec);
    const error = await rejection(mount(spec, ROWS));
    expect(error.kind).to.equal('spec');
    expect(error.message).to.contain('"blob"');
    const named = { ...BAR, encoding: { ...BAR.encoding, x: { field: 'constructor', type: 'nominal' } } };
    prepare(named);
    const rows = new Map([['main', dataset(['constructor', 'amount'], [['a', 1]])]]);
    const refused = await rejection(mount(named, { ...ROWS, data: rows }));
    expect(refused.message).to.contain(
      'name "constructor", which all objects have: if it is a column, rename that',
    );
  });

  it('is aborted by its own signal only', async () => {
    const controller = new AbortController();
    const spec = changeable();
    prepare(spec, { signal: controller.signal });
    controller.abort();
    const { container } = await mount(spec, ROWS);
    expect(marks(container, 'rect')).to.have.length(3);
  });
});
