import type { VegaSpec } from './compile.ts';
import { NUMBER } from './locale.ts';
import { isObject, list } from './spec-facts.ts';

type Json = Readonly<Record<string, unknown>>;

/** Vega's number of ticks where nobody says another. */
const COUNT = 10;

/** A compiled chart whose labels of numbers are told which ticks stand beside them, so that all are written alike. */
export function withNumberAxes(group: VegaSpec): VegaSpec {
  const visit = (value: unknown): unknown => (isObject(value) ? withNumberAxes(value) : value);
  return {
    ...group,
    ...(group['axes'] !== undefined && {
      axes: list(group['axes']).map((axis) => (isObject(axis) ? labelled(axis) : axis)),
    }),
    ...(group['marks'] !== undefined && { marks: list(group['marks']).map(visit) }),
  };
}

function labelled(axis: Json): Json {
  const text = `"signal":"${NUMBER}(datum.value)"`;
  const encode = JSON.stringify(axis['encode']);
  const { tickCount = COUNT } = axis;
  if (!encode?.includes(text) || axis['values'] !== undefined) return axis;
  const count = isObject(tickCount) ? tickCount['signal'] : tickCount;
  if (typeof count !== 'number' && typeof count !== 'string') return axis;
  const call = `${NUMBER}(datum.value, '', domain('${String(axis['scale'])}'), ${count})`;
  return {
    ...axis,
    encode: JSON.parse(encode.replace(text, () => `"signal":${JSON.stringify(call)}`)) as unknown,
  };
}
