// @engines all
import { expect } from 'chai';
import { fileName } from '../../src/export/save.ts';
import { limitScale } from '../../src/export/png.ts';
import { layOutSheet, wrap } from '../../src/export/sheet.ts';
import { svgSize, writeSvg } from '../../src/export/svg.ts';
import { CREDITS } from './support.ts';

const DAY = new Date(Date.UTC(2026, 0, 31));

describe('fileName', () => {
  for (const [parts, name] of [
    [['weekly-sales', null], 'weekly-sales-2026-01-31.csv'],
    [['sales', 'by month'], 'sales-by-month-2026-01-31.csv'],
    [['Umsätze 売上', null], 'Umsätze-売上-2026-01-31.csv'],
    [['../../etc/passwd', null], 'etc-passwd-2026-01-31.csv'],
    [['a\\b:c*d?"e<f>g|h\0i', null], 'a-b-c-d-e-f-g-h-i-2026-01-31.csv'],
    [['\u202egnp.exe', null], 'gnp.exe-2026-01-31.csv'],
    [['x'.repeat(300), null], `${'x'.repeat(80)}-2026-01-31.csv`],
    [['a..b...c', null], 'a.b.c-2026-01-31.csv'],
    [[null, '...'], 'chart-2026-01-31.csv'],
  ] as const)
    it(`creates ${name.slice(0, 40)}`, () => expect(fileName(parts, DAY, 'csv')).to.equal(name));
});

describe('wrap', () => {
  const measure = (text: string): number => text.length;

  it('breaks between words, and within words that are too long', () => {
    expect(wrap('one two three', 8, measure)).to.deep.equal(['one two', 'three']);
    expect(wrap('売上売上売上', 4, measure)).to.deep.equal(['売上売上', '売上']);
    expect(wrap('one two\u00a0three', 10, measure)).to.deep.equal(['one', 'two\u00a0three']);
    expect(wrap('  a \n b ', 8, measure)).to.deep.equal(['a b']);
    expect(wrap('', 8, measure)).to.deep.equal([]);
  });

  it('ends the last allowed line with an ellipsis', () => {
    const lines = wrap('word '.repeat(100), 9, measure);
    expect(lines).to.have.length(6);
    expect(lines.at(-1)).to.equal('word wor…');
    expect(wrap('x'.repeat(1e6), 10, measure)).to.have.length(6);
  });
});

describe('layOutSheet', () => {
  const paragraph = (text: string) => ({ text, size: 16, weight: 400, color: '#123456' }) as const;
  const look = { background: '#fff', font: 'serif', direction: 'ltr' } as const;

  it('lays out heading, chart and footing one below the other', () => {
    const chart = { width: 500, height: 200 };
    const sheet = layOutSheet({
      heading: [paragraph('Title')],
      chart,
      footing: [paragraph('Source')],
      ...look,
    });
    const [title, source] = sheet.texts;
    expect(title!.y).to.be.lessThan(sheet.chart!.y);
    expect(source!.y).to.be.greaterThan(sheet.chart!.y + 200);
    expect(sheet.height).to.be.greaterThan(source!.y);
    expect(sheet.width).to.equal(532);
  });

  it('makes the sheet wide enough for the text around a small chart', () => {
    const sheet = layOutSheet({ heading: [], chart: { width: 40, height: 40 }, footing: [], ...look });
    expect(sheet.width).to.equal(352);
    expect(sheet.chart!.x).to.equal(156);
  });

  it('starts text at the right for right-to-left languages', async () => {
    const chart = { width: 500, height: 200 };
    const about = { heading: [paragraph('Title')], chart, footing: [paragraph('Source')], ...look };
    const [left, right] = [layOutSheet(about), layOutSheet({ ...about, direction: 'rtl' })];
    expect([left, right].map(({ texts }) => texts.map(({ x }) => x))).to.deep.equal([
      [16, 16],
      [516, 516],
    ]);
    expect([left.chart, right.chart]).to.deep.equal([left.chart, left.chart]);
    const svg = await writeSvg(right, '<svg width="500" height="200"></svg>', CREDITS, '').text();
    const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
    expect(root.querySelector('g')!.getAttribute('direction')).to.equal('rtl');
    const place = root.querySelector('svg')!;
    expect([place.getAttribute('x'), place.getAttribute('y')].map(Number)).to.deep.equal([
      right.chart!.x,
      right.chart!.y,
    ]);
  });

  it('limits the scale to what engines can paint', () => {
    expect(limitScale({ width: 600, height: 400 }, 3)).to.equal(3);
    expect(limitScale({ width: 20_000, height: 10 }, 2)).to.be.closeTo(0.8, 0.1);
    const scale = limitScale({ width: 8000, height: 8000 }, 3);
    expect((8000 * scale) ** 2).to.be.at.most(2 ** 26);
    for (const wanted of [0, -1, NaN])
      expect(() => limitScale({ width: 1, height: 1 }, wanted)).to.throw(/scale/);
  });
});

describe('the SVG of a picture', () => {
  const sheet = {
    width: 352,
    height: 200,
    background: '#fff',
    font: 'Foo, "A B"',
    direction: 'ltr',
    texts: [],
    chart: { x: 16, y: 16 },
  } as const;
  const read = async (chart: string, credits = CREDITS, description = ''): Promise<Document> => {
    const text = await writeSvg(sheet, chart, credits, description).text();
    return new DOMParser().parseFromString(text, 'image/svg+xml');
  };

  it('takes its size from Vega’s SVG', () =>
    expect(
      svgSize('<svg xmlns="x" width="320.5" height="200" viewBox="0 0 1 2"><g width="3"/></svg>'),
    ).to.deep.equal({ width: 320.5, height: 200 }));

  it('escapes hostile text and replaces characters that XML does not allow', async () => {
    const hostile = '</title><script>alert(1)</script>&"\u0000\u0008\ud800\uffff';
    const svg = await read('<svg width="1" height="1"></svg>', { ...CREDITS, title: hostile }, hostile);
    expect(svg.querySelector('parsererror, script')).to.equal(null);
    const shown = '</title><script>alert(1)</script>&"\ufffd\ufffd\ufffd\ufffd';
    expect(svg.querySelector('title')!.textContent).to.equal(shown);
    expect(svg.querySelector('desc')!.textContent).to.equal(shown);
  });

  for (const paint of [
    'url(https://evil.example/x#a)',
    'URL( &quot;https://evil.example&quot; )',
    'u\\72l(https://evil.example)',
    '\\75&#xD;&#xA;rl(https://evil.example)',
    'var(--x,&quot;/*&quot;) url(https://evil.example), auto var(--x,&quot;*/&quot;)',
    'src(&quot;https://evil.example&quot;)',
    'element(#own)',
    'image-set(&quot;https://evil.example&quot; 1x)',
  ])
    it(`fetches nothing for ${paint}`, async () => {
      const svg = await read(
        `<svg width="1" height="1"><rect fill="${paint}"/><g stroke="url(#own)"/></svg>`,
      );
      expect(svg.querySelector('svg svg rect')!.getAttribute('fill')).to.equal('none');
      expect(svg.querySelector('g[stroke]')!.getAttribute('stroke')).to.equal('url(#own)');
    });

  it('falls back to a font that every reader has', async () => {
    const svg = await read(
      '<svg><text font-family="&quot;A B&quot;">a</text><text font-family="X,serif">b</text></svg>',
    );
    const fonts = [...svg.querySelectorAll('[font-family]')].map((each) => each.getAttribute('font-family'));
    expect(fonts).to.deep.equal(['Foo, "A B", sans-serif', '"A B", sans-serif', 'X,serif']);
  });
});
