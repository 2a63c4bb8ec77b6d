import type { ParamValue } from '../public-client/types.ts';

/** A reader has chosen in a chart, or taken that back: told for each parameter that the choice is for. */
export class VibedasherSelectEvent extends Event {
  static readonly type = 'vibedasher-select';
  /** Name of the parameter; `null` where the chart is only highlighted. */
  readonly param: string | null;
  /** `null` where nothing is chosen any more. */
  readonly value: ParamValue;
  /** A copy of the row behind the mark that was chosen last; `null` where there is none. */
  readonly datum: Readonly<Record<string, unknown>> | null;

  constructor(param: string | null, value: ParamValue, datum: Readonly<Record<string, unknown>> | null) {
    super(VibedasherSelectEvent.type);
    this.param = param;
    this.value = value;
    this.datum = datum;
  }
}
