/**
 * Shortens the values of failed assertions. Mocha writes both values as text, with all objects that they refer to. An
 * element or a view refers to its whole page, so that would not end, and the browser would run out of memory.
 */
import { Assertion, util } from 'chai';

interface Failure {
  actual: unknown;
  expected: unknown;
}

type Assert = (...parameters: unknown[]) => void;

const assertions = Assertion.prototype as unknown as { assert: Assert };
const { assert } = assertions;

assertions.assert = function (this: unknown, ...parameters) {
  try {
    assert.apply(this, parameters);
  } catch (error) {
    const failure = error as Failure;
    if (!isData(failure.actual) || !isData(failure.expected)) {
      failure.actual = util.inspect(failure.actual);
      failure.expected = util.inspect(failure.expected);
    }
    throw error;
  }
};

/** Maximum number of objects in a value that Mocha writes. */
const MAX_OBJECTS = 10_000;

/** Returns whether a value consists of primitives, arrays and plain objects, and has no more than `budget.left` objects. */
function isData(value: unknown, budget = { left: MAX_OBJECTS }): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function';
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = Array.isArray(value) || prototype === Object.prototype || prototype === null;
  return isPlain && budget.left-- > 0 && Object.values(value).every((each) => isData(each, budget));
}
