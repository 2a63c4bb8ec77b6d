import { isObject } from './json.ts';
import { MAIN } from './types.ts';
import type { VegaLiteSpec } from './types.ts';

/** Where a Vega-Lite view holds further views. */
const CHILDREN = ['layer', 'concat', 'hconcat', 'vconcat', 'spec'];

/**
 * The names of the data sets that a spec draws and does not bring along: {@link MAIN} for a view without `data`,
 * and each `data: {name}` that neither carries its data nor stands in `datasets`.
 */
export function dataNames(spec: VegaLiteSpec): ReadonlySet<string> {
  const wanted = new Set<string>();
  const brought = new Set<string>(isObject(spec['datasets']) ? Object.keys(spec['datasets']) : []);

  const addData = (data: unknown): void => {
    if (!isObject(data)) return;
    const { name, format: _format, ...source } = data;
    if (typeof name !== 'string') return;
    (Object.keys(source).length ? brought : wanted).add(name);
  };

  const visit = (view: unknown, inherited: boolean): void => {
    if (!isObject(view)) return;
    const { data, transform } = view;
    addData(data);
    for (const step of Array.isArray(transform) ? (transform as unknown[]) : []) {
      if (isObject(step) && isObject(step['from'])) addData(step['from']['data']);
    }
    const hasData = data === undefined ? inherited : data !== null;
    const children = CHILDREN.flatMap((key) => view[key] ?? []);
    for (const child of children) visit(child, hasData);
    if (!children.length && data === undefined && !inherited) wanted.add(MAIN);
  };

  visit(spec, false);
  for (const name of brought) wanted.delete(name);
  return wanted;
}
