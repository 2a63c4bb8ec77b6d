import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { LoadAction, LoadState } from '../../src/state/load-state.ts';
import { IDLE, latest, reduceLoad, statusOf } from '../../src/state/load-state.ts';

type State = LoadState<string>;
type Action = LoadAction<string>;

const error = new Error('No');
const start: Action = { type: 'start', keep: true };
const restart: Action = { type: 'start', keep: false };
const succeed: Action = { type: 'succeed', value: 'new' };
const fail: Action = { type: 'fail', error };
const cancel: Action = { type: 'cancel' };

const loading: State = { status: 'loading', previous: null };
const reloading: State = { status: 'loading', previous: 'old' };
const ready: State = { status: 'ready', value: 'old' };
const failed: State = { status: 'failed', error, previous: null };
const stale: State = { status: 'failed', error, previous: 'old' };
const renewed: State = { status: 'ready', value: 'new' };

describe('reduceLoad', () => {
  const MOVES: readonly (readonly [string, State, Action, State])[] = [
    ['starts when idle', IDLE, start, loading],
    ['starts without a previous value when idle', IDLE, restart, loading],
    ['fails when idle', IDLE, fail, failed],
    ['stays idle when canceled', IDLE, cancel, IDLE],
    ['is ready after loading', loading, succeed, renewed],
    ['fails after loading', loading, fail, failed],
    ['returns to idle when a first load is canceled', loading, cancel, IDLE],
    ['stays loading when started again', loading, start, loading],
    ['is ready after reloading', reloading, succeed, renewed],
    ['fails after reloading, with the previous value', reloading, fail, stale],
    ['returns to the previous value when a reload is canceled', reloading, cancel, ready],
    ['keeps the previous value when a reload is started again', reloading, start, reloading],
    ['drops the previous value when a reload is started again without it', reloading, restart, loading],
    ['keeps the value as the previous one when started', ready, start, reloading],
    ['drops the value when started without it', ready, restart, loading],
    ['keeps the value as the previous one when failed', ready, fail, stale],
    ['stays ready when canceled', ready, cancel, ready],
    ['starts after a failure', failed, start, loading],
    ['stays failed when canceled', failed, cancel, failed],
    ['keeps the previous value when started after a failure', stale, start, reloading],
    ['drops the previous value when started without it after a failure', stale, restart, loading],
    ['keeps the previous value when failing again', stale, fail, stale],
    ['is ready after a failure when a load succeeds', stale, succeed, renewed],
  ];
  for (const [name, from, action, to] of MOVES) {
    it(name, () => {
      expect(reduceLoad(Object.freeze({ ...from }), action)).to.deep.equal(to);
    });
  }

  const FACES: readonly (readonly [State, string, string | null])[] = [
    [IDLE, 'idle', null],
    [loading, 'loading', null],
    [reloading, 'loading', 'old'],
    [ready, 'ready', 'old'],
    [{ status: 'ready', value: '' }, 'empty', ''],
    [failed, 'error', null],
    [stale, 'stale', 'old'],
  ];
  for (const [state, status, shown] of FACES) {
    it(`has the status "${status}" and shows ${JSON.stringify(shown)}`, () => {
      expect(statusOf(state, (value) => value === '')).to.equal(status);
      expect(latest(state)).to.equal(shown);
    });
  }
});
