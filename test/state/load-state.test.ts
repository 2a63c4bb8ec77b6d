import { expect } from 'chai';
import {
  IDLE,
  latest,
  reduceLoad,
  statusOf,
  type LoadAction,
  type LoadState,
} from '../../src/state/load-state.ts';

type State = LoadState<string>;
type Action = LoadAction<string>;

const error = new Error('No');
const start: Action = { type: 'start', keep: true };
const anew: Action = { type: 'start', keep: false };
const succeed: Action = { type: 'succeed', value: 'new' };
const fail: Action = { type: 'fail', error };
const cancel: Action = { type: 'cancel' };

const loading: State = { status: 'loading', previous: null };
const reloading: State = { status: 'loading', previous: 'old' };
const ready: State = { status: 'ready', value: 'old' };
const failed: State = { status: 'failed', error, previous: null };
const stale: State = { status: 'failed', error, previous: 'old' };
const renewed: State = { status: 'ready', value: 'new' };

describe('the state of what is loaded', () => {
  const MOVES: readonly (readonly [string, State, Action, State])[] = [
    ['idle, started', IDLE, start, loading],
    ['idle, started anew', IDLE, anew, loading],
    ['idle, failed', IDLE, fail, failed],
    ['idle, cancelled', IDLE, cancel, IDLE],
    ['loading, succeeded', loading, succeed, renewed],
    ['loading, failed', loading, fail, failed],
    ['loading, cancelled', loading, cancel, IDLE],
    ['loading, started again', loading, start, loading],
    ['loading again, succeeded', reloading, succeed, renewed],
    ['loading again, failed', reloading, fail, stale],
    ['loading again, cancelled', reloading, cancel, ready],
    ['loading again, started again', reloading, start, reloading],
    ['loading again, started anew', reloading, anew, loading],
    ['ready, started', ready, start, reloading],
    ['ready, started anew', ready, anew, loading],
    ['ready, failed', ready, fail, stale],
    ['ready, cancelled', ready, cancel, ready],
    ['failed, started', failed, start, loading],
    ['failed, cancelled', failed, cancel, failed],
    ['stale, started', stale, start, reloading],
    ['stale, started anew', stale, anew, loading],
    ['stale, failed again', stale, fail, stale],
    ['stale, succeeded', stale, succeed, renewed],
  ];
  for (const [name, from, action, to] of MOVES) {
    it(name, () => expect(reduceLoad(from, action)).to.deep.equal(to));
  }

  it('never changes the state it is given', () => {
    const state = Object.freeze({ ...reloading });
    for (const action of [start, anew, succeed, fail, cancel]) reduceLoad(state, action);
    expect(state).to.deep.equal(reloading);
  });

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
    it(`is "${status}" with ${JSON.stringify(shown)} on show`, () => {
      expect(statusOf(state, (value) => value === '')).to.equal(status);
      expect(latest(state)).to.equal(shown);
    });
  }
});
