/** Every spec of the demo compiles without a warning, and is written as a published one should be. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { compile, type TopLevelSpec } from 'vega-lite';
import { DEMO_ROOT } from '../../../demo/prepare-data.ts';
import { createTokens } from '../../../src/theming/tokens.ts';
import { vegaConfig } from '../../../src/theming/vega-config.ts';
import { prepareSpec } from '../../../src/vega/prepare-spec.ts';

const paths = globSync('vizzes/*/*/charts/*.vl.json', { cwd: DEMO_ROOT }).sort();

describe('the demo’s specs', () => {
  it('are there', () => assert.ok(paths.length >= 14, `${paths.length} specs`));

  for (const path of paths) {
    describe(path, () => {
      const text = readFileSync(join(DEMO_ROOT, path), 'utf8');
      const spec = JSON.parse(text) as Record<string, unknown>;

      it('compiles without a warning, with and without the theme', () => {
        const config = vegaConfig(createTokens('light'));
        assert.deepEqual([...warnings(spec, {}), ...warnings(spec, config)], []);
      });

      it('has a title with a subtitle', () => {
        const { text: title, subtitle } = spec['title'] as Record<string, unknown>;
        assert.ok(typeof title === 'string' && title.length > 0, 'title');
        assert.ok(typeof subtitle === 'string' && subtitle.length > 0, 'subtitle');
      });

      it('says in each tooltip what a value is, and of a date its grain', () => {
        for (const { field, aggregate, title, type, timeUnit } of tooltipsOf(spec)) {
          assert.ok(title, `title of ${String(field ?? aggregate)}`);
          if (type === 'temporal') assert.ok(timeUnit, `time unit of ${String(field)}`);
        }
      });

      it('leaves look and data to the embed and the query', () => {
        assert.equal(spec['config'], undefined);
        assert.doesNotMatch(text, /"url"/);
      });

      it('loads nothing but rows', () =>
        assert.doesNotMatch(text, /https?:(?!\/\/vega\.github\.io\/schema\/)/));
    });
  }
});

/** All fields of all tooltips of a spec. */
function tooltipsOf(part: unknown): readonly Record<string, unknown>[] {
  if (typeof part !== 'object' || part === null) return [];
  const { tooltip } = part as Record<string, unknown>;
  const own = Array.isArray(tooltip) ? (tooltip as Record<string, unknown>[]) : [];
  return [...own, ...Object.values(part).flatMap(tooltipsOf)];
}

/** What Vega-Lite complains of when it compiles the spec as the element does, over rows that come later. */
function warnings(spec: Record<string, unknown>, config: object): readonly string[] {
  const said: string[] = [];
  const say = (...parts: readonly unknown[]) => {
    said.push(parts.map(String).join(' '));
    return logger;
  };
  const silent = () => logger;
  const logger = { level: silent as never, error: say, warn: say, info: silent, debug: silent };
  const prepared = prepareSpec(spec, { dataNames: new Set(['main']), fit: 'container', captioned: true });
  compile(prepared.spec as unknown as TopLevelSpec, { config, logger });
  return said;
}
