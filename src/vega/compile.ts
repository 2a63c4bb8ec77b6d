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
    const { spec: vega } = await withParts(() =>
      compile(input, { ...(config && { config }), ...(titled && { fieldTitle }), logger }),
    );
    fillDomains(vega as unknown as Group);
    return vega as unknown as VegaSpec;
  } catch (cause) {
    throw asVibedasherError('spec', 'The spec is not valid Vega-Lite', cause);
  }
}

/** What of a group of a compiled chart its domains are made of. */
interface Group {
  data?: VegaData[];
  readonly scales?: readonly { readonly domain?: { readonly fields?: readonly DomainPart[] } }[];
  readonly marks?: readonly Group[];
}

interface DomainPart {
  signal?: string;
  data?: string;
  field?: string;
}

/**
 * Makes rows of the parts of domains that are computed: dates, and the ends of bins. Vega itself would write them into data by
 * a function that no chart may call.
 */
function fillDomains(group: Group): void {
  for (const part of group.scales?.flatMap(({ domain }) => domain?.fields ?? []) ?? []) {
    const { signal } = part;
    if (!signal) continue;
    const data = (group.data ??= []);
    delete part.signal;
    part.data = `vibedasher_domain_${data.length}`;
    // Dates come as `[{data: …}]`.
    part.field = signal.startsWith('[{') ? 'data.data' : 'data';
    const transform = [
      { type: 'formula', expr: signal, as: 'data' },
      { type: 'flatten', fields: ['data'] },
    ];
    data.push({ name: part.data, values: [{}], transform });
  }
  group.marks?.forEach(fillDomains);
}
