import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { type ChartEvent, type ChartState, type Due } from '../../src/state/chart-state.ts';
import { NEW_CHART, reduceChart } from '../../src/state/chart-state.ts';

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
const DISPLACE: ChartEvent = { type: 'displace' };
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
const displaced: ChartState = { ...live, shown: 'snapshot', isRedrawDue: true, isDisplaced: true };
const resuming: ChartState = { ...live, shown: 'snapshot', work: 'drawing' };
const resumed: ChartState = { ...resuming, work: 'idle' };
const removed: ChartState = { ...live, shown: 'snapshot', isRedrawDue: true, isConnected: false };

type Change = Partial<ChartState>;
const DRAW: Change = { work: 'drawing', isRedrawDue: false };
const LOAD: Change = { work: 'loading' };
const IDLE: Change = { work: 'idle' };
const OWED: Change = { isRedrawDue: true };
const DRAWN: Change = { isRedrawDue: false };
const ON: Change = { isConnected: true };
const OFF: Change = { isConnected: false };
const AWAY: Change = { isFar: true };
const BACK: Change = { isFar: false };
const KEPT: Change = { users: Infinity };
/** What changes when a view is suspended. */
const STILL: Change = { shown: 'snapshot', isRedrawDue: true };
const PAUSED: Change = { ...STILL, ...IDLE };
const REMOVED: Change = { ...STILL, ...OFF };
const NEW_VIEW: Change = { ...DRAW, shown: 'view' };
const USED: Change = { users: 1 };
const NONE: Change = {};

/** What happens, the state before, the event, what changes in the state, and what is due. */
type Row = readonly [what: string, before: ChartState, event: ChartEvent, change: Change, due: Due];

const TABLE: Readonly<Record<string, readonly Row[]>> = {
  'before there are rows': [
    ['loads with the first settings', waiting, VIZ, LOAD, 'load'],
    ['styles its messages when inserted', NEW_CHART, CONNECT, ON, 'restyle'],
    ['styles its messages when the page changes', waiting, RESTYLE, NONE, 'restyle'],
    ['does nothing when the page changes and the chart is not in it', NEW_CHART, RESTYLE, NONE, null],
    ['styles its messages when settings are invalid', waiting, REJECT, NONE, 'restyle'],
    ['shows nothing when a load fails', starting, end('nothing'), IDLE, null],
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
    ['redraws after an unrelated error', live, settings('look', { error: 'timeout' }), DRAW, 'redraw'],
    ['keeps the picture on a refresh', live, RELOAD, LOAD, 'load'],
  ],

  'while it loads the first rows': [
    ['styles its messages with another look', starting, LOOK, OWED, 'restyle'],
    ['draws the rows with the new look', { ...starting, ...OWED }, ARRIVE, DRAWN, null],
    ['is idle when the rows are drawn', starting, end('view'), { ...IDLE, shown: 'view' }, null],
    ['then redraws another look', { ...starting, ...OWED }, end('view'), NEW_VIEW, 'redraw'],
    ['loads again if the rows change', starting, ROWS, NONE, 'load'],
    ['stops if the settings are invalid', starting, REJECT, IDLE, 'restyle'],
  ],

  'while it loads other rows': [
    ['remembers that the look has changed', reloading, LOOK, OWED, null],
    ['remembers that the page has changed', reloading, RESTYLE, OWED, null],
    ['still remembers a changed look in another load', { ...reloading, ...OWED }, ROWS, NONE, 'load'],
    ['draws the rows with the new look', { ...reloading, ...OWED }, ARRIVE, DRAWN, null],
    ['redraws if the load fails', { ...reloading, ...OWED }, end('view'), DRAW, 'redraw'],
    ['keeps the last picture if the load fails', reloading, end('view'), IDLE, null],
    ['keeps its view off screen', reloading, FAR, AWAY, null],
    ['is suspended off screen', { ...reloading, ...AWAY }, end('view'), PAUSED, 'suspend'],
    ['removes the picture if the viz changes', reloading, VIZ, { shown: 'nothing' }, 'load'],
  ],

  'while it redraws': [
    ['redraws again with another look', redrawing, LOOK, DRAW, 'redraw'],
    ['is idle when the redraw ends', redrawing, end('view'), IDLE, null],
    ['still has to redraw if a load aborts the redraw', redrawing, ROWS, { ...LOAD, ...OWED }, 'load'],
    ['still has to redraw if a refresh aborts the redraw', redrawing, RELOAD, { ...LOAD, ...OWED }, 'load'],
    ['stops if the settings are invalid', redrawing, REJECT, { ...IDLE, shown: 'nothing' }, 'restyle'],
    ['completes the picture off screen', redrawing, FAR, AWAY, null],
    ['postpones another redraw off screen', { ...redrawing, ...AWAY }, LOOK, OWED, null],
    ['is suspended off screen', { ...redrawing, ...AWAY }, end('view'), PAUSED, 'suspend'],
  ],

  'when a redraw fails': [
    ['keeps the last picture', redrawing, end('view'), IDLE, null],
    ['keeps the snapshot and does not try again', resuming, end('snapshot'), IDLE, null],
    ['tries again with another look', resumed, LOOK, DRAW, 'redraw'],
    ['still has to redraw when it moves off screen', resumed, FAR, { ...AWAY, ...OWED }, null],
  ],

  'when the charts of the page hold too many rows': [
    ['is suspended', live, DISPLACE, { ...STILL, isDisplaced: true }, 'suspend'],
    [
      'is suspended even if it is eager',
      { ...live, isEager: true },
      DISPLACE,
      { ...STILL, isDisplaced: true },
      'suspend',
    ],
    ['completes the picture first', redrawing, DISPLACE, { isDisplaced: true }, null],
    ['keeps a view that a script uses', { ...live, ...KEPT }, DISPLACE, { isDisplaced: true }, null],
    [
      'resumes when it comes near again, or when the reader points to it',
      displaced,
      NEAR,
      { ...DRAW, isDisplaced: false },
      'redraw',
    ],
    ['redraws with another look', displaced, LOOK, { ...DRAW, isDisplaced: false }, 'redraw'],
  ],

  'off screen': [
    ['is suspended', live, FAR, { ...STILL, ...AWAY }, 'suspend'],
    ['has nothing to suspend without a view', table, FAR, AWAY, null],
    ['resumes when it comes near', suspended, NEAR, { ...DRAW, ...BACK }, 'redraw'],
    ['does nothing when a table comes near', { ...table, ...AWAY }, NEAR, BACK, null],
    ['postpones another look', suspended, LOOK, NONE, null],
    ['postpones another look of a table', { ...table, ...AWAY }, LOOK, OWED, null],
    ['then redraws the table', { ...table, ...AWAY, ...OWED }, NEAR, { ...DRAW, ...BACK }, 'redraw'],
    ['loads other rows', suspended, ROWS, LOAD, 'load'],
    ['refreshes', suspended, RELOAD, LOAD, 'load'],
    ['draws new rows with the current look', { ...suspended, ...LOAD }, ARRIVE, DRAWN, null],
    ['is suspended again', { ...suspended, ...LOAD, ...DRAWN }, end('view'), PAUSED, 'suspend'],
    ['stays suspended if a load fails', { ...suspended, ...LOAD }, end('snapshot'), IDLE, null],
    ['waits for a load that is in progress', { ...suspended, ...LOAD }, NEAR, BACK, null],
    ['resumes if it has failed', { ...suspended, ...LOAD, ...BACK }, end('snapshot'), DRAW, 'redraw'],
  ],

  'with a view that is in use': [
    ['counts the users', live, USE, USED, null],
    ['resumes for a user', suspended, USE, { ...DRAW, users: 1 }, 'redraw'],
    ['draws a table for a user', { ...table, ...AWAY, ...OWED }, USE, { ...DRAW, users: 1 }, 'redraw'],
    ['is not suspended', { ...live, users: 1 }, FAR, AWAY, null],
    ['waits for the other user', { ...live, users: 2, ...AWAY }, RELEASE, USED, null],
    ['is suspended without users', { ...live, ...USED, ...AWAY }, RELEASE, { ...STILL, users: 0 }, 'suspend'],
    ['is not suspended when a script keeps it', { ...live, ...KEPT }, FAR, AWAY, null],
    ['redraws off screen when a script keeps it', { ...live, ...KEPT, ...AWAY }, LOOK, DRAW, 'redraw'],
    ['stays kept when a user releases it', { ...live, ...KEPT, ...AWAY }, RELEASE, NONE, null],
    ['is kept for a script', live, KEEP, KEPT, null],
    ['is not suspended when it is eager', { ...live, isEager: true }, FAR, AWAY, null],
    ['resumes when it becomes eager', suspended, EAGER, { ...DRAW, isEager: true }, 'redraw'],
    [
      'suspends if lazy again',
      { ...live, isEager: true, ...AWAY },
      SAME,
      { ...STILL, isEager: false },
      'suspend',
    ],
  ],

  'removed from the page': [
    ['is suspended', live, DISCONNECT, REMOVED, 'suspend'],
    ['is suspended even if a script keeps it', { ...live, ...KEPT }, DISCONNECT, REMOVED, 'suspend'],
    ['stops a redraw', redrawing, DISCONNECT, { ...STILL, ...OFF, ...IDLE }, 'suspend'],
    ['stops a load', reloading, DISCONNECT, { ...STILL, ...OFF, ...IDLE, isLoadDue: true }, 'suspend'],
    ['ignores changes of the page', removed, RESTYLE, NONE, null],
    ['loads when it is refreshed', removed, RELOAD, LOAD, 'load'],
    ['is suspended again', { ...removed, ...LOAD, ...DRAWN }, end('view'), PAUSED, 'suspend'],
  ],

  'inserted again': [
    ['resumes', removed, CONNECT, { ...DRAW, ...ON }, 'redraw'],
    ['redraws a table', { ...removed, shown: 'text' }, CONNECT, { ...DRAW, ...ON }, 'redraw'],
    ['waits until it is near', { ...removed, ...AWAY }, CONNECT, ON, null],
    ['waits for settings if a load was stopped', { ...removed, isLoadDue: true }, CONNECT, ON, null],
    ['then loads them', { ...removed, isLoadDue: true, ...ON }, SAME, { ...LOAD, isLoadDue: false }, 'load'],
    ['keeps its view when it was moved', live, CONNECT, NONE, null],
    ['redraws a table that was moved', table, CONNECT, DRAW, 'redraw'],
    ['continues a load when it was moved', reloading, CONNECT, NONE, null],
  ],
};

describe('reduceChart', () => {
  for (const [when, rows] of Object.entries(TABLE)) {
    for (const [what, before, event, change, due] of rows) {
      it(`${when}: ${what}`, () => {
        expect(reduceChart(Object.freeze({ ...before }), event)).to.deep.equal([
          { ...before, ...change },
          due,
        ]);
      });
    }
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

    it('forgets no redraw, keeps no idle view off screen, and begins the work that is due', () => {
      for (const { path, state, due } of steps) {
        const canDraw = isActive(state) && state.shown !== 'nothing' && state.work !== 'loading';
        if (canDraw && !state.isLoadDue) expect(state.isRedrawDue, path).to.equal(false);
        if (state.work === 'idle' && !isActive(state)) expect(state.shown, path).to.not.equal('view');
        if (due === 'load') expect(state.work, path).to.equal('loading');
        if (due === 'redraw') expect(state.work, path).to.equal('drawing');
        if (due === 'suspend') expect(state.shown, path).to.not.equal('view');
      }
    });
  });
});
