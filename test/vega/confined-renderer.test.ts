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

  const every = (names: string): object =>
    Object.fromEntries(names.split(' ').map((name) => [name, ADDRESS]));
  const gradient = { gradient: 'linear', id: `a) ${ADDRESS}`, stops: [{ offset: ADDRESS, color: ADDRESS }] };
  for (const [marktype, values] of [
    ['rect', every('fill stroke opacity strokeWidth strokeDash')],
    ['rect', { ...every('strokeCap strokeJoin blend cursor'), strokeDashOffset: [ADDRESS] }],
    ['rect', { fill: gradient }],
    ['rect', every('x width angle')],
    ['text', every('font fontStyle fontWeight fontVariant fontSize')],
    ['text', every('angle dx dy lineHeight align')],
    ['group', { ...every('fill stroke'), strokeForeground: true, clip: true, clip_id: `a) ${ADDRESS}` }],
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

  async function expectNothing(culprit: string): Promise<void> {
    const error = await rejection(mount(BAR));
    expect(error.kind).to.equal('render');
    expect(error.message).to.contain(culprit);
  }

  const methods: readonly (readonly [object, string, string])[] = [
    [SVGRenderer.prototype, '_update', 'vega-scenegraph'],
    ...['_resizeView', 'timer', 'update'].map((name) => [View.prototype, name, 'vega-view'] as const),
  ];
  for (const [prototype, name, culprit] of methods) {
    it(`draws nothing if ${culprit} lacks ${name}()`, async () => {
      const holder = Object.hasOwn(prototype, name)
        ? prototype
        : (Object.getPrototypeOf(prototype) as object);
      const descriptor = Object.getOwnPropertyDescriptor(holder, name)!;
      Reflect.deleteProperty(holder, name);
      await expectNothing(culprit).finally(() => Object.defineProperty(holder, name, descriptor));
    });
  }

  it('draws nothing if Vega replaces an existing renderer', async () => {
    const { initialize } = View.prototype;
    View.prototype.initialize = function (this: View, ...parameters: Parameters<View['initialize']>) {
      this._renderer = null;
      return initialize.apply(this, parameters);
    };
    await expectNothing('vega-view').finally(() => (View.prototype.initialize = initialize));
    expect(ConfinedView.prototype).to.be.instanceOf(View);
  });
});
