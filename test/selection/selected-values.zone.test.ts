// @engines all
import { expect } from 'chai';
import type { Selectable } from '../../src/charts/emphasis/selectable.ts';
import * as values from '../../src/selection/selected-values.ts';
import type { SpecChart } from '../../src/charts/types.ts';
import { localeFor } from '../../src/locale/load-locale.ts';
import type { ChartViewModel } from '../../src/pipeline/view-model.ts';
import type { Cell, ColumnType, Dataset } from '../../src/public-client/types.ts';
import { wallClock } from '../../src/public-client/on-demand.ts';
import { valueContext } from './value-context.ts';

const { isWithin, readChoice, readRange, toCell, toDrawn } = values;

const HOUR = 3_600_000;
const MOMENT: Partial<Selectable> = { field: 'at', key: 'at', continuous: true, time: true };

/** Creates the context of a field in a chart with these cells. The spec may compute the field of `selectable`. */
function contextOf(
  type: ColumnType,
  cells: readonly Cell[],
  timeZone: string | null,
  selectable: Partial<Selectable> = {},
): values.ValueContext {
  const rows = cells.map((cell) => [cell]);
  const data = new Map<string, Dataset>(
    Object.entries({ main: { columns: [{ name: 'at', type }], rows, truncated: false } }),
  );
  const chart = { kind: 'spec', spec: {}, data, derived: false, more: 0 } as SpecChart;
  const viewModel = { loaded: { data }, locale: localeFor('en') } as unknown as ChartViewModel;
  const field = valueContext({ ...MOMENT, ...selectable }).selectable;
  return new values.ValueContexts().get(chart, field, viewModel, timeZone);
}

/** Returns the times of an hourly chart: as texts, and as decoded in the local time of a zone. */
function hours(timeZone: string | null, first: string, count: number) {
  const toMoment = timeZone ? wallClock(timeZone) : (ms: number) => new Date(ms);
  const moments = Array.from({ length: count }, (_, hour) => Date.parse(first) + hour * HOUR);
  const drawn = moments.map(toMoment);
  const texts = moments.map((ms) => new Date(ms).toISOString());
  return { texts, drawn, where: contextOf('timestamp', drawn, timeZone) };
}

describe('a chosen moment', () => {
  for (const zone of [null, 'UTC', 'Asia/Kolkata', 'America/Los_Angeles', 'Europe/Berlin']) {
    // Half hours, because one of them is midnight in Kolkata. None of these zones changes its clock on that day.
    it(`is converted to the time in its row and back in ${zone ?? "the reader's zone"}`, () => {
      const { texts, drawn, where } = hours(zone, '2024-02-14T00:30:00Z', 24);
      expect(drawn.map((at) => readChoice({ at }, where))).to.deep.equal(texts);
      expect(texts.map((text) => Number(toDrawn(text, where)))).to.deep.equal(drawn.map(Number));
      expect(texts.map((text) => Number(toCell(text, where)))).to.deep.equal(drawn.map(Number));
    });
  }

  for (const [zone, first] of [
    ['America/Los_Angeles', '2024-03-10T06:00:00Z'],
    ['Europe/Berlin', '2024-03-30T22:00:00Z'],
    ['Australia/Lord_Howe', '2024-10-05T12:00:00Z'],
  ] as const) {
    it(`is converted to the time in its row on the day without an hour in ${zone}`, () => {
      const { texts, drawn, where } = hours(zone, first, 8);
      // An hour that does not exist in the reader's zone cannot be drawn.
      const shown = texts.filter((text, at) => Number(toDrawn(text, where)) === Number(drawn[at]));
      expect(shown.length).to.equal(texts.length);
      const local = drawn.every((at) => at.getTimezoneOffset() === drawn[0]!.getTimezoneOffset());
      if (local) expect(drawn.map((at) => readChoice({ at }, where))).to.deep.equal(texts);
    });
  }

  it('is the first of a repeated hour; a range begins with the first and ends with the last', () => {
    // 1:00 in daylight saving time, then again in standard time.
    const { texts, drawn, where } = hours('America/Los_Angeles', '2024-11-03T08:00:00Z', 3);
    expect(Number(drawn[0])).to.equal(Number(drawn[1]));
    expect(drawn.map((at) => readChoice({ at }, where))).to.deep.equal([texts[0], texts[0], texts[2]]);
    const range = readRange([{ at: drawn[0] }, { at: drawn[1] }], where);
    expect(range).to.deep.equal([texts[0], '2024-11-03T09:59:59.999Z']);
  });

  it('begins a range that contains exactly the dragged marks', () => {
    const { texts, drawn, where } = hours('Asia/Kolkata', '2024-02-14T16:30:00Z', 6);
    const data = drawn.map((at) => ({ at }));
    const range = readRange(data.slice(1, 4), where)!;
    expect(range).to.deep.equal([texts[1], '2024-02-14T20:29:59.999Z']);
    expect(data.filter((datum) => isWithin(datum, range, where))).to.deep.equal(data.slice(1, 4));
  });

  it('is in the local time of the chart if it has no time or zone', () => {
    const { where } = hours('Asia/Kolkata', '2024-02-14T00:30:00Z', 3);
    expect(Number(toDrawn('2024-02-14', where))).to.equal(new Date(2024, 1, 14).getTime());
    expect(Number(toDrawn('2024-02-14T06:00', where))).to.equal(new Date(2024, 1, 14, 6).getTime());
    expect(Number(toDrawn('soon 1:00Z', where))).to.satisfy(Number.isNaN);
  });

  it('is a day at midnight if all values are days or there is one mark per day', () => {
    const days = [14, 15, 16].map((day) => new Date(2024, 1, day));
    const where = contextOf('timestamp', days, 'Asia/Kolkata');
    expect(readChoice({ at: days[0] }, where)).to.equal('2024-02-14');
    const { drawn } = hours('Asia/Kolkata', '2024-02-14T16:30:00Z', 6);
    const byDay = contextOf('timestamp', drawn, 'Asia/Kolkata', { key: 'yearmonthdate_at' });
    expect(readChoice({ yearmonthdate_at: days[1]!.getTime() }, byDay)).to.equal('2024-02-15');
    const byHour = contextOf('timestamp', drawn, 'Asia/Kolkata', { key: 'yearmonthdatehours_at' });
    const hour = readChoice({ yearmonthdatehours_at: days[1]!.getTime() }, byHour);
    expect(hour).to.equal('2024-02-14T18:30:00.000Z');
  });

  it('has a zone only if the text in the rows has one', () => {
    const at = new Date(2024, 1, 14, 10, 30);
    const bare = contextOf('string', ['2024-02-14T10:30:00'], 'Asia/Kolkata');
    expect(readChoice({ at }, bare)).to.equal('2024-02-14T10:30:00.000');
    expect(Number(toDrawn('2024-02-14T10:30:00.000', bare))).to.equal(at.getTime());
    const zoned = contextOf('string', [at.toISOString()], 'Asia/Kolkata');
    expect(readChoice({ at }, zoned)).to.equal(at.toISOString());
    expect(Number(toDrawn(at.toISOString(), zoned))).to.equal(at.getTime());
  });

  it('is in the zone of its source column if the spec computes it', () => {
    const { texts, drawn } = hours('Asia/Kolkata', '2024-02-14T01:30:00Z', 2);
    const where = contextOf('timestamp', drawn, 'Asia/Kolkata', { field: 'made', key: 'made' });
    expect(readChoice({ made: drawn[0] }, where)).to.equal(texts[0]);
    const none = contextOf('number', [1], 'Asia/Kolkata', { field: 'made', key: 'made' });
    expect(readChoice({ made: drawn[0] }, none)).to.equal(drawn[0]!.toISOString());
  });
});
