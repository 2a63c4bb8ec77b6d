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

/** An engine that notes down what is asked of it, and cannot draw rows called `bad`. */
function setUp(): {
  readonly heard: string[];
  readonly show: (rows: string) => Promise<void>;
  readonly picture: Picture;
} {
  const heard: string[] = [];
  const names = (data: MountRequest['data']): string => [...data.keys()].join();
  setEngine({
    mount({ data }) {
      heard.push(`mount ${names(data)}`);
      return Promise.resolve({
        waitTime: 0,
        update(rows: MountRequest['data']) {
          heard.push(`update ${names(rows)}`);
          return rows.has('bad') ? Promise.reject(new Error('too many')) : Promise.resolve();
        },
        resize: ({ width }: { readonly width: number }) => heard.push(`resize ${width}`),
        state: () => ({}),
        suspend: () => heard.push('suspend'),
        finalize: () => heard.push('finalize'),
      } as unknown as MountedChart);
    },
  });
  const picture = new Picture();
  const box = document.createElement('div');
  const { signal } = new AbortController();
  const show = (rows: string): Promise<void> => picture.show(box, chartOf(rows), LOOK, SIZE, signal);
  return { heard, show, picture };
}

describe('Picture', () => {
  it('moves new rows through the view that is there', async () => {
    const { heard, show } = setUp();
    await show('old');
    await show('new');
    expect(heard).to.deep.equal(['mount old', 'update new']);
  });

  it('begins anew after rows that could not be drawn, which may be in the view', async () => {
    const { heard, show } = setUp();
    await show('old');
    const error = await show('bad').catch((cause: unknown) => cause);
    expect(error).to.be.instanceOf(Error);
    await show('old');
    expect(heard).to.deep.equal(['mount old', 'update bad', 'mount old', 'finalize']);
  });

  it('resizes what is drawn, where its size is another one', async () => {
    const { heard, show, picture } = setUp();
    await show('old');
    picture.resize(SIZE);
    picture.resize({ width: 380, height: 300 });
    expect(heard).to.deep.equal(['mount old', 'resize 380']);
  });

  it('lets go of its view when it rests, and draws again when it is shown', async () => {
    const { heard, show, picture } = setUp();
    await show('old');
    picture.suspend();
    expect(picture.suspended).to.equal(true);
    expect(picture.mounted).to.equal(null);
    await show('old');
    expect(heard).to.deep.equal(['mount old', 'suspend', 'mount old']);
    expect(picture.suspended).to.equal(false);
  });
});
