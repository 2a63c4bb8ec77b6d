/** Cases that must pass in every time zone. They run in browsers, and in Node in three time zones. */
import { toWireQuery } from '../../src/public-client/batch.ts';
import { runSync } from '../support/tasks.ts';
import { toDataset } from '../../src/public-client/dataset.ts';
import type { ColumnType } from '../../src/public-client/types.ts';
import { wallClock } from '../../src/public-client/on-demand.ts';
import { readTable } from '../../src/public-client/wire.ts';

export interface ZoneCase {
  readonly name: string;
  readonly actual: () => unknown;
  readonly expected: unknown;
}

/** Returns the local fields of a date: year, month (from 1), day, hour, minute, second, millisecond. */
function local(date: Date): readonly number[] {
  return [
    date.getFullYear(),
    date.getMonth() + 1,
    date.getDate(),
    date.getHours(),
    date.getMinutes(),
    date.getSeconds(),
    date.getMilliseconds(),
  ];
}

function decode(value: unknown, type: ColumnType | null, timeZone?: string): Date {
  const table = readTable({ columns: [{ name: 'at', type }], rows: [[value]] });
  const toMoment = timeZone === undefined ? undefined : wallClock(timeZone);
  return runSync(toDataset(table, { maxCells: 10, toMoment })).rows[0]![0] as Date;
}

const day = (text: string, ...expected: number[]): ZoneCase => ({
  name: `reads the day ${text} as local midnight`,
  actual: () => local(decode(text, 'date')),
  expected: [...expected, 0, 0, 0, 0],
});

const moment = (text: string, utc: number): ZoneCase => ({
  name: `reads the timestamp ${text}`,
  actual: () => decode(text, 'timestamp').getTime(),
  expected: utc,
});

const wall = (text: string, zone: string, ...expected: number[]): ZoneCase => ({
  name: `converts ${text} to the time in ${zone}`,
  actual: () => local(decode(text, 'timestamp', zone)),
  expected,
});

export const ZONE_CASES: readonly ZoneCase[] = [
  day('2026-01-01', 2026, 1, 1),
  day('2024-02-29', 2024, 2, 29),
  day('2026-03-08', 2026, 3, 8),
  day('2026-12-31', 2026, 12, 31),
  day('1969-12-31', 1969, 12, 31),
  day('1850-06-15', 1850, 6, 15),
  day('0099-02-28', 99, 2, 28),
  day('0004-02-29', 4, 2, 29),
  day('-000044-03-15', -44, 3, 15),
  day('+012026-01-31', 12026, 1, 31),
  {
    name: 'ignores the requested time zone for a day',
    actual: () => local(decode('2026-01-01', 'date', 'Pacific/Kiritimati')),
    expected: [2026, 1, 1, 0, 0, 0, 0],
  },
  {
    name: 'reads an inferred day as local midnight',
    actual: () => local(decode('2026-01-01', null)),
    expected: [2026, 1, 1, 0, 0, 0, 0],
  },
  {
    name: 'reads the day of a timestamp in a column of days',
    actual: () => local(decode('2026-01-01T00:00:00Z', 'date')),
    expected: [2026, 1, 1, 0, 0, 0, 0],
  },
  {
    name: 'sends a day as the same day',
    actual: () => toWireQuery({ sql: 'x', params: { day: decode('2026-01-01', 'date') } }).args,
    expected: { day: '2026-01-01' },
  },
  moment('2026-01-31T10:20:30', Date.UTC(2026, 0, 31, 10, 20, 30)),
  moment('2026-01-31 10:20:30', Date.UTC(2026, 0, 31, 10, 20, 30)),
  moment('2026-01-31T10:20', Date.UTC(2026, 0, 31, 10, 20)),
  moment('2026-01-31T10:20:30.1239999Z', Date.UTC(2026, 0, 31, 10, 20, 30, 123)),
  moment('2026-01-31T10:20:30.5Z', Date.UTC(2026, 0, 31, 10, 20, 30, 500)),
  moment('2026-01-31T10:20:30+05:30', Date.UTC(2026, 0, 31, 4, 50, 30)),
  moment('2026-01-31 10:20:30-08', Date.UTC(2026, 0, 31, 18, 20, 30)),
  moment('2026-01-31T00:30:00+0100', Date.UTC(2026, 0, 30, 23, 30)),
  moment('1912-04-15T02:20:00Z', Date.UTC(1912, 3, 15, 2, 20)),
  moment('2026-01-31', Date.UTC(2026, 0, 31)),
  moment('+012026-01-31T10:20:30.500Z', Date.UTC(12026, 0, 31, 10, 20, 30, 500)),
  wall('2026-01-01T00:30:00Z', 'UTC', 2026, 1, 1, 0, 30, 0, 0),
  wall('2026-01-01T00:30:00', 'Europe/Berlin', 2026, 1, 1, 1, 30, 0, 0),
  wall('2026-07-01T00:30:00Z', 'Europe/Berlin', 2026, 7, 1, 2, 30, 0, 0),
  wall('2026-01-01T00:30:00Z', 'America/Los_Angeles', 2025, 12, 31, 16, 30, 0, 0),
  wall('2026-01-01T00:30:00Z', 'Asia/Kolkata', 2026, 1, 1, 6, 0, 0, 0),
  wall('2026-01-01T00:30:00.250Z', 'Asia/Kathmandu', 2026, 1, 1, 6, 15, 0, 250),
  wall('2026-03-29T00:59:59Z', 'Europe/Berlin', 2026, 3, 29, 1, 59, 59, 0),
  wall('2026-03-29T01:00:00Z', 'Europe/Berlin', 2026, 3, 29, 3, 0, 0, 0),
  wall('2026-10-25T00:30:00Z', 'Europe/Berlin', 2026, 10, 25, 2, 30, 0, 0),
  wall('2026-10-25T01:30:00Z', 'Europe/Berlin', 2026, 10, 25, 2, 30, 0, 0),
  wall('1912-04-15T02:20:00Z', 'UTC', 1912, 4, 15, 2, 20, 0, 0),
];
