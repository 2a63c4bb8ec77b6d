import { expect } from 'chai';
import { Marks } from 'vega-scenegraph';
import { isChannel } from '../../src/sandbox/channels.ts';
import { sceneRoot, type SceneMark } from '../../src/spec/scene.ts';
import type { MountRequest } from '../../src/vega/types.ts';
import { BAR, mount, type Mounted, unmountAll } from '../vega/support.ts';

const PIXEL = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
const LONG = 'x'.repeat(1000);
/** Properties that every item has. */
const GIVEN = /^(?:mark|datum|items|bounds|_\w+|dirty|zindex|exit|image|context|clip_id)$/;

function marksIn(mark: SceneMark): readonly SceneMark[] {
  return [mark, ...mark.items.flatMap(({ items = [] }) => items.flatMap(marksIn))];
}

const itemsOf = ({ chart }: Mounted) =>
  marksIn(sceneRoot(chart.view as never)).flatMap(({ marktype, items }) =>
    items.map((item) => ({ marktype, item: item as unknown as Readonly<Record<string, unknown>> })),
  );

const withMark = (mark: object, encoding: object = {}) =>
  ({ ...BAR, mark, encoding: { ...BAR.encoding, ...encoding } }) as MountRequest['spec'];

describe('promise 7: channels', () => {
  afterEach(unmountAll);

  it('are listed for each mark type of Vega', () => {
    for (const marktype of Object.keys(Marks)) expect(isChannel(marktype, 'x'), marktype).to.equal(true);
    expect(isChannel('text', 'ellipsis')).to.equal(true);
    expect(isChannel('rect', 'ellipsis')).to.equal(false);
    for (const name of ['toString', '__proto__', 'x y', '', 'datum']) {
      for (const marktype of [...Object.keys(Marks), 'toString', '__proto__']) {
        expect(isChannel(marktype, name), `${marktype} ${name}`).to.equal(false);
      }
    }
  });

  for (const type of ['bar', 'point', 'line', 'area', 'trail', 'rule', 'text', 'arc', 'image']) {
    it(`are set only if Vega reads them: ${type}`, async () => {
      const style = { ellipsis: LONG, lineBreak: LONG, foo: LONG, dir: LONG, ariaRole: LONG, path: LONG };
      const spec = {
        ...withMark({ type, style: 'own' }, type === 'image' ? { url: { value: PIXEL } } : {}),
        config: { style: { own: style, 'guide-label': style, 'group-title': style, cell: style } },
        title: 'A title',
      };
      const items = itemsOf(await mount(spec as MountRequest['spec']));
      expect(items.length).to.be.greaterThan(10);
      for (const { marktype, item } of items) {
        for (const name of Object.keys(item)) {
          expect(GIVEN.test(name) || isChannel(marktype, name), `${marktype} ${name}`).to.equal(true);
          expect(item[name], `${marktype} ${name}`).not.to.equal(LONG);
        }
      }
    });
  }

  it('truncate text with an ellipsis of at most ten characters', async () => {
    const text = (ellipsis: string) => ({ type: 'text', limit: 40, ellipsis });
    const spec = (ellipsis: string) => withMark(text(ellipsis), { text: { value: 'a text of some length' } });
    const cut = async (ellipsis: string) =>
      (await mount(spec(ellipsis))).container.querySelector('.mark-text.role-mark text')!.textContent;
    expect(await cut(' etc.')).to.match(/^a.* etc\.$/);
    expect(await cut(LONG)).to.match(/^a.*…$/);
    expect(await cut('x'.repeat(11))).to.match(/^a.*…$/);
  });

  it('accept a text as lineBreak, but no array', async () => {
    const spec = (lineBreak: unknown) =>
      withMark({ type: 'text', lineBreak: { expr: JSON.stringify(lineBreak) } }, { text: { value: 'a|b' } });
    const lines = async (lineBreak: unknown) =>
      (await mount(spec(lineBreak))).container.querySelectorAll('.mark-text.role-mark tspan').length;
    expect(await lines('|')).to.equal(6);
    expect(await lines(['|'])).to.equal(0);
    expect(await lines('|'.repeat(11))).to.equal(0);
  });

  for (const channel of ['opacity', 'size', 'interpolate', 'shape', 'cornerRadius', 'fill', 'font', 'href']) {
    it(`do not convert a long array to text: ${channel}`, async () => {
      const spec = {
        data: { sequence: { start: 0, stop: 2, as: 'a' } },
        params: [{ name: 'list', expr: 'sequence(0, 50000)' }],
        mark: { type: 'point', [channel]: { expr: 'list' } },
        encoding: { x: { field: 'a', type: 'quantitative' } },
      };
      const items = itemsOf(await mount(spec as never)).filter(({ marktype }) => marktype === 'symbol');
      expect(items).to.have.length(2);
      for (const { item } of items) expect(item[channel] ?? null).to.equal(null);
    });
  }
});
