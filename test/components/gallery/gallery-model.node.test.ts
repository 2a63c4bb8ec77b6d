import { describe, it } from 'node:test';
import { expect } from 'chai';
import * as model from '../../../src/components/gallery/gallery-model.ts';
import type { Template } from '../../../src/public-client/types.ts';

const { toCard, findTemplates, chartKind, PAGE_SIZE, previewUrl, readPageSize } = model;

const NONE = { name: null, description: null, category: null, chartType: null, icon: null };
const template = (fields: Partial<Template>): Template =>
  ({ id: 't', tags: [], previewImageUrl: null, ...NONE, ...fields }) as Template;

describe('gallery-model', () => {
  for (const [kind, words] of [
    ['bar', 'bar|Bar chart|stacked_bar|column|histogram'],
    ['line', 'line|multi-line|trail|trend'],
    ['area', 'area|stacked area|line-area'],
    ['point', 'point|scatter|scatterplot|circle|bubble|square|tick'],
    ['arc', 'arc|pie|donut|doughnut|Pie chart'],
    ['map', 'map|geoshape|geo|us map|choropleth|geo-bar'],
    ['heatmap', 'heatmap|heat-map|Heat map|rect|calendar'],
    ['number', 'number|kpi|metric|text'],
    ['table', 'table|grid'],
    ['chart', '||treemap|sankey|__proto__'],
  ] as const) {
    it(`maps chart types to ${kind}: ${words}`, () => {
      for (const word of words.split('|')) expect(chartKind(` ${word} `), word).to.equal(kind);
      expect(chartKind(null)).to.equal('chart');
    });
  }

  it('truncates texts of a card by characters', () => {
    const long = '😀'.repeat(1000);
    const texts = { name: long, description: long, category: long, chartType: long };
    const card = toCard(template({ ...texts, tags: Array<string>(9).fill(long) }));
    const lengths = [card.name, card.description, card.category, card.chartType, ...card.tags].map(
      (text) => [...(text ?? '')].length,
    );
    expect(lengths).to.deep.equal([120, 400, 60, 40, 40, 40, 40, 40]);
    expect([...card.name!].slice(-2)).to.deep.equal(['😀', '…']);
    expect(toCard(template({ name: 'x'.repeat(120) })).name).to.equal('x'.repeat(120));
  });

  it('omits missing texts and collapses white space', () => {
    const { name, description, category, tags, icon, chartType } = toCard(
      template({ name: ' \n', description: ' a \n\t b ', tags: [' ', 'x'], chartType: 'bar' }),
    );
    expect([name, category, icon, chartType]).to.deep.equal([null, null, null, null]);
    expect([description, tags]).to.deep.equal(['a b', ['x']]);
    expect(toCard(template({ chartType: 'Sankey' })).chartType).to.equal('Sankey');
  });

  for (const [icon, shown] of [
    ['📈', true],
    ['👩🏽‍💻', true],
    [' € ', true],
    ['AB', true],
    ['ABC', false],
    ['chart-bar', false],
    ['<b>', false],
    ['https://x.example/i.png', false],
    ['📈 and some more words', false],
  ] as const) {
    it(`${shown ? 'shows' : 'does not show'} the icon ${icon}`, () => {
      expect(toCard(template({ icon })).icon).to.equal(shown ? icon.trim() : null);
    });
  }

  it('finds templates with every word in any field, ignoring case, accents and width', () => {
    const items = [
      template({ id: 'name', name: 'Café sales' }),
      template({ id: 'description', description: 'A ranking of ＣＡＦＥＳ' }),
      template({ id: 'tags', tags: ['Straße', 'cafe'] }),
      template({ id: 'category', category: 'Über cafés' }),
    ];
    for (const [search, found] of [
      [' \n ', 'name description tags category'],
      ['CAFE', 'name description tags category'],
      ['café sales', 'name'],
      ['sales café', 'name'],
      ['cafes ranking', 'description'],
      ['uber', 'category'],
      ['straße', 'tags'],
      // A word does not match across two fields.
      ['straßecafe', ''],
      ['cafe nowhere', ''],
    ] as const) {
      const ids = findTemplates(items, search).map(({ id }) => id);
      expect(ids.join(' '), search).to.equal(found);
    }
  });

  it('reads the page size and limits it to 100', () => {
    const sizes = ['1', '12', ' 7 ', '2.4', '100', '101', '1e9'].map(readPageSize);
    expect(sizes).to.deep.equal([1, 12, 7, 2, 100, 100, 100]);
    for (const text of [null, '', ' ', '0', '0.2', '-3', 'many', 'NaN'])
      expect(readPageSize(text), String(text)).to.equal(PAGE_SIZE);
  });

  const CDN = 'https://cdn.example/a.png';
  const API = 'https://api.example/v1';
  for (const [address, allowHosts, url] of [
    ['https://api.example/a.png', null, 'https://api.example/a.png'],
    ['/a.png', null, 'https://api.example/a.png'],
    ['a.png', null, 'https://api.example/a.png'],
    [CDN, null, null],
    [CDN, 'https://cdn.example', CDN],
    [CDN, ' https://x.example\nhttps://cdn.example/any/path ', CDN],
    ['https://cdn.example.evil.example/a.png', 'https://cdn.example', null],
    ['https://cdn.example:8443/a.png', 'https://cdn.example', null],
    ['http://cdn.example/a.png', 'https://cdn.example', null],
    ['http://cdn.example/a.png', 'http://cdn.example', 'http://cdn.example/a.png'],
    ['https://user:word@api.example/a.png', null, null],
    ['https://user@api.example/a.png', null, null],
    ['https://:word@api.example/a.png', null, null],
    ['data:image/png,x', 'data:', null],
    ['blob:https://api.example/1', null, null],
    ['javascript:alert(1)', null, null],
    ['file:///a.png', 'file:', null],
    ['http://[', null, null],
    ['', null, null],
    [null, null, null],
  ] as const) {
    it(`promise 2: ${url ? 'fetches' : 'does not fetch'} ${address} with allow-hosts="${allowHosts ?? ''}"`, () => {
      expect(previewUrl(address, API, allowHosts)).to.equal(url);
    });
  }
});
