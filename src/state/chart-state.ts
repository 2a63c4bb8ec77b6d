import type { ErrorKind } from '../public-client/errors.ts';

/**
 * What a chart shows and what it is working on: the parts that decide what to do after a change.
 *
 * A change of the look is drawn at once, with two exceptions. A chart that is loading draws the rows that arrive with
 * the new look. A chart that is far from the viewport or disconnected is suspended, and draws when it comes back.
 */
export interface ChartState {
  /** `loading`: requests rows and then draws them. `drawing`: draws the rows that it has again. */
  readonly work: 'idle' | 'loading' | 'drawing';
  /** What shows the rows. `text`: a table, a number or a message. `snapshot`: the picture of a suspended view. */
  readonly shown: 'nothing' | 'text' | 'view' | 'snapshot';
  /** Whether the picture differs from what the settings and the page require. */
  readonly isRedrawDue: boolean;
  /** Whether a load was canceled, so the next settings cause one even if they are the same. */
  readonly isLoadDue: boolean;
  readonly isConnected: boolean;
  /** Whether the chart is far from the viewport. */
  readonly isFar: boolean;
  /** Whether the view was suspended, because the charts of the page hold too many rows. */
  readonly isDisplaced: boolean;
  /** Whether the `loading` attribute is `eager`. If so, the view is not suspended off screen. */
  readonly isEager: boolean;
  /** The number of callers that use the view. While there are any, the view is not suspended off screen. */
  readonly users: number;
}

export type ChartEvent =
  /** The element was inserted, or moved within the page. */
  | { readonly type: 'connect' }
  | { readonly type: 'disconnect' }
  /** The element has moved far from the viewport, or near it, or the reader points to it or focuses it. */
  | { readonly type: 'distance'; readonly isFar: boolean }
  /** The charts of the page hold too many rows, and this one is farther from the reader than others. */
  | { readonly type: 'displace' }
  /** Valid settings. `error`: the error of the last attempt. */
  | {
      readonly type: 'settings';
      readonly changed: 'viz' | 'rows' | 'look' | 'nothing';
      readonly isEager: boolean;
      readonly error: ErrorKind | undefined;
    }
  /** The settings are invalid. */
  | { readonly type: 'reject' }
  /** The styles or the language of the page have changed, or the size of the chart. */
  | { readonly type: 'restyle' }
  /** The page refreshes the chart, or the API has newer rows. */
  | { readonly type: 'reload' }
  /** The rows of a load have arrived, and the chart begins to draw them. */
  | { readonly type: 'rows' }
  /** The load or the drawing has ended: it has succeeded or failed, and was not aborted. */
  | { readonly type: 'end'; readonly shown: ChartState['shown'] }
  /** `1`: a caller begins to use the view. `-1`: it has finished. `Infinity`: a script keeps the view. */
  | { readonly type: 'use'; readonly count: number };

/**
 * What to do now. This aborts the previous work.
 * - `load`: request the rows and draw them.
 * - `redraw`: draw the rows that the chart has.
 * - `restyle`: apply language and styles to the messages of a chart without rows.
 * - `suspend`: replace the view with a snapshot.
 */
export type Due = 'load' | 'redraw' | 'restyle' | 'suspend' | null;

type ChartStep = readonly [next: ChartState, due: Due];

/** The state of a chart that was not connected yet. */
export const NEW_CHART: ChartState = {
  work: 'idle',
  shown: 'nothing',
  isRedrawDue: false,
  isLoadDue: false,
  isConnected: false,
  isFar: false,
  isDisplaced: false,
  isEager: false,
  users: 0,
};

/** Errors that a change of the look may fix. */
const LOOK_ERRORS: readonly (ErrorKind | undefined)[] = ['config', 'spec', 'render'];

/** Returns the next state, in which the work that is due has begun. */
export function reduceChart(state: ChartState, event: ChartEvent): ChartStep {
  switch (event.type) {
    case 'connect': {
      const connected = { ...state, isConnected: true };
      // The element may have another language and other styles here. A view is only drawn again if these change.
      return state.shown === 'view' ? proceed(connected) : change(connected);
    }
    case 'disconnect': {
      const isLoadDue = state.isLoadDue || state.work === 'loading';
      return proceed({ ...state, work: 'idle', isRedrawDue: true, isLoadDue, isConnected: false });
    }
    case 'distance':
      return proceed({ ...state, isFar: event.isFar, isDisplaced: false });
    case 'displace':
      return proceed({ ...state, isDisplaced: true });
    case 'settings': {
      const { changed, isEager, error } = event;
      const next = { ...state, isEager };
      if (changed === 'viz') return load({ ...next, shown: 'nothing' });
      if (changed === 'rows' || state.isLoadDue) return load(next);
      if (changed === 'nothing') return proceed(next);
      return LOOK_ERRORS.includes(error) ? load(next) : change(next);
    }
    case 'reject':
      return change({ ...state, work: 'idle', shown: 'nothing' });
    case 'restyle':
      return change(state);
    case 'reload':
      return load(state);
    case 'rows':
      return [{ ...state, isRedrawDue: false }, null];
    case 'end':
      return proceed({ ...state, work: 'idle', shown: event.shown });
    case 'use':
      return proceed({ ...state, users: state.users + event.count });
  }
}

function load(state: ChartState): ChartStep {
  return [
    {
      ...state,
      work: 'loading',
      // If the load fails, the drawing that it has aborted is still due.
      isRedrawDue: state.isRedrawDue || state.work === 'drawing',
      isLoadDue: false,
    },
    'load',
  ];
}

/** Returns the step after a change of the look. */
function change(state: ChartState): ChartStep {
  if (state.shown !== 'nothing') return proceed({ ...state, isRedrawDue: true, isDisplaced: false });
  const isRedrawDue = state.work === 'loading';
  return [{ ...state, isRedrawDue }, state.isConnected ? 'restyle' : null];
}

/** Redraws or suspends the chart, if that is due and possible now. */
function proceed(state: ChartState): ChartStep {
  const { work, shown, isRedrawDue, isLoadDue } = state;
  const isKept = state.users > 0 || (!state.isDisplaced && (!state.isFar || state.isEager));
  const isActive = state.isConnected && isKept;
  if (isActive && isRedrawDue && !isLoadDue && work !== 'loading' && shown !== 'nothing') {
    return [{ ...state, work: 'drawing', isRedrawDue: false }, 'redraw'];
  }
  if (!isActive && work === 'idle' && (shown === 'view' || shown === 'snapshot')) {
    const due = shown === 'view' ? 'suspend' : null;
    return [{ ...state, shown: 'snapshot', isRedrawDue: true }, due];
  }
  return [state, null];
}
