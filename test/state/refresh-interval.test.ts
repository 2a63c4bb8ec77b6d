import { expect } from 'chai';
import { readRefreshInterval } from '../../src/components/viz/viz-refresh.ts';

describe('readRefreshInterval', () => {
  it('reads seconds, minutes and hours', () => {
    const texts = ['30', '30s', ' 5m ', '5 M', '1h', '1.5m'];
    expect(texts.map(readRefreshInterval)).to.deep.equal([30, 30, 300, 300, 3600, 90]);
  });

  it('disables refreshing for empty text, off and zero', () => {
    expect(['', ' ', 'off', 'OFF', '0', '0m'].map(readRefreshInterval)).to.deep.equal(Array(6).fill(null));
  });

  it('clamps the interval between the limits of the API and the browser', () => {
    expect(['1', '0.01s', '48h', '99999999h'].map(readRefreshInterval)).to.deep.equal([5, 5, 86400, 86400]);
  });

  it('returns undefined for invalid text', () => {
    const texts = ['soon', '-5', '5 minutes', '5d', '1e3', 'm', '5m30s', 'Infinity', 'NaN', '0x10'];
    expect(texts.map(readRefreshInterval)).to.deep.equal(texts.map(() => undefined));
  });
});
