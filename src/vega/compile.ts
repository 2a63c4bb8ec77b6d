import { compile, type TopLevelSpec } from 'vega-lite';
import type { VegaLiteSpec } from '../charts/types.ts';
import { fieldTitle } from './field-titles.ts';
import { withParts } from './lazy-parts.ts';
import type { Logger } from './logger.ts';
import { asVibedasherError } from './spec-error.ts';
import type { VegaLiteConfig } from './types.ts';

/** A Vega specification, as far as this room looks into it. */
export interface VegaSpec {
  readonly data?: readonly VegaData[];
  readonly signals?: readonly VegaSignal[];
  readonly [key: string]: unknown;
}

export interface VegaData {
  readonly name: string;
  readonly format?: object | undefined;
  readonly values?: unknown;
  readonly url?: unknown;
  readonly source?: unknown;
  readonly transform?: unknown;
}

export interface VegaSignal {
  readonly name: string;
  readonly [key: string]: unknown;
}

/**
 * Compiles Vega-Lite to Vega; `config` goes under the spec's own. `titled`: fields without a title have one for readers. Rejects with a `VibedasherError` of kind `spec`.
 */
export async function compileVegaLite(
  spec: VegaLiteSpec,
  config: VegaLiteConfig | null,
  logger: Logger,
  titled = false,
): Promise<VegaSpec> {
  try {
    // Nothing is known about the spec; the compiler itself says what it cannot read.
    const input = spec as unknown as TopLevelSpec;
    return await withParts(
      () =>
        compile(input, { ...(config && { config }), ...(titled && { fieldTitle }), logger })
          .spec as unknown as VegaSpec,
    );
  } catch (cause) {
    throw asVibedasherError('spec', 'The spec is not valid Vega-Lite', cause);
  }
}
