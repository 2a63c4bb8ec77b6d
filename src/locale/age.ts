import type { DataFreshness } from '../public-client/types.ts';
import type { Messages } from './types.ts';

/** The sentence about the age of data, `null` where that is not known. */
export function ageText({ status, asOf, ageDays }: DataFreshness, messages: Messages): string | null {
  if (status !== 'measured') return null;
  if (asOf) return messages.asOf(asOf);
  return ageDays === null ? null : messages.dataAge(ageDays);
}
