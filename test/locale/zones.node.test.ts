import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { afterEach, describe, it } from 'node:test';
import { fieldGrain, makeField } from '../../src/charts/columns.ts';
import { detectGrain } from '../../src/internal/grain.ts';
import { createLocales, LANGUAGES } from '../../src/locale/load-locale.ts';

const ZONES = ['America/Los_Angeles', 'Asia/Kolkata', 'UTC', 'Pacific/Apia', 'Europe/London'];
const ownZone = process.env['TZ'];

afterEach(() => {
  if (ownZone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = ownZone;
});

describe('local dates', () => {
  for (const zone of ZONES)
    it(`keep their fields in ${zone}`, () => {
      process.env['TZ'] = zone;
      const { date, vega } = createLocales().localeFor('en');
      const months = Array.from({ length: 12 }, (_, month) => new Date(2026, month, 1));
      assert.equal(detectGrain(months), 'month');
      assert.equal(date(new Date(2026, 0, 1), 'month'), 'Jan 2026');
      assert.equal(date(new Date(2026, 11, 31), 'day'), 'Dec 31, 2026');
      assert.equal(date(new Date(1850, 5, 1), 'day'), 'Jun 1, 1850');
      assert.equal(vega.formatTime(new Date(2026, 0, 1)), 'Jan 1, 2026');
      assert.match(date(new Date(2026, 2, 29, 1, 30), 'minute'), /Mar 29, 2026, [12]:30\sAM/);
    });

  for (const [zone, month, day, text] of [
    ['America/Santiago', 8, 6, 'Sep 6, 2026'],
    ['Africa/Cairo', 3, 24, 'Apr 24, 2026'],
  ] as const)
    it(`have the grain of days where the clock change skips midnight: ${zone}`, () => {
      process.env['TZ'] = zone;
      const days = [-1, 0, 1].map((later) => new Date(2026, month, day + later));
      const skipped = days[1]!;
      assert.equal(skipped.getHours(), 1);
      assert.equal(detectGrain(days), 'day');
      assert.equal(fieldGrain(makeField('d', 'D', 'time', days)), 'day');
      assert.equal(createLocales().localeFor('en').vega.formatTime(skipped), text);
      assert.equal(detectGrain([...days, new Date(2026, month, day, 3)]), 'hour');
    });

  it('show the same day after a change of the time zone', () => {
    process.env['TZ'] = 'America/Los_Angeles';
    const { date } = createLocales().localeFor('en');
    const before = date(new Date(2026, 0, 5), 'day');
    process.env['TZ'] = 'Asia/Kolkata';
    assert.equal(date(new Date(2026, 0, 5), 'day'), before);
  });
});

describe('moments', () => {
  const moment = new Date(Date.UTC(2026, 0, 3, 20, 30));

  it('are shown in the reader’s time zone unless another is requested', () => {
    process.env['TZ'] = 'Asia/Kolkata';
    const { localeFor } = createLocales();
    assert.match(localeFor('en-GB').moment(moment), /^4 January 2026.* 02:00$/);
    assert.match(localeFor('en-GB', 'America/Los_Angeles').moment(moment), /^3 January 2026.* 12:30$/);
  });
});

describe('the languages', () => {
  it('match the files of messages/', () => {
    const files = readdirSync(new URL('../../src/locale/messages/', import.meta.url));
    const languages = files.filter((file) => /^[a-z]{2}\.json$/.test(file)).map((file) => file.slice(0, 2));
    assert.deepEqual(Object.keys(LANGUAGES).sort(), languages.sort());
  });
});
