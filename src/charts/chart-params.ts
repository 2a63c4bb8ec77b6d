import type { Params, ParamValue } from '../public-client/types.ts';
import { ChartError } from './chart-error.ts';
import type { ParamDeclaration } from './types.ts';
import { usedParams } from './used-params.ts';

/** Where the parameters of one chart come from; each level wins over the ones before it. */
export interface ParamSources {
  readonly declared?: readonly ParamDeclaration[] | undefined;
  readonly dashboard?: Params | undefined;
  /** The `params` attribute or property. */
  readonly params?: Params | undefined;
  /** The `param-NAME` attributes by NAME, in whatever case the page's HTML left it. */
  readonly attributes?: Params | undefined;
  /** What `setParams` was given. */
  readonly set?: Params | undefined;
  /** The chart's queries: the names in them settle the case of an attribute's name. */
  readonly queries?: Iterable<string> | undefined;
}

/**
 * The parameters of a chart with their values. A declared one is always there: `null`, which is sent as `''`, says
 * that nothing is chosen. Throws a {@link ChartError} where a `param-NAME` attribute fits two names.
 */
export function resolveParams(sources: ParamSources): Params {
  const { declared = [], dashboard = {}, params = {}, attributes = {}, set = {}, queries = [] } = sources;
  const values = new Map<string, ParamValue>();
  const assign = (level: Params): void => {
    for (const [name, value] of Object.entries(level)) values.set(name, value);
  };
  for (const { name, default: initial } of declared) values.set(name, initial);
  assign(dashboard);
  assign(params);

  const names = new Set([...values.keys(), ...Object.keys(set), ...[...queries].flatMap(usedParams)]);
  for (const [written, value] of Object.entries(attributes)) values.set(matchName(written, names), value);
  assign(set);

  for (const { name, multiple } of declared) {
    const value = values.get(name) ?? null;
    if (multiple) values.set(name, asList(value));
  }
  return Object.fromEntries(values);
}

/** The part of the parameters that a query uses: what is sent with it. */
export const paramsFor = (sql: string, params: Params): Params =>
  Object.fromEntries(
    usedParams(sql)
      .filter((name) => Object.hasOwn(params, name))
      .map((name) => [name, params[name] ?? null]),
  );

function matchName(written: string, names: ReadonlySet<string>): string {
  const lower = written.toLowerCase();
  const fitting = [...names].filter((name) => name.toLowerCase() === lower);
  if (fitting.length < 2) return fitting[0] ?? written;
  throw new ChartError(
    'config',
    `param-${lower}`,
    `this matches ${fitting.map((name) => `"${name}"`).join(' and ')}: use the params attribute`,
  );
}

/** One choice of a parameter that takes several is a list of one; a JSON list in an attribute is one already. */
function asList(value: ParamValue): ParamValue {
  if (value === null || value === '' || Array.isArray(value)) return value;
  if (typeof value === 'number') return [value];
  return typeof value === 'string' && !value.trim().startsWith('[') ? [value] : value;
}
