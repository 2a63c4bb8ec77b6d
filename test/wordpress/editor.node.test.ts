/** Tests of the block in the editor with a stand-in for WordPress. `npm run test:wordpress` runs the block in WordPress. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { PLUGIN } from '../../scripts/wordpress.ts';
import { root } from '../package/project.ts';

type Values = Readonly<Record<string, unknown>>;
type Component = (props: Values) => Part;

/** What a component returns. */
interface Part {
  readonly type: unknown;
  readonly props: Values;
  readonly children: readonly unknown[];
}

const block = join(root, PLUGIN, 'block');
const { attributes: declared } = JSON.parse(readFileSync(join(block, 'block.json'), 'utf8')) as {
  readonly attributes: Values;
};

/** The live chart of a block. Its next load begins with its next update. */
class FakeChart extends EventTarget {
  readonly ownerDocument = { head: {} };
  readonly shadowRoot = { getElementById: () => null };
  readonly viz = { name: 'Sales', description: '' };
  readonly ready = Promise.resolve();
  status = 'ready';
  error: Error | null = null;
  data = rowsOf('old');
  readonly #updates: boolean;

  constructor(updates: boolean) {
    super();
    this.#updates = updates;
  }

  get updateComplete(): Promise<boolean> {
    return Promise.resolve().then(() => {
      if (this.#updates) this.status = 'loading';
      return true;
    });
  }

  end(status: string): void {
    this.status = status;
    this.dispatchEvent(new Event('vibedasher-status'));
  }
}

const rowsOf = (name: string) => ({ columns: [{ name: 'region', type: 'string' }], rows: [[name]] });

/** Runs the editor's script with one block. */
function startEditor(attributes: Values, chart: FakeChart) {
  const cells: unknown[] = [];
  let cell = 0;
  let onSave: ((edits: Values) => Promise<Values>) | undefined;
  let Edit: Component | undefined;
  const changes: Values[] = [];
  const notices: string[] = [];
  const stores: Values = {
    getClientIdsWithDescendants: () => ['block'],
    getBlockName: () => 'vibedasher/viz',
    getBlock: () => ({ attributes }),
    getEditedPostContent: () => '',
    updateBlockAttributes: (_id: string, values: Values) => changes.push(values),
    createWarningNotice: (text: string) => notices.push(text),
    editPost() {},
  };
  const names = new Proxy({}, { get: (_, name) => name });
  const wp = {
    apiFetch: null,
    blockEditor: new Proxy({}, { get: (_, name) => (name === 'useBlockProps' ? () => ({}) : name) }),
    blocks: { registerBlockType: (_name: string, { edit }: { edit: Component }) => (Edit = edit) },
    components: names,
    data: { select: () => stores, dispatch: () => stores },
    element: {
      createElement: (type: unknown, props: Values | null, ...children: unknown[]): Part => ({
        type,
        props: props ?? {},
        children,
      }),
      Fragment: 'fragment',
      useEffect: (effect: () => void) => effect(),
      useRef: () => ({ current: chart }),
      useState(initial: unknown) {
        const index = cell++;
        if (!(index in cells)) cells[index] = initial;
        return [cells[index], (value: unknown) => (cells[index] = value)];
      },
    },
    hooks: { addFilter: (_hook: string, _name: string, filter: typeof onSave) => (onSave = filter) },
    htmlEntities: {},
    i18n: {
      __: String,
      _n: String,
      sprintf: (text: string, ...words: unknown[]) => [text, ...words].join(' '),
    },
  };
  const window = { wp, vibedasherEditor: { language: 'en', canUpload: false } };
  runInNewContext(readFileSync(join(block, 'editor.js'), 'utf8'), { window, setTimeout, Intl, URL });

  /** Returns the part with a property in what the block shows now. */
  const partWith = (name: string): Part => {
    cell = 0;
    const set = (values: Values): void => void changes.push(values);
    const parts: unknown[] = [Edit!({ attributes, clientId: 'block', setAttributes: set })];
    for (const part of parts) {
      const { props, children } = (part ?? {}) as Partial<Part>;
      if (props && name in props) return part as Part;
      if (children) parts.push(...children);
    }
    throw new Error(`Nothing has ${name}`);
  };
  const call = (name: string, ...args: unknown[]): void =>
    (partWith(name).props[name] as (...args: unknown[]) => void)(...args);
  return {
    changes,
    notices,
    call,
    showChart(): void {
      const { type, props } = partWith('onViz');
      (type as Component)(props);
    },
    save: () => onSave!({}),
  };
}

describe('the block in the editor', () => {
  it('keeps no setting of a viz that is replaced, but height and toolbar', () => {
    const attributes = Object.fromEntries(Object.keys(declared).map((name) => [name, name]));
    const { call, changes } = startEditor({ ...attributes, params: { year: 1 } }, new FakeChart(false));
    call('onReplace');
    call('onChoose', { account: 'acme', slug: 'new' });
    const [{ slug, account, ...others } = {}] = changes;
    assert.deepEqual([account, slug], ['acme', 'new']);
    assert.deepEqual(
      Object.values(others).filter((value) => value !== undefined),
      [],
    );
    const kept = Object.keys(declared).filter((name) => !(name in changes[0]!));
    assert.deepEqual(kept, ['height', 'toolbar']);
  });

  it('stores the rows of the settings that have just changed', async () => {
    const chart = new FakeChart(true);
    const { changes, save, showChart } = startEditor({ slug: 'sales' }, chart);
    showChart();
    const saved = save();
    await new Promise((resolve) => setTimeout(resolve));
    assert.deepEqual(changes, []);
    chart.data = rowsOf('new');
    chart.end('ready');
    await saved;
    assert.deepEqual(JSON.parse(JSON.stringify(changes[0]!['summary'])).rows, [['new']]);
  });

  it('stores no rows, and says why, if those cannot be loaded', async () => {
    const chart = new FakeChart(true);
    const { changes, notices, save, showChart } = startEditor({ slug: 'sales' }, chart);
    showChart();
    const saved = save();
    await new Promise((resolve) => setTimeout(resolve));
    chart.error = new Error('no such year');
    chart.end('stale');
    await saved;
    assert.deepEqual(changes, []);
    assert.match(notices[0]!, /no such year/);
  });
});
