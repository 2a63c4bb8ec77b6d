/** Every spec of the demo compiles without warnings and follows the rules for published specs. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { compile, type TopLevelSpec } from 'vega-lite';
import { DEMO_ROOT } from '../../demo/prepare-data.ts';
import { createTokens } from '../../src/theming/tokens.ts';
import { vegaConfig } from '../../src/theming/vega-config.ts';
import { prepareSpec } from '../../src/vega/prepare-spec.ts';

const paths = globSync('vizzes/*/*/charts/*.vl.json', { cwd: DEMO_ROOT }).sort();

describe('the demo’s specs', () => {
  it('exist', () => assert.ok(paths.length >= 14, `${paths.length} specs`));

  for (const path of paths) {
    describe(path, () => {
      const text = readFileSync(join(DEMO_ROOT, path), 'utf8');
      const spec = JSON.parse(text) as Record<string, unknown>;

      it('compiles without warnings, with and without the theme', () => {
        const config = vegaConfig(createTokens('light'));
        assert.deepEqual([...warnings(spec, {}), ...warnings(spec, config)], []);
      });

      it('has a title with a subtitle', () => {
        const { text: title, subtitle } = spec['title'] as Record<string, unknown>;
        assert.ok(typeof title === 'string' && title.length > 0, 'title');
        assert.ok(typeof subtitle === 'string' && subtitle.length > 0, 'subtitle');
      });

      it('has a title for each value in a tooltip, and a time unit for each date', () => {
        for (const { field, aggregate, title, type, timeUnit } of tooltipFields(spec)) {
          assert.ok(title, `title of ${String(field ?? aggregate)}`);
          if (type === 'temporal') assert.ok(timeUnit, `time unit of ${String(field)}`);
        }
      });

      it('has no config and no data URL', () => {
        assert.equal(spec['config'], undefined);
        assert.doesNotMatch(text, /"url"/);
      });

      it('contains no URL except that of its schema', () =>
        assert.doesNotMatch(text, /https?:(?!\/\/vega\.github\.io\/schema\/)/));
    });
  }
});

/** Returns the fields of all tooltips in a spec. */
function tooltipFields(part: unknown): readonly Record<string, unknown>[] {
  if (typeof part !== 'object' || part === null) return [];
  const { tooltip } = part as Record<string, unknown>;
  const own = Array.isArray(tooltip) ? (tooltip as Record<string, unknown>[]) : [];
  return [...own, ...Object.values(part).flatMap(tooltipFields)];
}

/** Returns Vega-Lite's warnings when it compiles the spec as the element does. */
function warnings(spec: Record<string, unknown>, config: object): readonly string[] {
  const messages: string[] = [];
  const record = (...parts: readonly unknown[]) => {
    messages.push(parts.map(String).join(' '));
    return logger;
  };
  const silent = () => logger;
  const logger = { level: silent as never, error: record, warn: record, info: silent, debug: silent };
  const prepared = prepareSpec(spec, { dataNames: new Set(['main']), fit: 'container', captioned: true });
  compile(prepared.spec as unknown as TopLevelSpec, { config, logger });
  return messages;
}
