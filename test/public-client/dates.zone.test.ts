// @engines all
import { expect } from 'chai';
import { toWireQuery } from '../../src/public-client/batch.ts';
import { runSync } from '../support/tasks.ts';
import { toDataset } from '../../src/public-client/dataset.ts';
import type { ColumnType } from '../../src/public-client/types.ts';
import { wallClock } from '../../src/public-client/on-demand.ts';
import { readTable } from '../../src/public-client/wire.ts';

function decode(value: unknown, type: ColumnType | null, timeZone?: string): Date {
  const table = readTable({ columns: [{ name: 'at', type }], rows: [[value]] });
  const toMoment = timeZone === undefined ? undefined : wallClock(timeZone);
  return runSync(toDataset(table, { maxCells: 10, toMoment })).rows[0]![0] as Date;
}

/** The local fields of a date. */
const local = (date: Date): number[] => [
  ...[date.getFullYear(), date.getMonth() + 1, date.getDate()],
  ...[date.getHours(), date.getMinutes(), date.getSeconds(), date.getMilliseconds()],
];

describe('public-client: dates in any zone', () => {
  for (const [text, ...fields] of [
    ['2026-01-01', 2026, 1, 1],
    ['2024-02-29', 2024, 2, 29],
    ['2026-03-08', 2026, 3, 8],
    ['2026-12-31', 2026, 12, 31],
    ['1969-12-31', 1969, 12, 31],
    ['1850-06-15', 1850, 6, 15],
    ['0099-02-28', 99, 2, 28],
    ['0004-02-29', 4, 2, 29],
    ['-000044-03-15', -44, 3, 15],
    ['+012026-01-31', 12026, 1, 31],
  ] as const)
    it(`reads the day ${text} as local midnight`, () => {
      expect(local(decode(text, 'date'))).to.deep.equal([...fields, 0, 0, 0, 0]);
    });

  it('keeps a day in each column type, with a requested time zone, and in a parameter', () => {
    const day = new Date(2026, 0, 1);
    expect(decode('2026-01-01', 'date', 'Pacific/Kiritimati')).to.deep.equal(day);
    expect(decode('2026-01-01', null)).to.deep.equal(day);
    expect(decode('2026-01-01T00:00:00Z', 'date')).to.deep.equal(day);
    expect(toWireQuery({ sql: 'x', params: { day } }).args).to.deep.equal({ day: '2026-01-01' });
  });

  for (const [text, utc] of Object.entries({
    '2026-01-31T10:20:30': '2026-01-31T10:20:30Z',
    '2026-01-31 10:20:30': '2026-01-31T10:20:30Z',
    '2026-01-31T10:20': '2026-01-31T10:20:00Z',
    '2026-01-31T10:20:30.1239999Z': '2026-01-31T10:20:30.123Z',
    '2026-01-31T10:20:30.5Z': '2026-01-31T10:20:30.500Z',
    '2026-01-31T10:20:30+05:30': '2026-01-31T04:50:30Z',
    '2026-01-31 10:20:30-08': '2026-01-31T18:20:30Z',
    '2026-01-31T00:30:00+0100': '2026-01-30T23:30:00Z',
    '1912-04-15T02:20:00Z': '1912-04-15T02:20:00Z',
    '2026-01-31': '2026-01-31T00:00:00Z',
    '+012026-01-31T10:20:30.500Z': '+012026-01-31T10:20:30.500Z',
  }))
    it(`reads the timestamp ${text}`, () => {
      expect(decode(text, 'timestamp').getTime()).to.equal(Date.parse(utc));
    });

  for (const [text, zone, ...fields] of [
    ['2026-01-01T00:30:00Z', 'UTC', 2026, 1, 1, 0, 30, 0, 0],
    ['2026-01-01T00:30:00', 'Europe/Berlin', 2026, 1, 1, 1, 30, 0, 0],
    ['2026-07-01T00:30:00Z', 'Europe/Berlin', 2026, 7, 1, 2, 30, 0, 0],
    ['2026-01-01T00:30:00Z', 'America/Los_Angeles', 2025, 12, 31, 16, 30, 0, 0],
    ['2026-01-01T00:30:00Z', 'Asia/Kolkata', 2026, 1, 1, 6, 0, 0, 0],
    ['2026-01-01T00:30:00.250Z', 'Asia/Kathmandu', 2026, 1, 1, 6, 15, 0, 250],
    ['2026-03-29T00:59:59Z', 'Europe/Berlin', 2026, 3, 29, 1, 59, 59, 0],
    ['2026-03-29T01:00:00Z', 'Europe/Berlin', 2026, 3, 29, 3, 0, 0, 0],
    ['2026-10-25T00:30:00Z', 'Europe/Berlin', 2026, 10, 25, 2, 30, 0, 0],
    ['2026-10-25T01:30:00Z', 'Europe/Berlin', 2026, 10, 25, 2, 30, 0, 0],
    ['1912-04-15T02:20:00Z', 'UTC', 1912, 4, 15, 2, 20, 0, 0],
  ] as const)
    it(`converts ${text} to the time in ${zone}`, () => {
      expect(local(decode(text, 'timestamp', zone))).to.deep.equal(fields);
    });
});
