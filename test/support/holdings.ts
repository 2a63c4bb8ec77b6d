/** Counts leaks of a page: listeners, observers, timers and views that are created from now on and not released. */
import { View } from 'vega-view';

export interface Holdings {
  /** Listeners on the window, the document, media queries and elements in the page. */
  readonly listeners: number;
  /** Observed elements in the page, counted once for each observer of any kind. */
  readonly observed: number;
  /** Pending timers and animation frames. */
  readonly timers: number;
  /** Vega views that are not finalized. */
  readonly views: number;
  /** Elements in the page and its shadow roots. */
  readonly elements: number;
}

export interface Watch {
  count(): Holdings;
  /** Restores the page's functions. */
  end(): void;
}

type Method = (...args: never[]) => unknown;
/** Replaces a method of an object until the watch ends. */
type Wrap = <T, K extends keyof T & string>(target: T, name: K, make: (original: T[K]) => T[K]) => void;

export function watchHoldings(): Watch {
  const undo: (() => void)[] = [];
  const wrap: Wrap = (target, name, make) => {
    const original = target[name];
    const own = Object.getOwnPropertyDescriptor(target, name);
    Object.defineProperty(target, name, { configurable: true, writable: true, value: make(original) });
    undo.push(() => {
      if (own) Object.defineProperty(target, name, own);
      else delete (target as Record<string, unknown>)[name];
    });
  };
  const listeners = watchListeners(wrap);
  const observed = watchObservers(wrap);
  const timers = watchTimers(wrap);
  const views = watchViews(wrap);
  return {
    count: () => ({
      listeners: listeners(),
      observed: observed(),
      timers: timers(),
      views: views(),
      elements: elementsIn(document),
    }),
    end: () => undo.toReversed().forEach((each) => each()),
  };
}

/** Returns whether listeners and observers on a target count. On removed elements, they do not. */
const lasts = (target: unknown): boolean => !(target instanceof Node) || target.isConnected;

function watchListeners(wrap: Wrap): () => number {
  const held = new Map<EventTarget, Set<string>>();
  const names = new WeakMap<object, number>();
  let count = 0;
  const keyOf = (
    type: string,
    listener: object,
    options: boolean | EventListenerOptions | undefined,
  ): string => {
    if (!names.has(listener)) names.set(listener, ++count);
    const capture = typeof options === 'object' ? Boolean(options.capture) : Boolean(options);
    return `${type} ${capture} ${names.get(listener)}`;
  };
  const counts = (target: unknown): target is EventTarget =>
    target instanceof Node || target instanceof Window || target instanceof MediaQueryList;
  wrap(
    EventTarget.prototype,
    'addEventListener',
    (original) =>
      function (this: EventTarget | undefined, type, listener, options) {
        // A call without a receiver applies to the window.
        const target = this ?? window;
        original.call(target, type, listener, options);
        if (!listener || !counts(target)) return;
        const key = keyOf(type, listener, options);
        const keys = held.get(target) ?? new Set<string>();
        held.set(target, keys.add(key));
        const { once = false, signal = undefined } = typeof options === 'object' ? options : {};
        const forget = (): void => void keys.delete(key);
        if (once) original.call(target, type, forget, options);
        if (signal) original.call(signal, 'abort', forget);
      },
  );
  wrap(
    EventTarget.prototype,
    'removeEventListener',
    (original) =>
      function (this: EventTarget | undefined, type, listener, options) {
        const target = this ?? window;
        original.call(target, type, listener, options);
        if (listener) held.get(target)?.delete(keyOf(type, listener, options));
      },
  );
  return () => [...held].reduce((sum, [target, keys]) => sum + (lasts(target) ? keys.size : 0), 0);
}

type AnyObserver = Pick<ResizeObserver, 'observe' | 'disconnect'> &
  Partial<Pick<ResizeObserver, 'unobserve'>>;

function watchObservers(wrap: Wrap): () => number {
  const held = new Map<object, Set<unknown>>();
  for (const { prototype } of [MutationObserver, ResizeObserver, IntersectionObserver]) {
    const observer = prototype as unknown as Record<keyof AnyObserver, Method>;
    const on = (name: keyof AnyObserver, note: (targets: Set<unknown>, target: unknown) => void): void =>
      wrap(
        observer,
        name,
        (original) =>
          function (this: object, ...args: never[]) {
            const targets = held.get(this) ?? new Set();
            held.set(this, targets);
            note(targets, args[0]);
            return original.apply(this, args);
          },
      );
    on('observe', (targets, target) => targets.add(target));
    on('disconnect', (targets) => targets.clear());
    if ('unobserve' in prototype) on('unobserve', (targets, target) => targets.delete(target));
  }
  return () => [...held.values()].reduce((sum, targets) => sum + [...targets].filter(lasts).length, 0);
}

function watchTimers(wrap: Wrap): () => number {
  const held = new Set<string>();
  const page = window as unknown as Record<string, Method>;
  const kinds = [
    ['setTimeout', 'clearTimeout', true],
    ['setInterval', 'clearInterval', false],
    ['requestAnimationFrame', 'cancelAnimationFrame', true],
  ] as const;
  for (const [set, clear, once] of kinds) {
    wrap(page, set, (original) => (callback: () => void, ...rest: never[]) => {
      const run = (...args: never[]): void => {
        if (once) held.delete(`${set} ${id}`);
        (callback as Method)(...args);
      };
      const id = original.call(window, run as never, ...rest) as number;
      held.add(`${set} ${id}`);
      return id;
    });
    wrap(page, clear, (original) => (id: never) => {
      held.delete(`${set} ${String(id)}`);
      return original.call(window, id);
    });
  }
  return () => held.size;
}

function watchViews(wrap: Wrap): () => number {
  const held = new Set<View>();
  wrap(
    View.prototype,
    'initialize',
    (original) =>
      function (this: View, ...args: Parameters<View['initialize']>) {
        held.add(this);
        return original.apply(this, args);
      },
  );
  wrap(
    View.prototype,
    'finalize',
    (original) =>
      function (this: View) {
        held.delete(this);
        return original.call(this);
      },
  );
  return () => held.size;
}

function elementsIn(root: Document | ShadowRoot): number {
  const all = [...root.querySelectorAll('*')];
  return all.reduce((sum, { shadowRoot }) => sum + (shadowRoot ? elementsIn(shadowRoot) : 0), all.length);
}
