/** The state of a fetched resource. `previous` is the last value: it stays available until a new one replaces it. */
export type LoadState<T, E = Error> =
  | { readonly status: 'idle' }
  | { readonly status: 'loading'; readonly previous: T | null }
  | { readonly status: 'ready'; readonly value: T }
  | { readonly status: 'failed'; readonly error: E; readonly previous: T | null };

export type LoadAction<T, E = Error> =
  /** `keep`: the same resource is fetched again, so its current value becomes `previous`. */
  | { readonly type: 'start'; readonly keep: boolean }
  | { readonly type: 'succeed'; readonly value: T }
  | { readonly type: 'fail'; readonly error: E }
  /** The load was aborted: restores the previous value. */
  | { readonly type: 'cancel' };

export const IDLE = { status: 'idle' } as const;

/** Returns the next state. */
export function reduceLoad<T, E>(state: LoadState<T, E>, action: LoadAction<T, E>): LoadState<T, E> {
  const last = latest(state);
  switch (action.type) {
    case 'start':
      return { status: 'loading', previous: action.keep ? last : null };
    case 'succeed':
      return { status: 'ready', value: action.value };
    case 'fail':
      return { status: 'failed', error: action.error, previous: last };
    case 'cancel':
      if (state.status !== 'loading') return state;
      return last === null ? IDLE : { status: 'ready', value: last };
  }
}

/** Returns the value to show: the current one, else the previous one. */
export function latest<T, E>(state: LoadState<T, E>): T | null {
  switch (state.status) {
    case 'idle':
      return null;
    case 'ready':
      return state.value;
    case 'loading':
    case 'failed':
      return state.previous;
  }
}

/** The `status` of an element. `stale`: the last load failed, and the element shows the previous value. */
export type Status = 'idle' | 'loading' | 'ready' | 'empty' | 'stale' | 'error';

/** Derives an element's status. `isEmpty` returns whether a value has no rows. */
export function statusOf<T, E>(state: LoadState<T, E>, isEmpty: (value: T) => boolean): Status {
  switch (state.status) {
    case 'idle':
    case 'loading':
      return state.status;
    case 'ready':
      return isEmpty(state.value) ? 'empty' : 'ready';
    case 'failed':
      return state.previous === null ? 'error' : 'stale';
  }
}
