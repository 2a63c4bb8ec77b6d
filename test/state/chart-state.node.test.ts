import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import {
  type ChartEvent,
  type ChartState,
  type Due,
  NEW_CHART,
  reduceChart,
} from '../../src/state/chart-state.ts';

type Changed = Extract<ChartEvent, { type: 'settings' }>['changed'];

const settings = (changed: Changed, more: object = {}): ChartEvent => ({
  type: 'settings',
  changed,
  isEager: false,
  error: undefined,
  ...more,
});
const VIZ = settings('viz');
const ROWS = settings('rows');
const LOOK = settings('look');
const SAME = settings('nothing');
const EAGER = settings('nothing', { isEager: true });
const CONNECT: ChartEvent = { type: 'connect' };
const DISCONNECT: ChartEvent = { type: 'disconnect' };
const FAR: ChartEvent = { type: 'distance', isFar: true };
const NEAR: ChartEvent = { type: 'distance', isFar: false };
const REJECT: ChartEvent = { type: 'reject' };
const RESTYLE: ChartEvent = { type: 'restyle' };
const RELOAD: ChartEvent = { type: 'reload' };
const ARRIVE: ChartEvent = { type: 'rows' };
const KEEP: ChartEvent = { type: 'use', count: Infinity };
const USE: ChartEvent = { type: 'use', count: 1 };
const RELEASE: ChartEvent = { type: 'use', count: -1 };
const end = (shown: ChartState['shown']): ChartEvent => ({ type: 'end', shown });

/** States of a connected chart near the viewport. */
const waiting: ChartState = { ...NEW_CHART, isConnected: true };
const starting: ChartState = { ...waiting, work: 'loading' };
const live: ChartState = { ...waiting, shown: 'view' };
const table: ChartState = { ...waiting, shown: 'text' };
const reloading: ChartState = { ...live, work: 'loading' };
const redrawing: ChartState = { ...live, work: 'drawing' };
/** States of a chart without a view: far from the viewport, near it again, or removed from the page. */
const suspended: ChartState = { ...live, shown: 'snapshot', isRedrawDue: true, isFar: true };
const resuming: ChartState = { ...live, shown: 'snapshot', work: 'drawing' };
const removed: ChartState = { ...live, shown: 'snapshot', isRedrawDue: true, isConnected: false };

type Change = Partial<ChartState>;
const DRAW: Change = { work: 'drawing', isRedrawDue: false };
const LOAD: Change = { work: 'loading' };
const OWED: Change = { isRedrawDue: true };
const NONE: Change = {};

/** What happens, the state before, the event, what changes in the state, and what is due. */
type Row = readonly [what: string, before: ChartState, event: ChartEvent, change: Change, due: Due];

const TABLE: Readonly<Record<string, readonly Row[]>> = {
  'before there are rows': [
    ['loads with the first settings', waiting, VIZ, LOAD, 'load'],
    ['styles its messages when inserted', NEW_CHART, CONNECT, { isConnected: true }, 'restyle'],
    ['styles its messages when the page changes', waiting, RESTYLE, NONE, 'restyle'],
    ['does nothing when the page changes and the chart is not in it', NEW_CHART, RESTYLE, NONE, null],
    ['styles its messages when settings are invalid', waiting, REJECT, NONE, 'restyle'],
    ['shows nothing when a load fails', starting, end('nothing'), { work: 'idle' }, null],
  ],

  'when something changes': [
    ['removes the picture and loads if the viz changes', live, VIZ, { ...LOAD, shown: 'nothing' }, 'load'],
    ['keeps the picture and loads other rows', live, ROWS, LOAD, 'load'],
    ['redraws with another look', live, LOOK, DRAW, 'redraw'],
    ['redraws when the page changes', live, RESTYLE, DRAW, 'redraw'],
    ['redraws a table', table, LOOK, DRAW, 'redraw'],
    ['does nothing if the settings are the same', live, SAME, NONE, null],
    ['removes the picture if the settings are invalid', live, REJECT, { shown: 'nothing' }, 'restyle'],
    ['loads if the look may have caused the error', live, settings('look', { error: 'spec' }), LOAD, 'load'],
    ['loads after an error without a picture', waiting, settings('look', { error: 'render' }), LOAD, 'load'],
    [
      'redraws if the look did not cause the error',
      live,
      settings('look', { error: 'timeout' }),
      DRAW,
      'redraw',
    ],
    ['keeps the picture on a refresh', live, RELOAD, { work: 'loading' }, 'load'],
  ],

  'while it loads the first rows': [
    ['styles its messages with another look', starting, LOOK, OWED, 'restyle'],
    ['draws the rows with the new look', { ...starting, ...OWED }, ARRIVE, { isRedrawDue: false }, null],
    ['is idle when the rows are drawn', starting, end('view'), { work: 'idle', shown: 'view' }, null],
    [
      'redraws if the look has changed while they were drawn',
      { ...starting, ...OWED },
      end('view'),
      { ...DRAW, shown: 'view' },
      'redraw',
    ],
    ['loads again if the rows change', starting, ROWS, NONE, 'load'],
    ['stops if the settings are invalid', starting, REJECT, { work: 'idle' }, 'restyle'],
  ],

  'while it loads other rows': [
    ['remembers that the look has changed', reloading, LOOK, OWED, null],
    ['remembers that the page has changed', reloading, RESTYLE, OWED, null],
    [
      'still remembers a changed look when another load starts',
      { ...reloading, ...OWED },
      ROWS,
      NONE,
      'load',
    ],
    ['draws the rows with the new look', { ...reloading, ...OWED }, ARRIVE, { isRedrawDue: false }, null],
    ['redraws if the load fails', { ...reloading, ...OWED }, end('view'), DRAW, 'redraw'],
    ['keeps the last picture if the load fails', reloading, end('view'), { work: 'idle' }, null],
    ['keeps its view off screen', reloading, FAR, { isFar: true }, null],
    [
      'is suspended when the load ends off screen',
      { ...reloading, isFar: true },
      end('view'),
      suspend({ work: 'idle' }),
      'suspend',
    ],
    ['removes the picture if the viz changes', reloading, VIZ, { shown: 'nothing' }, 'load'],
  ],

  'while it redraws': [
    ['redraws again with another look', redrawing, LOOK, DRAW, 'redraw'],
    ['is idle when the redraw ends', redrawing, end('view'), { work: 'idle' }, null],
    ['still has to redraw if a load aborts the redraw', redrawing, ROWS, { ...LOAD, ...OWED }, 'load'],
    [
      'still has to redraw if a refresh aborts the redraw',
      redrawing,
      RELOAD,
      { work: 'loading', ...OWED },
      'load',
    ],
    ['stops if the settings are invalid', redrawing, REJECT, { work: 'idle', shown: 'nothing' }, 'restyle'],
    ['completes the picture off screen', redrawing, FAR, { isFar: true }, null],
    ['postpones another redraw off screen', { ...redrawing, isFar: true }, LOOK, OWED, null],
    [
      'is suspended when the redraw ends off screen',
      { ...redrawing, isFar: true },
      end('view'),
      suspend({ work: 'idle' }),
      'suspend',
    ],
  ],

  'when a redraw fails': [
    ['keeps the last picture', redrawing, end('view'), { work: 'idle' }, null],
    ['keeps the snapshot and does not try again', resuming, end('snapshot'), { work: 'idle' }, null],
    ['tries again with another look', { ...resuming, work: 'idle' }, LOOK, DRAW, 'redraw'],
    [
      'still has to redraw when it moves off screen',
      { ...resuming, work: 'idle' },
      FAR,
      { isFar: true, ...OWED },
      null,
    ],
  ],

  'off screen': [
    ['is suspended', live, FAR, suspend({ isFar: true }), 'suspend'],
    ['has nothing to suspend without a view', table, FAR, { isFar: true }, null],
    ['resumes when it comes near', suspended, NEAR, { ...DRAW, isFar: false }, 'redraw'],
    ['does nothing when a table comes near', { ...table, isFar: true }, NEAR, { isFar: false }, null],
    ['postpones another look', suspended, LOOK, NONE, null],
    ['postpones another look of a table', { ...table, isFar: true }, LOOK, OWED, null],
    [
      'applies a postponed look of a table when it comes near',
      { ...table, isFar: true, ...OWED },
      NEAR,
      { ...DRAW, isFar: false },
      'redraw',
    ],
    ['loads other rows', suspended, ROWS, LOAD, 'load'],
    ['refreshes', suspended, RELOAD, { work: 'loading' }, 'load'],
    ['draws new rows with the current look', { ...suspended, ...LOAD }, ARRIVE, { isRedrawDue: false }, null],
    [
      'is suspended after new rows',
      { ...suspended, work: 'loading', isRedrawDue: false },
      end('view'),
      { work: 'idle', ...OWED },
      'suspend',
    ],
    ['stays suspended if a load fails', { ...suspended, ...LOAD }, end('snapshot'), { work: 'idle' }, null],
    ['waits for a load that is in progress', { ...suspended, ...LOAD }, NEAR, { isFar: false }, null],
    [
      'resumes after a load that was in progress has failed',
      { ...suspended, ...LOAD, isFar: false },
      end('snapshot'),
      DRAW,
      'redraw',
    ],
  ],

  'with a view that is in use': [
    ['counts the users', live, USE, { users: 1 }, null],
    ['resumes for a user', suspended, USE, { ...DRAW, users: 1 }, 'redraw'],
    [
      'draws a postponed look for a user',
      { ...table, isFar: true, ...OWED },
      USE,
      { ...DRAW, users: 1 },
      'redraw',
    ],
    ['is not suspended', { ...live, users: 1 }, FAR, { isFar: true }, null],
    [
      'is not suspended when the first of two users releases it',
      { ...live, users: 2, isFar: true },
      RELEASE,
      { users: 1 },
      null,
    ],
    [
      'is suspended when the last user releases it',
      { ...live, users: 1, isFar: true },
      RELEASE,
      suspend({ users: 0 }),
      'suspend',
    ],
    ['is not suspended when a script keeps it', { ...live, users: Infinity }, FAR, { isFar: true }, null],
    [
      'redraws off screen when a script keeps it',
      { ...live, users: Infinity, isFar: true },
      LOOK,
      DRAW,
      'redraw',
    ],
    [
      'stays kept for a script when another user releases it',
      { ...live, users: Infinity, isFar: true },
      RELEASE,
      NONE,
      null,
    ],
    ['is kept for a script', live, KEEP, { users: Infinity }, null],
    ['is not suspended when it is eager', { ...live, isEager: true }, { ...FAR }, { isFar: true }, null],
    ['resumes when it becomes eager', suspended, EAGER, { ...DRAW, isEager: true }, 'redraw'],
    [
      'is suspended when it is no longer eager',
      { ...live, isEager: true, isFar: true },
      SAME,
      suspend({ isEager: false }),
      'suspend',
    ],
  ],

  'removed from the page': [
    ['is suspended', live, DISCONNECT, suspend({ isConnected: false }), 'suspend'],
    [
      'is suspended even when a script keeps it',
      { ...live, users: Infinity },
      DISCONNECT,
      suspend({ isConnected: false }),
      'suspend',
    ],
    ['stops a redraw', redrawing, DISCONNECT, suspend({ isConnected: false, work: 'idle' }), 'suspend'],
    [
      'stops a load',
      reloading,
      DISCONNECT,
      suspend({ isConnected: false, work: 'idle', isLoadDue: true }),
      'suspend',
    ],
    ['ignores changes of the page', removed, RESTYLE, NONE, null],
    ['loads when it is refreshed', removed, RELOAD, { work: 'loading' }, 'load'],
    [
      'is suspended after a refresh',
      { ...removed, work: 'loading', isRedrawDue: false },
      end('view'),
      { work: 'idle', ...OWED },
      'suspend',
    ],
  ],

  'inserted again': [
    ['resumes', removed, CONNECT, { ...DRAW, isConnected: true }, 'redraw'],
    ['redraws a table', { ...removed, shown: 'text' }, CONNECT, { ...DRAW, isConnected: true }, 'redraw'],
    ['waits until it is near', { ...removed, isFar: true }, CONNECT, { isConnected: true }, null],
    [
      'waits for settings if a load was stopped',
      { ...removed, isLoadDue: true },
      CONNECT,
      { isConnected: true },
      null,
    ],
    [
      'loads with the same settings if a load was stopped',
      { ...removed, isLoadDue: true, isConnected: true },
      SAME,
      { ...LOAD, isLoadDue: false },
      'load',
    ],
    ['keeps its view when it was moved', live, CONNECT, NONE, null],
    ['redraws a table that was moved', table, CONNECT, DRAW, 'redraw'],
    ['continues a load when it was moved', reloading, CONNECT, NONE, null],
  ],
};

/** Returns what changes in the state when a view is suspended. */
function suspend(change: Change): Change {
  return { shown: 'snapshot', isRedrawDue: true, ...change };
}

describe('reduceChart', () => {
  for (const [when, rows] of Object.entries(TABLE)) {
    describe(when, () => {
      for (const [what, before, event, change, due] of rows) {
        it(what, () => {
          const step = reduceChart(Object.freeze({ ...before }), event);
          expect(step).to.deep.equal([{ ...before, ...change }, due]);
        });
      }
    });
  }

  describe('in each state that a sequence of events can lead to', () => {
    const EVENTS = [VIZ, ROWS, LOOK, SAME, EAGER, CONNECT, DISCONNECT, FAR, NEAR, REJECT, RESTYLE, RELOAD];
    const ENDS = [ARRIVE, end('nothing'), end('text'), end('view'), end('snapshot')];
    const steps: { readonly path: string; readonly state: ChartState; readonly due: Due }[] = [];

    before(() => {
      const seen = new Set<string>();
      const states = [NEW_CHART];
      for (const before of states) {
        for (const event of [...EVENTS, ...ENDS, USE, RELEASE]) {
          const [state, due] = reduceChart(before, event);
          if (state.users < 0 || state.users > 1) continue;
          steps.push({ path: JSON.stringify([before, event]), state, due });
          const key = JSON.stringify(state);
          if (!seen.has(key)) states.push(state);
          seen.add(key);
        }
      }
    });

    const isActive = ({ isConnected, isFar, isEager, users }: ChartState): boolean =>
      isConnected && (!isFar || isEager || users > 0);

    it('forgets no redraw of a chart that can draw', () => {
      for (const { path, state } of steps) {
        const canDraw = isActive(state) && state.shown !== 'nothing' && state.work !== 'loading';
        if (canDraw && !state.isLoadDue) expect(state.isRedrawDue, path).to.equal(false);
      }
    });

    it('keeps no view of an idle chart that is removed or off screen', () => {
      for (const { path, state } of steps) {
        if (state.work === 'idle' && !isActive(state)) expect(state.shown, path).to.not.equal('view');
      }
    });

    it('has begun the work that is due', () => {
      for (const { path, state, due } of steps) {
        if (due === 'load') expect(state.work, path).to.equal('loading');
        if (due === 'redraw') expect(state.work, path).to.equal('drawing');
        if (due === 'suspend') expect(state.shown, path).to.not.equal('view');
      }
    });
  });
});
