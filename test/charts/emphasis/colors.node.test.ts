import { describe, it } from 'node:test';
import { expect } from 'chai';
import { compile } from 'vega-lite';
import { type Paint, withColors } from '../../../src/charts/emphasis/colors.ts';
import type { SpecChart } from '../../../src/charts/types.ts';
import { categoryColors, shadesOf } from '../../../src/theming/vega-config.ts';
import { withReadableColors } from '../../../src/vega/colors.ts';
import { readableColor } from '../../../src/vega/contrast.ts';
import { cssColor } from '../../../src/vega/css-color.ts';
import { luminance } from '../../../src/theming/tokens.ts';
import { table } from '../column-sets.ts';
import { deriveChart } from '../english.ts';

const PALETTE = ['#000001', '#000002', '#000003'];
const BARS = deriveChart(
  table('party, seats:number', Object.entries({ SPD: 206, CDU: 152, FDP: 92 })),
) as SpecChart;
const DAYS = ['2026-01-01', '2026-01-02', '2026-01-03'];
const SEATS = table(
  'day:date, party, seats:number',
  DAYS.map((day) => `${day}, SPD, 9; ${day}, CDU, 8; ${day}, FDP, 7`).join('; '),
);
const LINES = deriveChart(SEATS) as SpecChart;
const AREAS = deriveChart(SEATS, { mark: 'area' }) as SpecChart;
/** Yellow with a contrast of 3:1 on white. */
const OLIVE = '#9e9300';

function color(
  { spec, data }: Pick<SpecChart, 'spec' | 'data'>,
  written: string,
  warnings: string[] = [],
): SpecChart['spec'] {
  const readColor = (text: string): Paint | null => {
    const exact = cssColor(text);
    return exact === null ? null : { exact, readable: readableColor(exact, '#ffffff', 3)! };
  };
  const colored = withColors(spec, written, {
    data,
    palette: PALETTE,
    readColor,
    shadesOf: (of) => shadesOf(of, '#ffffff'),
    warn: (why) => warnings.push(why),
  });
  compile(colored as never);
  return colored;
}
const scaleOf = (spec: SpecChart['spec']): { domain: string[]; range: string[] } =>
  (spec['encoding'] as { color: { scale: { domain: string[]; range: string[] } } }).color.scale;

describe('withColors', () => {
  it('colors all marks, and numbers from near the background to the color', () => {
    interface Config {
      readonly mark: object;
      readonly range: Record<'ramp' | 'heatmap', readonly string[]> & {
        ordinal: { scheme: readonly string[] };
      };
    }
    const { mark, range } = color(BARS, 'crimson')['config'] as Config;
    expect(mark).to.deep.equal({ color: '#dc143c' });
    for (const shades of [range.ramp, range.heatmap, range.ordinal.scheme]) {
      expect(shades.at(-1)).to.equal('#dc143c');
      const light = shades.map(luminance);
      expect(light).to.deep.equal([...light].sort((a, b) => b - a));
    }
  });

  it('colors lines by name, in any case, and keeps the palette for the others', () => {
    const { domain, range } = scaleOf(color(LINES, 'spd: #e3000f; Cdu: black'));
    expect(domain).to.deep.equal(['SPD', 'CDU', 'FDP']);
    expect(range).to.deep.equal(['#e3000f', '#000000', '#000003']);
  });

  it('keeps a light color of an area, and draws a darker line around it', () => {
    const test = 'toString(datum["party"]) === "FDP"';
    const [bars] = color(BARS, 'FDP: #ffed00')['layer'] as readonly { readonly encoding: object }[];
    expect(bars!.encoding).to.deep.equal({
      color: { condition: [{ test, value: '#ffed00' }] },
      stroke: { condition: [{ test, value: OLIVE }] },
    });
    const markOf = (written: string): unknown =>
      (color(BARS, written)['layer'] as { mark: object }[])[0]!.mark;
    expect(markOf('#ffed00')).to.deep.include({ color: '#ffed00', stroke: OLIVE });
    expect(markOf('crimson')).to.not.have.any.keys('color', 'stroke');
    expect(scaleOf(color(AREAS, 'FDP: #ffed00')).range).to.include('#ffed00');
    expect(JSON.stringify(color(AREAS, 'FDP: #ffed00'))).to.include(OLIVE);
  });

  it('darkens a light color of lines', () => {
    const text = JSON.stringify(color(LINES, 'FDP: #ffed00'));
    expect(text).to.include(OLIVE).and.not.include('#ffed00');
  });

  it('colors bars by the names on their axis', () => {
    const text = JSON.stringify(color(BARS, 'SPD: red'));
    expect(text).to.include(
      `{"condition":[{"test":"toString(datum[\\"party\\"]) === \\"SPD\\"","value":"#ff0000"}]}`,
    );
  });

  it('keeps the colors and the color scale that a spec sets', () => {
    const marks = { ...BARS.spec, config: { mark: { color: 'navy' } } };
    expect(color({ ...BARS, spec: marks }, 'teal')['config']).to.deep.include({ mark: { color: 'navy' } });
    const warnings: string[] = [];
    const encoding = { x: { field: 'party' }, color: { field: 'party', scale: { scheme: 'dark2' } } };
    const spec = { mark: 'bar', encoding };
    expect(color({ ...BARS, spec }, 'SPD: red', warnings)).to.equal(spec);
    expect(warnings).to.deep.equal(['the chart sets its own colors']);
  });

  it('warns about a text that is no color, and about a category that does not occur', () => {
    const warnings: string[] = [];
    color(BARS, 'SPD: redd; AfD: blue; CDU: "url(x)"', warnings);
    expect(warnings).to.deep.equal([
      '"redd" is not a color: use a CSS color, such as seagreen, #2e8b57 or rgb(46 139 87)',
      '"url(x)" is not a color: use a CSS color, such as seagreen, #2e8b57 or rgb(46 139 87)',
      '"afd" is not in the chart, which has SPD, CDU, FDP',
    ]);
  });
});

describe('cssColor', () => {
  it('reads the colors of CSS', () => {
    const colors: Readonly<Record<string, string>> = {
      ...{ SeaGreen: '#2e8b57', '#0F0': '#00ff00', '#00ff0080': '#00ff00' },
      ...{
        'rgb(0 102 0)': '#006600',
        'rgba(0, 102, 0, 0.5)': '#006600',
        'rgb(10% 20% 30% / 50%)': '#1a334d',
      },
      ...{
        'hsl(120 100% 25%)': '#008000',
        'hsl(0.5turn, 100%, 50%)': '#00ffff',
        'hwb(60 3% 60%)': '#666608',
      },
      ...{ 'lab(29.2345% 39.3825 20.0664)': '#7d2329', 'lch(29.2345% 44.2 27)': '#7d2329' },
      ...{ 'oklab(40.101% 0.1147 0.0453)': '#7d2329', 'oklch(0.40101 0.12332 21.555)': '#7d2329' },
      ...{ 'color(srgb 1 0.5 none)': '#ff8000', 'color(display-p3 0 0 1)': '#0000ff' },
      ...{ 'color(srgb-linear 0.5 0.5 0.5)': '#bcbcbc' },
    };
    for (const [text, hex] of Object.entries(colors)) expect(cssColor(text), text).to.equal(hex);
  });

  it('refuses everything else', () => {
    const texts = [
      ...['', 'redd', 'url(#a)', 'var(--a)', 'rgb(var(--a))', 'rgb(1 2)', 'rgb(1 2 3 4 5)', 'rgb(1deg 2 3)'],
      ...[
        'hsl(50% 1% 1%)',
        'color(xyz 0 0 0)',
        'toString(1 2 3)',
        'transparent',
        'red; fill: blue',
        'rgb(1 2 3',
      ],
      `rgb(${'1'.repeat(200)} 2 3)`,
    ];
    for (const text of texts) expect(cssColor(text), text).to.equal(null);
  });
});

describe('readableColor', () => {
  it('changes the lightness of a color with too little contrast', () => {
    const contrast = (one: string, other: string): number => {
      const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
      return (high + 0.05) / (low + 0.05);
    };
    for (const background of ['#ffffff', '#16191f', '#808080'])
      for (const text of ['yellow', 'navy', '#777', 'white', 'black', 'hsl(20, 50%, 50%)'])
        for (const least of [3, 4.5]) {
          const color = readableColor(text, background, least)!;
          expect(contrast(color, background), `${text} on ${background}`).to.be.at.least(least);
        }
    expect(readableColor('#00896d', '#ffffff', 3)).to.equal('#00896d');
    expect(readableColor('transparent', '#ffffff', 3)).to.equal(null);
  });

  it('keeps the gray of "Other"', () => {
    const seats = Array.from({ length: 12 }, (_, at) => [`Party ${at}`, 30 - at]);
    const ring = deriveChart(table('party, seats:number', seats), { mark: 'arc' }) as SpecChart;
    const tokens = {
      palette: [1, 2, 3, 4, 5, 6, 7, 8].map((digit) => `#${digit}000ff`),
      ...{ muted: '#666666', background: '#ffffff' },
    };
    const paint = (colors: string): string =>
      JSON.stringify(withReadableColors(ring.spec, colors, tokens, { data: ring.data, warn: () => {} }));
    const [, other] = categoryColors(tokens).slice(-2);
    for (const colors of ['Party 0: crimson', 'seagreen']) expect(paint(colors), colors).to.include(other);
  });
});
