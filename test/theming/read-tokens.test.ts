// @engines all
import { expect } from 'chai';
import { parseColor, readScheme, readTokens } from '../../src/theming/read-tokens.ts';
import { defineTheme } from '../../src/theming/themes.ts';

/** Adds markup to the page and returns its element with the ID `x`. */
function place(html: string): HTMLElement {
  const stage = document.createElement('div');
  stage.className = 'stage';
  stage.innerHTML = html;
  document.body.append(stage);
  return stage.querySelector<HTMLElement>('#x') ?? stage;
}

describe('readScheme', () => {
  afterEach(() => {
    for (const stage of document.querySelectorAll('.stage')) stage.remove();
    document.documentElement.removeAttribute('style');
    document.body.removeAttribute('style');
  });

  for (const [name, scheme, ...boxes] of [
    ['data-theme', 'dark', 'data-theme="dark"'],
    ['data-bs-theme', 'dark', 'data-bs-theme="dark"'],
    ['the class dark', 'dark', 'class="page dark"'],
    ['the nearest attribute or class', 'light', 'class="dark"', 'data-theme="light"'],
    ['an attribute before color-scheme', 'light', 'data-theme="light" style="color-scheme: dark"'],
    [
      'color-scheme if data-theme has another value',
      'dark',
      'data-theme="cupcake" style="color-scheme: dark"',
    ],
    ['color-scheme', 'dark', 'style="color-scheme: dark"'],
    ['color-scheme before a background', 'light', 'style="color-scheme: light; background: #000"'],
    ['a dark background', 'dark', 'style="background: rgb(20, 24, 30)"'],
    [
      'the nearest opaque background',
      'dark',
      'style="background: #111"',
      'style="background: rgb(255 255 255 / 10%)"',
    ],
    ['a light background in a dark one', 'light', 'style="background: #111"', 'style="background: #fafafa"'],
    ['the light scheme by default', 'light'],
  ])
    it(`follows ${name}`, () => {
      const html = boxes.map((attributes) => `<div ${attributes}>`).join('');
      expect(readScheme(place(`${html}<i id="x"></i>`))).to.equal(scheme);
    });

  it('uses the scheme of the system only if color-scheme allows both', () => {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const element = place('<div style="color-scheme: light dark"><i id="x"></i></div>');
    // The root does not support dark mode, so the canvas of the page is white.
    expect(readScheme(element)).to.equal('light');
    document.documentElement.style.colorScheme = 'light dark';
    expect(readScheme(element)).to.equal(dark ? 'dark' : 'light');
    document.documentElement.style.colorScheme = '';
  });

  it('follows the page’s <meta name="color-scheme">, but a style before it', () => {
    const meta = Object.assign(document.createElement('meta'), { name: 'color-scheme', content: 'dark' });
    document.head.append(meta);
    try {
      expect(readScheme(place('<i id="x"></i>'))).to.equal('dark');
      expect(readScheme(place('<div style="color-scheme: light"><i id="x"></i></div>'))).to.equal('light');
      meta.content = 'light dark';
      const dark = matchMedia('(prefers-color-scheme: dark)').matches;
      expect(readScheme(place('<i id="x"></i>'))).to.equal(dark ? 'dark' : 'light');
    } finally {
      meta.remove();
    }
  });

  it('follows ancestors through shadow roots and slots', () => {
    const host = place('<div id="x"></div>');
    host.attachShadow({ mode: 'open' }).innerHTML = '<section class="dark"><slot></slot><b></b></section>';
    const slotted = document.createElement('i');
    host.append(slotted);
    expect(readScheme(slotted)).to.equal('dark');
    expect(readScheme(host.shadowRoot?.querySelector('b') as Element)).to.equal('dark');
    expect(readScheme(host)).to.equal('light');
  });
});

describe('readTokens', () => {
  afterEach(() => {
    for (const stage of document.querySelectorAll('.stage')) stage.remove();
  });

  it('reads a list of fonts with line breaks', () => {
    const element = place('<i id="x" style="--vibedasher-font: Inter,\n  serif"></i>');
    expect(readTokens(element, 'light').font).to.equal('Inter, serif');
  });

  it('reads the font and text size of the page', () => {
    const element = place('<div style="font: 20px Georgia, serif"><i id="x"></i></div>');
    const tokens = readTokens(element, 'light');
    expect(tokens.fontSize).to.equal(20);
    expect(tokens.font).to.include('Georgia');
  });

  it('reads custom properties in any color notation', () => {
    const element = place(`<div style="--brand: rebeccapurple; color: rgb(1, 2, 3)">
      <i id="x" style="--vibedasher-font: Inter; --vibedasher-color-accent: var(--brand); --vibedasher-color-text: currentcolor;
        --vibedasher-color-grid: #abc; --vibedasher-color-muted: hsl(0 100% 50%); --vibedasher-palette-3: rgb(10, 20, 30)"></i></div>`);
    const tokens = readTokens(element, 'light');
    const colors = { accent: '#663399', text: '#010203', grid: '#aabbcc', muted: '#ff0000' };
    expect(tokens).to.include({ font: 'Inter', ...colors });
    expect(tokens.palette[0]).to.equal('#663399');
    expect(tokens.palette[2]).to.equal('#0a141e');
    expect(element.childElementCount).to.equal(0);
  });

  it('ignores values that are not colors', () => {
    const element = place(
      '<i id="x" style="--vibedasher-color-accent: url(x); --vibedasher-color-grid: 12px"></i>',
    );
    expect(readTokens(element, 'light')).to.include({ accent: '#2d6dc4', grid: '#e4e7eb' });
  });

  it('uses the scheme of the theme if the theme has one, or else that of the page', () => {
    const element = place('<div class="dark"><i id="x"></i></div>');
    expect(readTokens(element, 'auto').scheme).to.equal('dark');
    expect(readTokens(element, 'none').scheme).to.equal('dark');
    expect(readTokens(element, 'light').scheme).to.equal('light');
  });

  it('overrides a named theme with custom properties', () => {
    defineTheme('brand', {
      scheme: 'dark',
      tokens: { accent: '#ff0000', grid: '#333333', palette: [undefined, '#00ff00'] },
    });
    const element = place('<i id="x" style="--vibedasher-color-grid: #444444"></i>');
    const tokens = readTokens(element, 'brand');
    expect(tokens).to.include({ scheme: 'dark', accent: '#ff0000', grid: '#444444' });
    expect(tokens.palette[1]).to.equal('#00ff00');
  });
});

describe('parseColor', () => {
  it('parses computed colors', () => {
    expect(parseColor('rgb(1, 2, 255)')).to.deep.equal({ hex: '#0102ff', alpha: 1 });
    expect(parseColor('rgba(1, 2, 3, 0.5)')).to.deep.equal({ hex: '#010203', alpha: 0.5 });
    expect(parseColor('color(srgb 1 0 0.2)')).to.deep.equal({ hex: '#ff0033', alpha: 1 });
    expect(parseColor('color(srgb 1.2 -0.1 2e-2 / 0.25)')).to.deep.equal({ hex: '#ff0005', alpha: 0.25 });
    expect(parseColor('#A0b1C2')).to.deep.equal({ hex: '#a0b1c2', alpha: 1 });
    expect(parseColor('transparent')).to.equal(null);
  });
});
