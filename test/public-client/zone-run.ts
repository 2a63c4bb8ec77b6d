/** Prints the failing cases. `zones.node.test.ts` runs this file in several time zones. */
import { isDeepStrictEqual } from 'node:util';
import { ZONE_CASES } from './zone-cases.ts';

const failed = ZONE_CASES.flatMap(({ name, actual, expected }) => {
  const seen = actual();
  return isDeepStrictEqual(seen, expected) ? [] : [{ name, seen, expected }];
});
const offset = new Date(2026, 0, 1).getTimezoneOffset();
console.log(JSON.stringify({ offset, cases: ZONE_CASES.length, failed }));
