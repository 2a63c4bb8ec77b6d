/** Finds forbidden values in attributes and styles, and creates specs that write a text into all of them. */
import type { Page } from './page.ts';

const COLOR = /^(?:|#[\da-f]{3,8}|[a-z]+|[a-z-]+\([\w .,%/+-]*\))$/i;
const NUMBERS = /^[\d\s.,eE+-]*$|^NaN$|^(?:\w+\([^()]*\)\s*)*$/;
const WORDS = /^[a-z\d .-]*$/i;

/** The allowed values of attributes that browsers parse as CSS. Other attributes are text, or numbers from Vega. */
const ALLOWED: Readonly<Record<string, RegExp>> = {
  fill: COLOR,
  stroke: COLOR,
  'stop-color': COLOR,
  'font-family': /^[\p{L}\p{N} #,'"._%-]*$/u,
  'font-style': WORDS,
  'font-variant': WORDS,
  'font-weight': WORDS,
  'stroke-linecap': WORDS,
  'stroke-linejoin': WORDS,
  'pointer-events': WORDS,
  'text-anchor': WORDS,
  display: WORDS,
  'stroke-dasharray': NUMBERS,
  'stroke-dashoffset': NUMBERS,
  'stroke-width': NUMBERS,
  'stroke-miterlimit': NUMBERS,
  'stroke-opacity': NUMBERS,
  'fill-opacity': NUMBERS,
  opacity: NUMBERS,
  transform: NUMBERS,
  href: /^data:image\/(?:png|jpeg|gif|webp)[;,]/,
  d: /^[a-z\d\s.,+-]*$/i,
};
const REFERENCE = /^url\(([^()\s"']*)#(?:(?:p_)?gradient_|clip)\d+\)$/;
const REFERRING = new Set(['fill', 'stroke', 'clip-path']);
const STYLE =
  /^(?:\s*(?:vertical-align|mix-blend-mode|image-rendering|background-color|width|height|touch-action|(?:-webkit-)?user-select|cursor): [\w ,.()%-]+;)*\s*$/;

/** Returns the attributes of a chart's picture whose values are not allowed, as `name="value"`. */
export function foreignText(root: ParentNode, page: Page): string[] {
  const found: string[] = [];
  const [address] = page.window.location.href.split('#');
  const picture = root.querySelectorAll('.chart, .chart *');
  for (const element of picture) {
    for (const { name, value } of element.attributes) {
      const [, base] = (REFERRING.has(name) && REFERENCE.exec(value)) || [];
      if (base === '' || base === address) continue;
      const allowed = name === 'style' ? STYLE : Object.hasOwn(ALLOWED, name) ? ALLOWED[name] : null;
      const mayNot = allowed
        ? !allowed.test(value)
        : REFERRING.has(name) || /^(?:filter|mask|cursor|marker.*)$/.test(name);
      if (mayNot) found.push(`${name}=${JSON.stringify(value)}`);
    }
  }
  return found;
}

/** Returns a list to which each later warning in the page's console is added. */
export function warningsOf(page: Page): string[] {
  const warnings: string[] = [];
  (page.window as unknown as { console: Console }).console.warn = (...values: unknown[]) => {
    warnings.push(values.join(' '));
  };
  return warnings;
}

/** Returns a spec with the parameter `text` in every channel that affects CSS, an attribute or a canvas. */
export function gaugeChannels(): object {
  const text = { expr: 'text' };
  const colors = Object.fromEntries(
    ['label', 'title', 'domain', 'tick', 'grid'].map((name) => [`${name}Color`, text]),
  );
  const fonts = Object.fromEntries(
    ['label', 'title'].flatMap((name) => [
      [`${name}Font`, text],
      [`${name}FontStyle`, text],
      [`${name}FontWeight`, text],
    ]),
  );
  const lines = { strokeCap: text, strokeJoin: text, strokeDash: text, blend: text, cursor: text };
  const numbers = {
    opacity: text,
    strokeWidth: text,
    strokeDashOffset: text,
    strokeMiterLimit: text,
    fillOpacity: text,
  };
  const gradient = {
    expr: "{gradient: 'linear', id: text, x1: text, stops: [{offset: text, color: text}, {offset: 1, color: 'red'}]}",
  };
  const x = { field: 'region', type: 'nominal' };
  const y = { field: 'amount', type: 'quantitative' };
  return {
    params: [{ name: 'text', value: 'red' }],
    background: text,
    view: { fill: text, stroke: text, cursor: text, strokeDash: text, strokeCap: text },
    title: {
      text,
      color: text,
      font: text,
      fontStyle: text,
      fontWeight: text,
      subtitle: text,
      subtitleColor: text,
    },
    config: {
      axis: { ...colors, ...fonts, domain: true, ticks: true, grid: true },
      legend: { ...fonts, labelColor: text },
    },
    encoding: { x, y },
    layer: [
      { mark: { type: 'bar', fill: text, stroke: text, ...lines } },
      { mark: { type: 'bar', fill: gradient, stroke: text, description: text, ...lines, ...numbers } },
      {
        mark: {
          type: 'text',
          text,
          font: text,
          fontStyle: text,
          fontWeight: text,
          fill: text,
          dir: text,
          align: text,
        },
      },
      {
        mark: { type: 'point', stroke: text, href: text, tooltip: text },
        encoding: { color: { field: 'region' } },
      },
      { mark: { type: 'line', stroke: text, ...lines } },
    ],
  };
}
