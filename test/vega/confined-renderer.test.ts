/** The renderer sanitizes items even if something other than an encoder has changed them. */
import { expect } from 'chai';
import { SVGRenderer } from 'vega-scenegraph';
import { View } from 'vega-view';
import { sceneRoot, type SceneItem, type SceneMark } from '../../src/spec/scene.ts';
import { ConfinedView } from '../../src/vega/confined-view.ts';
import { BAR, marks, mount, point, rejection, unmountAll, type Mounted } from './support.ts';

const EVIL = 'https://evil.example/x';
const ADDRESS = `url(${EVIL}#a)`;
const PIXEL = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

const viewOf = ({ chart }: Mounted): View => chart.view as unknown as View;

function itemsOf(mark: SceneMark, marktype: string): SceneItem[] {
  const own = mark.marktype === marktype ? mark.items : [];
  return [
    ...own,
    ...mark.items.flatMap((item) => (item.items ?? []).flatMap((each) => itemsOf(each, marktype))),
  ];
}

/** Writes channels onto all items of a mark type, bypassing the encoder, and draws them again. */
async function overwrite(mounted: Mounted, marktype: string, values: object): Promise<void> {
  const view = viewOf(mounted) as View & { dirty(item: object): void };
  for (const item of itemsOf(sceneRoot(view), marktype)) {
    Object.assign(item, values);
    view.dirty(item);
  }
  await view.runAsync();
}

describe('promise 2: a renderer that trusts no item', () => {
  afterEach(unmountAll);

  for (const [marktype, values] of [
    ['rect', { fill: ADDRESS, stroke: ADDRESS, opacity: ADDRESS, strokeWidth: ADDRESS, strokeDash: ADDRESS }],
    [
      'rect',
      {
        strokeCap: ADDRESS,
        strokeJoin: ADDRESS,
        blend: ADDRESS,
        strokeDashOffset: [ADDRESS],
        cursor: ADDRESS,
      },
    ],
    [
      'rect',
      { fill: { gradient: 'linear', id: `a) ${ADDRESS}`, stops: [{ offset: ADDRESS, color: ADDRESS }] } },
    ],
    ['rect', { x: ADDRESS, width: ADDRESS, angle: ADDRESS }],
    [
      'text',
      { font: ADDRESS, fontStyle: ADDRESS, fontWeight: ADDRESS, fontVariant: ADDRESS, fontSize: ADDRESS },
    ],
    ['text', { angle: ADDRESS, dx: ADDRESS, dy: ADDRESS, lineHeight: ADDRESS, align: ADDRESS }],
    [
      'group',
      { fill: ADDRESS, stroke: ADDRESS, strokeForeground: true, clip: true, clip_id: `a) ${ADDRESS}` },
    ],
  ] as const) {
    it(`does not write hostile values: ${marktype} ${Object.keys(values).join()}`, async () => {
      const mounted = await mount(BAR);
      await overwrite(mounted, marktype, values);
      expect(mounted.container.innerHTML).not.to.contain('evil.example');
      expect(await viewOf(mounted).toSVG()).not.to.contain('evil.example');
      expect(mounted.errors).to.deep.equal([]);
    });
  }

  it('shows only images from the loader', async () => {
    const spec = { ...BAR, mark: { type: 'image', width: 9, height: 9 } };
    const mounted = await mount({ ...spec, encoding: { ...BAR.encoding, url: { value: PIXEL } } });
    for (const image of [
      { src: EVIL, url: PIXEL, complete: true, width: 9, height: 9 },
      { src: 'data:image/svg+xml,<svg/>', url: PIXEL, complete: true, width: 9, height: 9 },
    ]) {
      await overwrite(mounted, 'image', { image });
      expect(mounted.container.innerHTML).not.to.contain(image.src);
      await overwrite(mounted, 'image', { image });
      expect(await viewOf(mounted).toSVG()).not.to.contain(image.src);
    }
  });

  it('sanitizes the cursor of an item', async () => {
    const mounted = await mount(BAR);
    await overwrite(mounted, 'rect', { cursor: `url(${EVIL}), auto` });
    point('move', marks(mounted.container, 'rect')[0]!, 10, 10);
    await viewOf(mounted).runAsync();
    expect(viewOf(mounted).container()!.style.cursor).to.equal('default');
  });

  it('sanitizes the background, in the page and in files', async () => {
    const mounted = await mount({
      ...BAR,
      params: [{ name: 'ground', value: 'red' }],
      background: { expr: 'ground' },
    });
    const view = viewOf(mounted);
    expect(await view.toSVG()).to.contain('fill="red"');
    await view.signal('ground', `${ADDRESS}`).runAsync();
    expect(mounted.container.innerHTML).not.to.contain('evil.example');
    expect(await view.toSVG()).not.to.contain('evil.example');
  });

  it('is also used after a change of the renderer', async () => {
    const mounted = await mount(BAR, { renderer: 'canvas' });
    const view = viewOf(mounted);
    view.renderer('svg');
    await view.runAsync();
    await overwrite(mounted, 'rect', { fill: ADDRESS });
    expect(mounted.container.querySelectorAll('svg')).to.have.length(1);
    expect(mounted.container.innerHTML).not.to.contain('evil.example');
  });

  it('draws nothing if Vega’s renderer lacks a method', async () => {
    const prototype = SVGRenderer.prototype as Partial<SVGRenderer>;
    const { _update: original } = prototype;
    delete prototype._update;
    try {
      const error = await rejection(mount(BAR));
      expect(error.kind).to.equal('render');
      expect(error.message).to.contain('vega-scenegraph');
    } finally {
      prototype._update = original!;
    }
  });

  it('draws nothing if Vega replaces an existing renderer', async () => {
    const { initialize } = View.prototype;
    View.prototype.initialize = function (this: View, ...parameters: Parameters<View['initialize']>) {
      this._renderer = null;
      return initialize.apply(this, parameters);
    };
    try {
      const error = await rejection(mount(BAR));
      expect(error.kind).to.equal('render');
      expect(error.message).to.contain('vega-view');
    } finally {
      View.prototype.initialize = initialize;
    }
    expect(ConfinedView.prototype).to.be.instanceOf(View);
  });

  for (const name of ['_resizeView', 'timer', 'update'] as const) {
    it(`draws nothing if the view lacks ${name}()`, async () => {
      const prototype = View.prototype as Partial<View>;
      const original = Object.getOwnPropertyDescriptor(prototype, name);
      const inherited = Object.getPrototypeOf(prototype) as Partial<View>;
      const holder = original ? prototype : inherited;
      const descriptor = Object.getOwnPropertyDescriptor(holder, name)!;
      delete holder[name];
      try {
        const error = await rejection(mount(BAR));
        expect(error.kind).to.equal('render');
        expect(error.message).to.contain('vega-view');
      } finally {
        Object.defineProperty(holder, name, descriptor);
      }
    });
  }
});
