import { DASHBOARD, type Scope, type ScopeController } from './scope.ts';

/** Takes a scope, now and whenever there is another; `leave` ends that. */
type TakeScope = (scope: Scope, leave: () => void) => void;

/**
 * Bubbles from who wants a scope to the nearest dashboard, through shadow roots: a `context-request` of the Web
 * Components community's context protocol, whose `context` is the dashboard's tag. A package for it would bring these
 * lines, and half as much again into what every page loads first.
 */
export class ScopeRequest extends Event {
  readonly context = DASHBOARD;
  readonly subscribe = true;
  readonly contextTarget: Element;
  readonly callback: TakeScope;

  constructor(target: Element, callback: TakeScope) {
    super('context-request', { bubbles: true, composed: true });
    this.contextTarget = target;
    this.callback = callback;
  }
}

/** Keeps `taker` up with the scope of the nearest dashboard around its host, from now on until it leaves that. */
export function joinScope(taker: ScopeController): void {
  const { host } = taker;
  taker.leave?.();
  let ended = false;
  let end: (() => void) | null = null;
  taker.leave = () => {
    ended = true;
    end?.();
  };
  const request = new ScopeRequest(host, (scope, leave) => {
    end = leave;
    if (ended) return leave();
    taker.current = scope;
    host.requestUpdate();
  });
  host.dispatchEvent(request);
}
