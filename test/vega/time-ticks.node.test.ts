import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { localeFor } from '../../src/locale/load-locale.ts';
import { timeTicks, type TickRequest, type Ticks } from '../../src/vega/time-ticks.ts';

const { formatDateParts } = localeFor('en').vega;
const ownZone = process.env['TZ'];

afterEach(() => {
  if (ownZone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = ownZone;
});

const dates = (count: number, at: (index: number) => Date): readonly Date[] =>
  Array.from({ length: count }, (_, index) => at(index));

const ticksOf = (marks: readonly Date[], length = 600, about: Partial<TickRequest> = {}): Ticks =>
  timeTicks({
    domain: [marks[0]!, marks.at(-1)!],
    length,
    moments: marks.map(Number),
    isBand: false,
    isVertical: false,
    isFilled: false,
    isFlush: true,
    size: 12,
    write: formatDateParts,
    ...about,
  });

/** Returns the labels of an axis of these dates, with lines separated by a slash. */
const labelsOf = (...request: Parameters<typeof ticksOf>): readonly string[] =>
  ticksOf(...request).labels.map((label) => [label].flat().join('/').replace(/\s/g, ' '));

describe('timeTicks', () => {
  it('labels both ends of a short axis on which no even step fits', () => {
    const years = dates(3, (index) => new Date(2021 + index, 0));
    assert.deepEqual(labelsOf(years, 200), ['2021', '2022', '2023']);
    assert.deepEqual(labelsOf(years, 95), ['2021', '2023']);
    assert.deepEqual(labelsOf(years, 40), ['2021']);
  });

  it('keeps the labels of both ends within the axis if only these fit', () => {
    const years = dates(3, (index) => new Date(2021 + index, 0));
    assert.equal(ticksOf(years, 200, { isFlush: false }).isFlush, false);
    assert.deepEqual(labelsOf(years, 70, { isFlush: false }), ['2021', '2023']);
    assert.equal(ticksOf(years, 70, { isFlush: false }).isFlush, true);
  });

  it('has the ticks of an interval with any step', () => {
    const every = (unit: 'year' | 'month' | 'day' | 'hour', step: number): Partial<TickRequest> => ({
      every: { unit, step },
    });
    const years = dates(11, (index) => new Date(2010 + index, 0));
    assert.deepEqual(labelsOf(years, 600, every('year', 4)), ['2012', '2016', '2020']);
    const months = dates(13, (index) => new Date(2025, index));
    assert.deepEqual(labelsOf(months, 600, every('month', 4)), ['Jan/2025', 'May', 'Sep', 'Jan/2026']);
    const days = dates(22, (index) => new Date(2026, 0, 1 + index));
    assert.deepEqual(labelsOf(days, 600, every('day', 7)), ['1/Jan', '8', '15', '22']);
    const hours = dates(7, (index) => new Date(2026, 0, 1, index));
    assert.deepEqual(labelsOf(hours, 600, every('hour', 2)), ['12 AM/Jan 1', '2 AM', '4 AM', '6 AM']);
  });

  it('has complete labels at an interval if they do not all fit', () => {
    const months = dates(120, (index) => new Date(2016, index));
    const labels = labelsOf(months, 600, { every: { unit: 'month', step: 1 } });
    assert.equal(labels.length, 120);
    assert.deepEqual(labels.slice(11, 14), ['Dec 2016', 'Jan 2017', 'Feb 2017']);
    const days = dates(400, (index) => new Date(2026, 0, 1 + index));
    assert.equal(labelsOf(days, 600, { every: { unit: 'day', step: 1 } }).length, 400);
  });

  it('chooses the ticks if an interval has none, or more of them than px', () => {
    const days = dates(400, (index) => new Date(2025, 1, 1 + index));
    for (const unit of ['hour', 'year'] as const) {
      const few = unit === 'year' ? days.slice(0, 100) : days;
      assert.deepEqual(labelsOf(few, 300, { every: { unit, step: 1 } }), labelsOf(few, 300), unit);
    }
  });

  it('is aligned to local time, also in the 19th century', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const years = dates(3, (index) => new Date(1850 + index, 0));
    assert.deepEqual(labelsOf(years), ['1850', '1851', '1852']);
    const decades = dates(5, (index) => new Date(1850 + 10 * index, 0));
    assert.deepEqual(labelsOf(decades), ['1850', '1860', '1870', '1880', '1890']);
  });

  it('is aligned to days where the clock change skips midnight', () => {
    process.env['TZ'] = 'America/Santiago';
    assert.equal(new Date(2026, 8, 6).getHours(), 1);
    const weeks = dates(5, (index) => new Date(2026, 7, 16 + 7 * index));
    assert.deepEqual(labelsOf(weeks), ['16/Aug', '23', '30', '6/Sep', '13']);
  });

  it('keeps milliseconds', () => {
    const moments = dates(2, (index) => new Date(2026, 0, 1, 0, 0, 0, 500 * index));
    const { values } = ticksOf(moments, 600, { write: (date) => `${date.getMilliseconds()} ms` });
    assert.deepEqual(values.map(Number), moments.map(Number));
  });
});
