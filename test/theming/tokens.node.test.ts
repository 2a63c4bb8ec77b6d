import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { createTokens, distance, luminance, mix } from '../../src/theming/tokens.ts';
import type { ColorScheme } from '../../src/theming/tokens.ts';

const SCHEMES: readonly ColorScheme[] = ['light', 'dark'];

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe('color functions', () => {
  it('mix colors and compare them', () => {
    expect(mix('#000000', '#ffffff', 0)).to.equal('#000000');
    expect(mix('#000000', '#ffffff', 1)).to.equal('#ffffff');
    expect(mix('#ff0000', '#0000ff', 0.5)).to.equal('#800080');
    expect(distance('#123456', '#123456')).to.equal(0);
    expect(distance('#2d6dc4', '#59a4ff')).to.be.lessThan(distance('#2d6dc4', '#d86d16'));
    expect(contrast('#000000', '#ffffff')).to.be.closeTo(21, 0.01);
  });
});

describe('createTokens', () => {
  for (const scheme of SCHEMES) {
    it(`creates colors with enough contrast in the ${scheme} scheme`, () => {
      const { text, muted, palette, background, accent } = createTokens(scheme);
      expect(contrast(text, background)).to.be.greaterThan(7);
      expect(contrast(muted, background)).to.be.greaterThan(4.5);
      expect(palette).to.have.length(8);
      expect(palette[0]).to.equal(accent);
      for (const color of palette) expect(contrast(color, background), color).to.be.at.least(3);
    });

    it(`puts a custom accent first in the palette of the ${scheme} scheme`, () => {
      const plain = createTokens(scheme).palette;
      for (const accent of ['#e2001a', '#005f3c', '#ffcc00', '#2d6dc4']) {
        const tokens = createTokens(scheme, { accent });
        expect(tokens.accent).to.equal(accent);
        expect(tokens.palette).to.have.length(8);
        expect(tokens.palette[0]).to.equal(accent);
        expect(plain).to.include.members(tokens.palette.slice(1) as string[]);
        const nearest = Math.min(...tokens.palette.slice(1).map((color) => distance(color, accent)));
        expect(nearest, `${accent} among the rest`).to.be.at.least(
          Math.min(...plain.map((color) => distance(color, accent))),
        );
      }
    });
  }

  it('drops the color closest to the accent', () => {
    const rest = (accent: string) => createTokens('light', { accent }).palette.slice(1);
    expect(rest('#b0000c')).to.include('#2d6dc4').and.not.include('#a20004');
    expect(rest('#009070')).to.include('#2d6dc4').and.not.include('#00896d');
  });

  it('overrides single colors of the palette and uses the first one as the accent', () => {
    const tokens = createTokens('light', { palette: ['#111111', undefined, '#333333'] });
    expect(tokens.accent).to.equal('#111111');
    expect(tokens.palette[0]).to.equal('#111111');
    expect(tokens.palette[2]).to.equal('#333333');
    expect(tokens.palette).to.have.length(8);
    expect(createTokens('light', { accent: '#abcdef', palette: ['#111111'] })).to.include({
      accent: '#abcdef',
    });
  });

  it('keeps all other overrides', () => {
    const colors = { text: '#111111', muted: '#444444', grid: '#cccccc', background: '#fafafa' };
    const own = { font: 'Georgia', fontSize: 20, ...colors };
    expect(createTokens('dark', own)).to.include(own);
  });
});

it('the pages of the server and of the demo use the colors of the default themes', () => {
  const [light, dark] = SCHEMES.map((scheme) => {
    const { text, muted, grid, background, palette } = createTokens(scheme);
    return [text, muted, grid, background, ...palette];
  });
  for (const file of ['server/src/viewer/assets.ts', 'demo/pages/demo.css']) {
    const css = readFileSync(join(import.meta.dirname, '../..', file), 'utf8').replaceAll(
      '#fff,',
      '#ffffff,',
    );
    for (const [, ...pair] of css.matchAll(/light-dark\((#\w+), (#\w+)\)/g))
      expect(light?.indexOf(pair[0]!), file).to.equal(dark?.indexOf(pair[1]!));
  }
});
