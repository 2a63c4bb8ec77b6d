import { isObject } from '../internal/json.ts';
import { checkViews } from '../sandbox/limits.ts';
import { checkStructure } from '../sandbox/spec-structure.ts';
import { specError } from '../spec/errors.ts';
import { fillsBox, isComposed, plainTitle } from '../spec/facts.ts';
import { escapeSpecText, mapTexts } from '../spec/inherited-names.ts';
import { MAIN } from '../spec/names.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { COMPOSITIONS } from '../spec/views.ts';

const VIEW_KEYS = ['mark', 'layer', ...COMPOSITIONS];
const VEGA_KEYS = ['marks', 'signals', 'scales', 'axes', 'legends', 'projections'];
const VEGA_SCHEMA = /\/schema\/vega\/|\/vega\/v\d/;

interface PrepareOptions {
  /** Names of the data sets that come from queries. */
  readonly dataNames: ReadonlySet<string>;
  readonly fit: 'container' | 'none';
  /** Whether a caption shows the title, so the picture omits it. */
  readonly captioned: boolean;
}

export interface PreparedSpec {
  readonly spec: VegaLiteSpec;
  /** Whether the picture takes the size of its box. Composed views do not. */
  readonly fitted: boolean;
  /** Whether the cells of a facet share the height of the box. */
  readonly filling: boolean;
}

/**
 * Checks a spec and prepares a copy for the compiler: with the rows of the query, the size of the box and escaped texts,
 * without `usermeta`. Throws an error of kind `spec` for a Vega spec, for forbidden names, and for specs beyond the
 * limits.
 */
export function prepareSpec(input: unknown, options: PrepareOptions): PreparedSpec {
  if (!isObject(input)) throw specError('The spec is not a JSON object.');
  refuseVega(input);
  const { escapes } = checkStructure(input);
  checkViews(input);

  const fitted = options.fit === 'container' && !isComposed(input);
  const filling = options.fit === 'container' && fillsBox(input);
  const spec: Record<string, unknown> = { ...(escapes ? mapTexts(input, escapeSpecText) : input) };
  delete spec['usermeta'];
  if (spec['data'] === undefined && options.dataNames.has(MAIN)) spec['data'] = { name: MAIN };
  if (options.captioned && plainTitle(input)) delete spec['title'];
  if (fitted) {
    Object.assign(spec, {
      width: 'container',
      height: 'container',
      autosize: { type: 'fit', contains: 'padding' },
    });
  }
  if (filling) for (const key of ['width', 'height', 'autosize']) delete spec[key];
  return { spec, fitted, filling };
}

function refuseVega(spec: VegaLiteSpec): void {
  const { $schema } = spec;
  const named = typeof $schema === 'string' && VEGA_SCHEMA.test($schema);
  const shaped = VEGA_KEYS.filter((key) => key in spec);
  if (named || shaped.length > 0) {
    throw specError(
      `The spec is written in Vega (${named ? '$schema' : shaped.join(', ')}); only Vega-Lite is supported.`,
    );
  }
  if (!VIEW_KEYS.some((key) => key in spec)) {
    throw specError(`The spec draws nothing: it has none of ${VIEW_KEYS.join(', ')}.`);
  }
}
