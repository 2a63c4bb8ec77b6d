import { describe, it } from 'node:test';
import { expect } from 'chai';
import { dateText } from '../../src/internal/text.ts';
import {
  endOf,
  readDate,
  readSelectTo,
  toggleValue,
  toSelectedValues,
} from '../../src/selection/selected-values.ts';

describe('select-to', () => {
  it('parses one parameter, several values, a field or a range', () => {
    const read = (text: string): unknown => {
      const found = readSelectTo(text);
      return found && [found.params.join('-'), found.field, found.several];
    };
    expect(read('region')).to.deep.equal(['region', null, false]);
    expect(read(' region : State name ')).to.deep.equal(['region', 'State name', false]);
    expect(read('regions[]')).to.deep.equal(['regions', null, true]);
    expect(read('from , to:day')).to.deep.equal(['from-to', 'day', false]);
    for (const text of ['', 'a b', 'a,b,c', 'a[],b', ':field']) expect(read(text), text).to.equal(null);
  });

  it('toggles a value, alone or with others', () => {
    expect(toggleValue([], 'a', false)).to.deep.equal(['a']);
    expect(toggleValue(['a'], 'a', false)).to.deep.equal([]);
    expect(toggleValue(['a', 'b'], 'a', false)).to.deep.equal(['a']);
    expect(toggleValue(['a'], 'b', true)).to.deep.equal(['a', 'b']);
    expect(toggleValue(['a', 'b'], 'a', true)).to.deep.equal(['b']);
  });

  it('reads the values of a parameter, or none without a choice', () => {
    for (const nothing of [null, undefined, '', []]) expect(toSelectedValues(nothing)).to.deep.equal([]);
    expect(toSelectedValues(0)).to.deep.equal([0]);
    expect(toSelectedValues(false)).to.deep.equal([false]);
    expect(toSelectedValues(new Date(2024, 1, 3))).to.deep.equal(['2024-02-03']);
  });

  it('converts dates to the format of the API and back', () => {
    expect(dateText(new Date(2024, 0, 31))).to.equal('2024-01-31');
    expect(readDate('2024-01-31').getTime()).to.equal(new Date(2024, 0, 31).getTime());
    const moment = new Date(2024, 0, 31, 12, 30);
    expect(readDate(dateText(moment)).getTime()).to.equal(moment.getTime());
  });

  it('rejects a long text that is not a date quickly', () => {
    expect(readDate('1:11'.repeat(300_000)).getTime()).to.be.NaN;
  });

  it('ends a period with its last day or millisecond', () => {
    const last = (grain: Parameters<typeof endOf>[1]): string => dateText(endOf(new Date(2024, 0, 1), grain));
    expect(['year', 'quarter', 'month', 'week', 'day'].map((grain) => last(grain as 'day'))).to.deep.equal([
      '2024-12-31',
      '2024-03-31',
      '2024-01-31',
      '2024-01-07',
      '2024-01-01',
    ]);
    expect(endOf(new Date(2024, 0, 1, 5), 'hour').getTime()).to.equal(new Date(2024, 0, 1, 6).getTime() - 1);
  });
});
