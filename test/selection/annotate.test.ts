import { expect } from 'chai';
import { showHighlight } from '../../src/selection/annotate.ts';
import { HIGHLIGHTED } from '../../src/selection/selected-marks.ts';

type View = Parameters<typeof showHighlight>[2];

describe('a highlight', () => {
  const highlight = { key: 'region', texts: ['North'], names: ['North'] } as unknown as Parameters<
    typeof showHighlight
  >[0];
  /** Has the signals, and what becomes of a run. */
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

  it('waits for a picture that can show it', async () => {
    await showHighlight(highlight, ['North'], viewWith(new Map(), failed));
  });

  it('tells why it cannot be drawn', async () => {
    const signals = new Map([[HIGHLIGHTED, null]]);
    const error: unknown = await showHighlight(highlight, ['North'], viewWith(signals, failed)).catch(
      (reason: unknown) => reason,
    );
    expect((error as Error).message).to.equal('out of range');
  });

  it('runs the view only where that changes something', async () => {
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
