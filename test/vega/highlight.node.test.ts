import { describe, it } from 'node:test';
import { expect } from 'chai';
import { HIGHLIGHTED } from '../../src/internal/secret-names.ts';
import { showHighlight } from '../../src/vega/highlight.ts';

type View = Parameters<typeof showHighlight>[2];

describe('showHighlight', () => {
  const highlight = { key: 'region', texts: ['North'], names: ['North'] } as unknown as Parameters<
    typeof showHighlight
  >[0];
  /** Creates a view with these signals, whose runs call `runAsync`. */
  const viewWith = (signals: Map<string, unknown>, runAsync: () => Promise<unknown>): View => {
    const view = {
      runAsync,
      signal(name: string, ...values: unknown[]): unknown {
        if (!signals.has(name)) throw new Error(`Unrecognized signal name: "${name}"`);
        if (values.length === 0) return signals.get(name);
        signals.set(name, values[0]);
        return view;
      },
    };
    return view as unknown as View;
  };
  const failed = (): Promise<never> => Promise.reject(new Error('out of range'));

  it('does nothing if the picture has no signal for highlights', async () => {
    await showHighlight(highlight, ['North'], viewWith(new Map(), failed));
  });

  it('rejects if the view cannot be drawn', async () => {
    const signals = new Map([[HIGHLIGHTED, null]]);
    const error: unknown = await showHighlight(highlight, ['North'], viewWith(signals, failed)).catch(
      (reason: unknown) => reason,
    );
    expect((error as Error).message).to.equal('out of range');
  });

  it('runs the view only if something changes', async () => {
    const signals = new Map<string, unknown>([[HIGHLIGHTED, null]]);
    await showHighlight(highlight, [], viewWith(signals, failed));
    await showHighlight(
      highlight,
      ['North'],
      viewWith(signals, () => Promise.resolve()),
    );
    expect(signals.get(HIGHLIGHTED)).to.deep.equal({ key: 'region', texts: ['North'] });
    await showHighlight(highlight, ['North'], viewWith(signals, failed));
  });
});
