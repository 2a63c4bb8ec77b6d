/** Shared parts of the steps that rewrite a spec. */
import { isObject, type JsonObject } from '../internal/json.ts';

/** Returns whether any property of a spec, except in its data, passes a test. The spec need not be valid. */
export function someProperty(spec: unknown, test: (key: string, value: unknown) => boolean): boolean {
  if (Array.isArray(spec)) return spec.some((each) => someProperty(each, test));
  return (
    isObject(spec) &&
    Object.entries(spec).some(
      ([key, value]) =>
        key !== 'data' && key !== 'datasets' && (test(key, value) || someProperty(value, test)),
    )
  );
}

const member = (value: unknown, key: string): JsonObject =>
  isObject(value) && isObject(value[key]) ? value[key] : {};

/** Returns the channels in the `update` of a part, such as `labels`, of the `encode` of an axis or legend. */
export const updateOf = (encode: unknown, part: string): JsonObject => member(member(encode, part), 'update');

/** Returns the `encode` of an axis or legend in which `update` overrides channels of a part. */
export const withUpdate = (encode: unknown, part: string, update: JsonObject): JsonObject => ({
  ...(isObject(encode) && encode),
  [part]: { ...member(encode, part), update: { ...updateOf(encode, part), ...update } },
});
