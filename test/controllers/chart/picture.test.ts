import { expect } from 'chai';
import type { SpecChart } from '../../../src/charts/types.ts';
import { Picture, type PictureLook } from '../../../src/controllers/chart/picture.ts';
import { setEngine } from '../../../src/vega/engine.ts';
import type { MountedChart, MountRequest } from '../../../src/vega/types.ts';

const SPEC = { mark: 'bar' };
const SIZE = { width: 400, height: 300 };
const LOOK = { fit: 'container', renderer: 'auto' } as PictureLook;

const chartOf = (rows: string): SpecChart => ({
  kind: 'spec',
  spec: SPEC,
  data: new Map([[rows, { columns: [], rows: [], truncated: false }]]),
  derived: false,
  more: 0,
});

/** Installs an engine that records its calls and cannot draw rows called `bad`. */
function setUp(held = 0, onDisplaced?: () => void) {
  const calls: string[] = [];
  const names = (data: MountRequest['data']): string => [...data.keys()].join();
  setEngine({
    mount({ data }) {
      calls.push(`mount ${names(data)}`);
      return Promise.resolve({
        waitTime: 0,
        update(rows: MountRequest['data']) {
          calls.push(`update ${names(rows)}`);
          return rows.has('bad') ? Promise.reject(new Error('too many')) : Promise.resolve();
        },
        resize: ({ width }: { readonly width: number }) => calls.push(`resize ${width}`),
        heldRows: () => held,
        state: () => ({}),
        suspend: () => calls.push('suspend'),
        finalize: () => calls.push('finalize'),
      } as unknown as MountedChart);
    },
  });
  const picture = new Picture(onDisplaced);
  const box = document.createElement('div');
  const { signal } = new AbortController();
  const show = (rows: string): Promise<void> => picture.show(box, chartOf(rows), LOOK, SIZE, signal);
  return { calls, show, picture };
}

describe('Picture', () => {
  it('updates the current view with new rows, and mounts a new view after rows that could not be drawn', async () => {
    const { calls, show } = setUp();
    await show('old');
    await show('new');
    expect(await show('bad').catch((cause: unknown) => cause)).to.be.instanceOf(Error);
    await show('old');
    expect(calls).to.deep.equal(['mount old', 'update new', 'update bad', 'mount old', 'finalize']);
  });

  it('resizes the view if the size has changed, and mounts a new view after it was suspended', async () => {
    const { calls, show, picture } = setUp();
    await show('old');
    picture.resize(SIZE);
    picture.resize({ width: 380, height: 300 });
    picture.suspend();
    expect([picture.suspended, picture.mounted]).to.deep.equal([true, null]);
    await show('old');
    expect(picture.suspended).to.equal(false);
    expect(calls).to.deep.equal(['mount old', 'resize 380', 'suspend', 'mount old']);
  });

  it('displaces the pictures that were drawn first if all of the page hold too many rows', async () => {
    const displaced: string[] = [];
    const pictures = [];
    for (const name of ['a', 'b', 'c']) {
      const { show, picture } = setUp(1_900_000, () => displaced.push(name));
      pictures.push(picture);
      await show('rows');
    }
    expect(displaced).to.deep.equal(['a']);
    pictures[1]!.clear();
    const last = setUp(1_900_000);
    await last.show('rows');
    expect(displaced).to.deep.equal(['a']);
    for (const picture of [...pictures, last.picture]) picture.clear();
  });
});
