// @engines all
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { configure } from '../../../src/controllers/page-defaults.ts';
import { until } from '../../support/page.ts';
import {
  barsOf,
  buttonsOf,
  createViz,
  mountViz,
  readyViz,
  recordConsole,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  status,
  textOf,
} from './harness.ts';

type Key = keyof VibedasherViz;

/** Attribute, property, default, and values of the property by values of the attribute. */
const VALUES: readonly (readonly [string, Key, unknown, Readonly<Record<string, unknown>>])[] = [
  ['slug', 'slug', null, { sales: 'sales' }],
  ['account', 'account', null, { acme: 'acme' }],
  ['region', 'region', null, { 'us-east-1': 'us-east-1' }],
  ['api-base', 'apiBase', null, { 'https://bi.example.org/api': 'https://bi.example.org/api' }],
  ['snapshot', 'snapshot', null, { '/vibedasher/': '/vibedasher/' }],
  ['live', 'live', null, { never: 'never' }],
  ['sql', 'sql', null, { 'SELECT 1': 'SELECT 1' }],
  ['chart', 'chart', null, { main: 'main' }],
  ['allow-hosts', 'allowHosts', null, { 'https://a.example': 'https://a.example' }],
  ['timezone', 'timezone', null, { 'Asia/Tokyo': 'Asia/Tokyo' }],
  ['theme', 'theme', 'auto', { dark: 'dark', corporate: 'corporate' }],
  ['params', 'params', {}, { '{"year": 2024}': { year: 2024 }, '': {}, '  ': {} }],
  ['mark', 'mark', '', { line: 'line', ' Line ': 'line', pie: '', '': '' }],
  ['fallback', 'fallback', 'link', { viewer: 'viewer', none: 'link' }],
  ['loading', 'loading', 'lazy', { eager: 'eager', EAGER: 'eager', auto: 'lazy', '': 'lazy' }],
  ['renderer', 'renderer', 'auto', { svg: 'svg', canvas: 'canvas', webgl: 'auto' }],
  ['fit', 'fit', 'container', { none: 'none', width: 'container' }],
  ['caption', 'caption', 'auto', { none: 'none', yes: 'auto' }],
  ['timeout', 'timeout', 30, { 0.5: 0.5, 5: 5, 0: 30, '-1': 30, soon: 30, Infinity: 30, '': 30 }],
  ['max-cells', 'maxCells', 5_000_000, { 100: 100, many: 5_000_000, NaN: 5_000_000 }],
];

describe('<vibedasher-viz>: attributes', () => {
  const warnings = recordConsole();
  afterEach(() => configure({ region: undefined, apiBase: undefined, locale: undefined }));

  for (const [attribute, property, initial, values] of VALUES) {
    describe(attribute, () => {
      it(`sets the property "${property}", which has a default`, () => {
        const element = document.createElement('vibedasher-viz');
        expect(element[property]).to.deep.equal(initial);
        for (const [written, value] of Object.entries(values)) {
          element.setAttribute(attribute, written);
          expect(element[property], written).to.deep.equal(value);
        }
        element.removeAttribute(attribute);
        expect(element[property], 'after removal').to.deep.equal(initial);
      });

      it('has the same effect as an attribute and as a property', async () => {
        const [[written, value] = ['', '']] = Object.entries(values);
        if (attribute === 'slug' || attribute === 'account') return;
        const one = mountViz(salesApi(), attribute === 'region' ? {} : { [attribute]: written });
        const other = createViz(salesApi());
        if (attribute !== 'region') (other as unknown as Record<string, unknown>)[property] = value;
        document.body.append(other);
        const outcomes = await Promise.allSettled([one.ready, other.ready]);
        await Promise.all([settle(one), settle(other)]);
        expect(outcomes[0]!.status).to.equal(outcomes[1]!.status);
        expect(one.error?.message).to.equal(other.error?.message);
        expect(shadow(one).querySelector('.stage')!.textContent).to.equal(
          shadow(other).querySelector('.stage')!.textContent,
        );
      });
    });
  }

  for (const [what, attribute, known] of [
    [
      'an unknown keyword',
      'mark',
      ['bar', 'line', 'area', 'point', 'arc', 'map', 'number', 'table', 'range', 'heatmap', 'histogram'],
    ],
    ['an invalid number', 'max-cells', []],
  ] as const)
    it(`warn once about ${what}, with the element, attribute and allowed keywords`, () => {
      const value = `many-${Math.random()}`;
      for (let copy = 0; copy < 3; copy++)
        document.createElement('vibedasher-viz').setAttribute(attribute, value);
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.include('vibedasher-viz').and.to.include(`${attribute}="${value}"`);
      for (const word of known) expect(warnings[0]).to.include(word);
    });

  it('warn once about an unknown theme', async () => {
    const theme = `none-such-${Math.random()}`;
    const api = salesApi();
    await Promise.all([mountViz(api, { theme }).ready, mountViz(api, { theme }).ready]);
    const about = warnings.filter((each) => each.includes(theme));
    expect(about).to.have.length(1);
    expect(about[0]).to.include('vibedasher-viz').and.to.include('theme').and.to.include('dark');
  });

  /** Invalid attributes, and the expected message in the console. */
  const NONSENSE: readonly (readonly [Readonly<Record<string, string>>, RegExp])[] = [
    [{ slug: '' }, /"slug"/],
    [{ slug: '../admin' }, /"\.\.\/admin" is not a valid slug/],
    [{ slug: 'a b' }, /"a b" is not a valid slug/],
    [{ slug: '😀' }, /"😀" is not a valid slug/],
    [{ account: '..' }, /"\.\." is not a valid account/],
    [{ region: 'mars' }, /region="mars".*eu-central-1.*us-east-1/],
    [{ 'api-base': 'nonsense' }, /"nonsense" is not the base URL/],
    [{ 'api-base': 'javascript:alert(1)' }, /is not the base URL/],
    [{ 'api-base': 'https://user:secret@bi.example.org' }, /is not the base URL/],
    [{ timezone: 'Middle/Earth' }, /timezone="Middle\/Earth".*Europe\/Berlin/],
    [{ 'allow-hosts': 'not a host' }, /allow-hosts: "not" is not an origin/],
    [{ 'allow-hosts': 'javascript:x' }, /allow-hosts: "javascript:x" is not an origin/],
    [{ params: '{' }, /params='\{': use a JSON object/],
    [{ params: '[1]' }, /params='\[1\]': use a JSON object/],
    [{ params: '"x"' }, /params='x': use a JSON object/],
    [{ params: '1' }, /params='1': use a JSON object/],
    [{ params: '{"a": {"b": 1}}' }, /params: "a" must be text/],
    [{ params: '{"a": [true]}' }, /params: "a" must be text/],
    [{ chart: 'other' }, /other/],
    [{ sql: '  ' }, /SQL/],
  ];
  for (const [attributes, message] of NONSENSE) {
    it(`show an error for ${JSON.stringify(attributes)} until it is corrected`, async () => {
      const api = salesApi();
      const element = createViz(api, attributes);
      const { client } = element;
      if (attributes['region'] || attributes['api-base']) element.client = null;
      document.body.append(element);
      const error = (await element.ready.catch((reason: unknown) => reason)) as VibedasherViz['error'];
      expect(error?.kind).to.equal('config');
      expect(error?.message).to.match(message);
      await settle(element);
      expect(textOf(element, '[part=error]')).to.equal(
        'This chart is not set up correctly. Only the author of this page can fix it.',
      );
      expect(buttonsOf(element)).to.deep.equal([]);
      expect(warnings.filter((each) => each.includes(error!.message))).to.have.length(1);

      const [attribute = ''] = Object.keys(attributes);
      element.client = client;
      if (attribute === 'slug') element.slug = 'sales';
      else if (attribute === 'account') element.account = 'acme';
      else element.removeAttribute(attribute);
      await element.updateComplete;
      await element.ready;
      expect(barsOf(element)).to.equal(3);
    });
  }

  it('treat null as unset when set as properties', async () => {
    const element = createViz(salesApi());
    const loose = element as unknown as Record<string, unknown>;
    for (const [, name] of VALUES.filter(([attribute]) => attribute !== 'slug' && attribute !== 'account'))
      loose[name] = null;
    document.body.append(element);
    await element.ready;
    expect(barsOf(element)).to.equal(3);
  });

  it('show a chart or an error and throw nothing for objects that are set as properties', async () => {
    for (const name of VALUES.map(([, property]) => property)) {
      const element = createViz(salesApi());
      (element as unknown as Record<string, unknown>)[name] = { nonsense: true };
      document.body.append(element);
      await Promise.allSettled([element.ready]);
      expect(['ready', 'error'], name).to.include(element.status);
      if (element.status === 'error')
        expect(element.error?.kind, name).to.be.oneOf(['config', 'not-found', 'render']);
      element.remove();
    }
  });

  it('use page defaults for attributes that an element does not set', async () => {
    const api = salesApi();
    configure({ region: 'mars' as 'us-east-1' });
    const element = mountViz(api, {}, { properties: { client: null } });
    await element.ready.catch(() => {});
    expect(element.error?.message).to.include('region="mars"');
    configure({ apiBase: 'nonsense' });
    await until(() => element.error?.message.includes('"nonsense"'), 'the other default');
    element.apiBase = 'also nonsense';
    await until(() => element.error?.message.includes('"also nonsense"'), 'the attribute');
  });

  describe('that only change the appearance', () => {
    for (const [attribute, value] of [
      ['theme', 'dark'],
      ['renderer', 'canvas'],
      ['fit', 'none'],
      ['caption', 'none'],
      ['lang', 'de'],
      ['mark', 'line'],
      ['fallback', 'viewer'],
      ['loading', 'eager'],
      ['allow-hosts', 'https://a.example'],
    ] as const) {
      it(`send no request: ${attribute}`, async () => {
        const api = salesApi();
        const element = await readyViz(api);
        const requestCount = api.requests.length;
        element.setAttribute(attribute, value);
        await settle(element);
        await status(element, 'ready');
        expect(api.requests).to.have.length(requestCount);
        expect(element.status).to.equal('ready');
      });
    }
  });

  it('"mark" sets the mark of a derived chart', async () => {
    const files = { 'charts/main.sql': SALES_SQL };
    const api = salesApi({ vizzes: { 'acme/plain': { files } } });
    const element = await readyViz(api, { slug: 'plain', mark: 'table' });
    expect(shadow(element).querySelectorAll('tbody tr')).to.have.length(3);
    element.setAttribute('mark', 'bar');
    await until(() => barsOf(element) === 3, 'the bars');
    expect(shadow(element).querySelector('table')).to.equal(null);
  });
});
