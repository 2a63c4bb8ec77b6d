/** Draws example specs in Node, and checks that the pictures contain only allowed elements. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { localeFor } from '../../src/locale/load-locale.ts';
import { drawHeadless } from '../../src/prerender/headless.ts';
import { writeSvg } from '../../src/prerender/svg-writer.ts';
import { measureFor, useMeasure } from '../../src/prerender/text-widths.ts';
import { createTokens } from '../../src/theming/tokens.ts';
import { themeConfig } from '../../src/theming/vega-config.ts';

const ROOT = join(import.meta.dirname, '../..');
const PATHS = ['test/specs/*.vl.json', '../shared/conformance/vega-lite/*.vl.json']
  .flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
  .sort();
const ELEMENTS = /^(?:svg|g|path|rect|text|tspan|line|circle|clipPath|linearGradient|stop)$/;
const ATTRIBUTES =
  /^(?:xmlns|width|height|viewBox|fill|stroke|direction|role|aria-label|aria-hidden|class|d|x|y|x1|y1|x2|y2|cx|cy|r|rx|dy|id|offset|opacity|transform|text-anchor|unicode-bidi|vector-effect|clip-path|stop-(?:color|opacity)|font-(?:size|family|style|variant|weight)|fill-opacity|stroke-(?:opacity|width|dashoffset|dasharray|miterlimit|linecap|linejoin))$/;

type Json = Record<string, unknown>;

/** Returns a copy of a spec with the rows of the npm package vega-datasets as inline data. */
function withData(spec: unknown): unknown {
  if (Array.isArray(spec)) return spec.map(withData);
  if (typeof spec !== 'object' || spec === null) return spec;
  return Object.fromEntries(
    Object.entries(spec).map(([key, value]) => {
      const url = key === 'data' ? (value as Json | null)?.['url'] : undefined;
      return [key, typeof url === 'string' ? filled(value as Json, url) : withData(value)];
    }),
  );
}

function filled({ url: _, ...source }: Json, url: string): Json {
  const text = readFileSync(join(ROOT, 'node_modules/vega-datasets', url), 'utf8');
  const type = extname(url).slice(1);
  const values: unknown = type === 'json' ? JSON.parse(text) : text;
  return { ...source, format: { type, ...(source['format'] as Json | undefined) }, values };
}

/** Whether the folder of example specs next to the project exists. */
const isComplete = PATHS.some((path) => path.startsWith('..'));

describe('pictures of example specs', { skip: PATHS.length === 0 }, async () => {
  const tokens = createTokens('light');
  const measure = await measureFor(undefined, undefined);
  after(useMeasure(measure));
  for (const path of PATHS) {
    it(`contain only allowed elements: ${basename(path)}`, async () => {
      const spec = withData(JSON.parse(readFileSync(join(ROOT, path), 'utf8'))) as Json;
      const size = { width: 640, height: 320 };
      const { svg, marks, drawn } = await drawHeadless(
        {
          spec,
          data: new Map(),
          size,
          fit: 'container',
          config: themeConfig('auto', tokens, size.width, 'projection' in spec),
          locale: localeFor('en').vega,
          rtl: false,
          captioned: false,
          allowHosts: [],
          onWarning: () => {},
          signal: new AbortController().signal,
        },
        (drawing) => ({
          ...writeSvg(drawing, { idPrefix: 'vd', label: 'A chart', tokens, measure }),
          drawn: drawing,
        }),
      );
      assert.ok(drawn.width > 0 && drawn.height > 0);
      assert.ok(marks > 0, 'nothing was drawn');
      for (const [, name = '', attributes = ''] of svg.matchAll(
        /<([a-zA-Z]+)((?:\s[^\s=]+="[^"]*")*)\/?>/g,
      )) {
        assert.match(name, ELEMENTS);
        for (const [, attribute = '', value = ''] of attributes.matchAll(/\s([^\s=]+)="([^"]*)"/g)) {
          assert.match(attribute, ATTRIBUTES);
          assert.doesNotMatch(value, /url\((?!#vd-\d+\))|javascript:|NaN|Infinity/);
        }
      }
    });
  }
  if (!isComplete)
    it('are drawn for the examples of Vega-Lite', { skip: 'their folder is missing' }, () => {});
});
