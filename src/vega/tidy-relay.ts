import { type Pulse, type TransformClass, tupleid } from 'vega-dataflow';
import { relay as Relay } from 'vega-transforms';

/**
 * Passes rows on, as copies where others write to them. Vega's own keeps a place for every row that it has ever copied, so
 * that a chart whose rows change grows without end; this one forgets those that are gone.
 */
export const relay: TransformClass = class extends Relay {
  override transform(parameters: { readonly derive?: unknown }, pulse: Pulse): unknown {
    const passedOn = super.transform(parameters, pulse);
    const copies = this.value as Record<number, object>;
    if (parameters.derive) pulse.visit(pulse.REM, (row) => void delete copies[tupleid(row)]);
    return passedOn;
  }
};
