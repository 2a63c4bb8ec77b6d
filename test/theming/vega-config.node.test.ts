import { describe, it } from 'node:test';
import { expect } from 'chai';
import { compile } from 'vega-lite';
import { findTheme, defineTheme } from '../../src/theming/themes.ts';
import { themeConfig, vegaConfig } from '../../src/theming/vega-config.ts';
import { createTokens } from '../../src/theming/tokens.ts';

const [A, B, C, D] = 'abcd'.split('').map((field) => ({ field }));
const [NA, NB, NC] = [A, B, C].map((each) => ({ ...each, type: 'quantitative' }));
const SPECS = {
  bars: { mark: 'bar', encoding: { x: A, y: NB, color: C } },
  lines: { mark: 'line', encoding: { x: { ...A, type: 'temporal' }, y: NB } },
  heatmap: { mark: 'rect', encoding: { x: A, y: B, color: NC } },
  facets: { mark: 'point', encoding: { x: NA, y: NB, row: C, column: D } },
  twoAxes: {
    resolve: { scale: { y: 'independent' } },
    layer: [
      { mark: 'bar', encoding: { x: A, y: NB } },
      { mark: 'line', encoding: { x: A, y: NC } },
    ],
  },
  boxes: { mark: 'boxplot', encoding: { x: A, y: NB } },
  binned: { mark: 'bar', encoding: { x: { ...A, bin: true }, y: { aggregate: 'count' } } },
  arcs: { mark: 'arc', encoding: { theta: NB, color: A } },
};

/** Returns all numbers whose key matches, at any depth. */
function numbersAt(value: unknown, key: RegExp): readonly number[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) =>
    key.test(name) && typeof child === 'number' ? [child] : numbersAt(child, key),
  );
}

describe('vegaConfig', () => {
  const config = vegaConfig(createTokens('light'));

  for (const [name, spec] of Object.entries(SPECS))
    it(`compiles ${name} without a warning`, () => {
      const warnings: string[] = [];
      const note = (...words: unknown[]) => (warnings.push(words.join(' ')), logger);
      const quiet = (): unknown => logger;
      const logger = { level: quiet, error: note, warn: note, info: quiet, debug: quiet };
      const options = { config, logger } as never;
      compile({ data: { name: 'main' }, ...spec } as never, options);
      expect(warnings).to.deep.equal([]);
    });

  it('returns plain JSON', () => {
    expect(JSON.parse(JSON.stringify(config))).to.deep.equal(config);
  });

  it('scales with the text size of the page, down to 11 px', () => {
    for (const fontSize of [8, 16, 24]) {
      const sizes = numbersAt(vegaConfig(createTokens('light', { fontSize })), /fontSize$/i);
      expect(sizes.length).to.be.greaterThan(5);
      expect(Math.min(...sizes)).to.be.at.least(11);
    }
    expect(numbersAt(vegaConfig(createTokens('light', { fontSize: 24 })), /^labelFontSize$/)).to.include(18);
  });

  it('wraps legends to the width of the box', () => {
    const columns = (width: number): number =>
      numbersAt(vegaConfig(createTokens('light'), width), /^columns$/)[0] ?? 0;
    expect(columns(320)).to.be.lessThan(columns(1100));
    expect(columns(50)).to.be.at.least(1);
  });

  it('uses only colors of the tokens', () => {
    const text = JSON.stringify(vegaConfig(createTokens('dark', { accent: '#e2001a' })));
    expect(text).to.include('#e2001a').and.not.include('#2d6dc4').and.not.include('#ffffff');
  });
});

describe('themeConfig', () => {
  const tokens = createTokens('light');

  it('returns the same object for the same look', () => {
    expect(themeConfig('auto', tokens)).to.equal(themeConfig('light', createTokens('light')));
    expect(themeConfig('auto', tokens, 640)).to.equal(themeConfig('auto', tokens, 650));
    expect(themeConfig('auto', tokens)).to.not.equal(themeConfig('auto', createTokens('dark')));
    expect(themeConfig('auto', tokens)).to.not.equal(themeConfig('auto', tokens, 640, true));
  });

  it('returns null for theme="none"', () => {
    expect(themeConfig('none', tokens)).to.equal(null);
  });

  it('overrides the config of the tokens with a named theme', () => {
    defineTheme('press', { scheme: 'dark', config: { bar: { cornerRadiusEnd: 0 } } });
    expect(findTheme('press')?.scheme).to.equal('dark');
    expect(themeConfig('press', tokens)).to.deep.include({ bar: { cornerRadiusEnd: 0 } });
    expect(themeConfig('unknown', tokens)).to.equal(themeConfig('auto', tokens));
    expect(() => {
      defineTheme('auto', {});
    }).to.throw('A theme cannot be named "auto"');
  });
});
