import { safeLink, urlOf } from '../../internal/link.ts';
import { formatCell } from '../../locale/cells.ts';
import { describeComparison } from '../../locale/summary.ts';
import { plainTitle } from '../../vega/spec-facts.ts';
import { describe, noticeTexts } from './viz-texts.ts';

/**
 * What is said of a chart, for those who say it elsewhere than on the page. They are handed it: what is loaded by need must
 * not import what loads it, as each would have to hold the other's hash.
 */
export const facts = {
  formatCell,
  describeComparison,
  plainTitle,
  describe,
  noticeTexts,
  safeLink,
  urlOf,
};

export type Facts = typeof facts;
