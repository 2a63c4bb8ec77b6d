// This class is not in events.ts, which is part of the script-tag bundle's entry: selections load on demand.
import type { ParamValue } from './public-client/types.ts';

/** Dispatched when a reader makes or clears a selection in a chart, once for each parameter. */
export class VibedasherSelectEvent extends Event {
  static readonly type = 'vibedasher-select';
  /** The name of the parameter; `null` if the choice is only highlighted. */
  readonly param: string | null;
  /** The chosen value; `null` if the choice was cleared. */
  readonly value: ParamValue;
  /** A copy of the data of the mark that was chosen last, or `null`. */
  readonly datum: Readonly<Record<string, unknown>> | null;

  constructor(param: string | null, value: ParamValue, datum: Readonly<Record<string, unknown>> | null) {
    super(VibedasherSelectEvent.type);
    this.param = param;
    this.value = value;
    this.datum = datum;
  }
}
