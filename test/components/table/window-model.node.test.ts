import { describe, it } from 'node:test';
import { expect } from 'chai';
import * as model from '../../../src/components/table/window-model.ts';

const { listTop, scrollTopFor, visibleWindow } = model;

const SMALL = { count: 1000, rowHeight: 20, viewport: 200, scrollTop: 0 };
/** A list that is higher than browsers allow: 40 million px, scaled to 15 million. */
const HUGE = { count: 2_000_000, rowHeight: 20, viewport: 200, scrollTop: 0 };
/** Returns the maximum scroll position of a list. */
const bottomOf = (scrolled: model.Scrolled): number => visibleWindow(scrolled).height - scrolled.viewport;

describe('visibleWindow', () => {
  for (const [name, scrolled, first, end] of [
    ['at the top', SMALL, 0, 24],
    ['in the middle', { ...SMALL, scrollTop: 4000 }, 186, 224],
    ['between two rows', { ...SMALL, scrollTop: 4010 }, 186, 225],
    ['at the bottom', { ...SMALL, scrollTop: 19_800 }, 976, 1000],
    ['overscrolled at the top', { ...SMALL, scrollTop: -50 }, 0, 24],
    ['for few rows', { ...SMALL, count: 3 }, 0, 3],
    ['without rows', { ...SMALL, count: 0 }, 0, 0],
    ['without a fixed height', { ...SMALL, viewport: 20_000 }, 0, 404],
  ] as const) {
    it(`returns ${first} to ${end} ${name}`, () => {
      const seen = visibleWindow(scrolled);
      expect([seen.first, seen.end, seen.height]).to.deep.equal([first, end, scrolled.count * 20]);
    });
  }

  it('scales the scroll position of very many rows, from the first to the last', () => {
    expect(visibleWindow(HUGE).height).to.equal(15_000_000);
    const bottom = { ...HUGE, scrollTop: bottomOf(HUGE) };
    expect(listTop(bottom)).to.be.closeTo(HUGE.count * 20 - 200, 0.001);
    const { end, topOf, height } = visibleWindow(bottom);
    expect(end).to.equal(HUGE.count);
    expect(topOf(HUGE.count - 1)).to.be.closeTo(height - 20, 0.001);
    const middle = { ...HUGE, scrollTop: 7_000_000 };
    const first = listTop(middle) / 20;
    expect(visibleWindow(middle).topOf(first), 'the first in sight').to.be.closeTo(7_000_000, 0.001);
  });

  for (const [name, base] of [
    ['few', SMALL],
    ['very many', HUGE],
  ] as const) {
    it(`scrolls any of ${name} rows into view and no further`, () => {
      const { count, rowHeight, viewport } = base;
      for (const place of [0, 1, 9, 10, 500, count - 11, count - 1]) {
        for (const scrollTop of [0, bottomOf(base) / 2, bottomOf(base)]) {
          const there = { ...base, scrollTop: scrollTopFor(place, { ...base, scrollTop }) };
          const top = place * rowHeight - listTop(there);
          expect(top, `${place} from ${scrollTop}`).to.be.within(-0.01, viewport - rowHeight + 0.01);
          expect(scrollTopFor(place, there)).to.be.closeTo(there.scrollTop, 0.01);
        }
      }
    });
  }

  it('does not scroll if the row is visible', () => {
    expect(scrollTopFor(205, { ...SMALL, scrollTop: 4007 })).to.equal(4007);
    expect(scrollTopFor(200, { ...SMALL, scrollTop: 4007 })).to.equal(4000);
    expect(scrollTopFor(210, { ...SMALL, scrollTop: 4007 })).to.equal(4020);
  });
});
