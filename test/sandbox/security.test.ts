// @engines all
/** Attacks below the level of elements. Others are in test/security. */
import { expect } from 'chai';
import { resolveReference, isSceneNode } from '../../src/sandbox/interpreter/plain.ts';
import { sceneRoot, type SceneMark } from '../../src/spec/scene.ts';
import { recordClickedLinks } from '../support/clicked-links.ts';
import { until } from '../support/page.ts';
import { atRest } from '../support/settle.ts';
import { BAR, marks, mount, point, rejection, SALES, unmountAll } from '../vega/support.ts';

/** Returns the images in a picture. */
function imagesIn({ items }: SceneMark): HTMLImageElement[] {
  return items.flatMap((item) => {
    const image = item.image as HTMLImageElement | undefined;
    return image ? [image] : (item.items ?? []).flatMap(imagesIn);
  });
}

describe('promises 1 to 5: a chart', () => {
  const image = { type: 'image', width: 9, height: 9 };
  afterEach(unmountAll);

  it('does not follow field paths into the page', async () => {
    document.title = 'secret title';
    const innocent = '{_svg: {ownerDocument: {title: 0}}}';
    const spec = {
      ...BAR,
      mark: 'text',
      params: [{ name: 'pick', select: { type: 'point', on: 'pointermove' } }],
      transform: [
        { calculate: `isTuple(unit) ? unit : ${innocent}`, as: 'unit' },
        { window: [{ op: 'first_value', field: 'unit._svg.ownerDocument.title', as: 'leak' }] },
      ],
      encoding: { ...BAR.encoding, text: { field: 'leak' } },
    };
    const { chart, container } = await mount(spec);
    point('move', marks(container, 'text')[0]!, 50, 50);
    await atRest();
    await chart.view.runAsync();
    // A reference to the group under the pointer, which has no own properties.
    expect(Reflect.ownKeys(chart.view.signal('unit') as object)).to.deep.equal([]);
    expect(isSceneNode(resolveReference(chart.view.signal('unit')))).to.equal(true);
    await rejection(chart.update(new Map([['main', SALES]])));
    expect(container.textContent).not.to.contain('secret title');
  });

  it('cannot set channels that Vega uses internally', async () => {
    for (const channel of ['mark', 'datum', 'items', 'bounds', 'context', '_svg']) {
      const encode = { symbols: { update: { [channel]: { signal: '{group: datum}' } } } };
      const color = { field: 'region', legend: { encode } };
      const error = await rejection(mount({ ...BAR, encoding: { ...BAR.encoding, color } as never }));
      expect(error.message).to.contain(`Illegal channel: ${channel}`);
    }
  });

  for (const renderer of ['svg', 'canvas'] as const) {
    it(`fetches an image once, as it fetches data, from an origin that the page allows (${renderer})`, async () => {
      const address = `${location.origin}/node_modules/vega-datasets/data/ffox.png?${renderer}`;
      const spec = { ...BAR, mark: image, encoding: { ...BAR.encoding, url: { value: address } } };
      const { chart } = await mount(spec, { allowHosts: [location.origin], renderer });
      const drawn = () => imagesIn(sceneRoot(chart.view as never));
      await until(
        () => drawn().filter(({ complete, width }) => complete && width > 1).length === 3,
        'three images',
      );
      for (const { src } of drawn()) expect(src).to.match(/^data:image\/png/);
      const requests = performance.getEntriesByName(address) as PerformanceResourceTiming[];
      expect(requests.map(({ initiatorType }) => initiatorType)).to.deep.equal(['fetch']);
    });
  }

  it('reports data that cannot be loaded from an allowed origin', async () => {
    const spec = { ...BAR, data: { url: '/nothing-here.json' } };
    const error = await rejection(mount(spec, { allowHosts: [location.origin] }));
    expect(error.message).to.contain('nothing-here.json');
  });

  it('receives a resize event when it is resized', async () => {
    const container = document.body.appendChild(document.createElement('div'));
    container.style.width = '300px';
    const { chart } = await mount({ ...BAR, width: 'container' }, { fit: 'none', container });
    const width = chart.view.width();
    expect(width).to.be.greaterThan(230);
    container.style.width = '200px';
    chart.resize({ width: 200, height: 100 });
    await chart.view.runAsync();
    expect(chart.view.width()).to.equal(width - 100);
  });

  it('opens a link if an image of the page is named baseURI', async () => {
    document.body.append(Object.assign(new Image(), { name: 'baseURI' }));
    const href = { value: 'https://example.org/' };
    const { container } = await mount({ ...BAR, encoding: { ...BAR.encoding, href } });
    const { links, restore } = recordClickedLinks();
    marks(container, 'rect')[0]!.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    await until(() => links.length > 0, 'the link').finally(restore);
    expect(links[0]).to.include({ href: href.value, target: '_blank', rel: 'noopener noreferrer' });
  });

  it('shows tooltips as text, without images', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    const tooltip = {
      expr: `{title: '${evil}', image: 'https://evil.example/x', 'a<b': datum.region, deep: {a: {b: {c: 1}}}}`,
    };
    const { chart, container, tooltips } = await mount({ ...BAR, mark: { type: 'bar', tooltip } });
    const [bar] = marks(container, 'rect');
    bar!.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, clientX: 30, clientY: 40 }));
    bar!.dispatchEvent(new MouseEvent('mousemove', { bubbles: true, clientX: 30, clientY: 40 }));
    await chart.view.runAsync();
    const box = container.getBoundingClientRect();
    expect(tooltips.at(-1)).to.deep.equal({
      content: {
        kind: 'rows',
        title: evil,
        rows: [
          { name: 'a<b', value: 'North' },
          { name: 'deep', value: '{"a":{"b":"…"}}' },
        ],
      },
      x: 30 - box.left,
      y: 40 - box.top,
    });
    bar!.dispatchEvent(new PointerEvent('pointerout', { bubbles: true }));
    bar!.dispatchEvent(new MouseEvent('mouseout', { bubbles: true }));
    expect(tooltips.at(-1)).to.equal(null);
    expect(container.querySelector('img')).to.equal(null);
  });
});
