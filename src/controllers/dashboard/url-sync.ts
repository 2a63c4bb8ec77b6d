import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { warnOnce } from '../../internal/text.ts';
import type { Params } from '../../public-client/types.ts';
import { sameValue } from '../../state/param-store.ts';
import { readUrlParams, writeUrlParams } from '../../state/url-params.ts';
import type { DashboardController } from './dashboard.ts';

/**
 * Keeps a dashboard's parameters in the page's address: those that are not what they would be without it. A choice is
 * an entry of the history, so that the browser's Back takes it back; typing and sliding change the entry that is there.
 * The rest of the address, and what the page keeps in `history.state`, stay as they are.
 */
export class UrlSyncController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #dashboard: DashboardController;
  /** `null` where the address is left alone. */
  #prefix: string | null = null;
  /** What this dashboard may have put into the address, or has read there. */
  readonly #names = new Set<string>();
  /** The address before the reader began to type or slide. */
  #before: string | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, dashboard: DashboardController) {
    this.#host = host;
    this.#dashboard = dashboard;
    dashboard.onPatch = (isChoice, final) => this.#write(isChoice, final);
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('popstate', this.#onPop);
  }

  hostDisconnected(): void {
    removeEventListener('popstate', this.#onPop);
  }

  /** What the address says under this prefix, which counts from now on; nothing for `null`. */
  read(prefix: string | null): Params {
    this.#prefix = prefix;
    if (prefix === null) return {};
    const params = readUrlParams(location.search, prefix);
    for (const name of Object.keys(params)) this.#names.add(name);
    return params;
  }

  readonly #onPop = (): void => {
    if (this.#prefix === null) return;
    this.#before = null;
    this.#dashboard.store.replace({ url: this.read(this.#prefix) }, 'url');
  };

  #write(isChoice: boolean, final: boolean): void {
    if (this.#prefix === null) return;
    const { store } = this.#dashboard;
    for (const name of Object.keys(store.values)) this.#names.add(name);
    const values = Object.fromEntries(
      Object.entries(store.values).filter(
        ([name, value]) => !sameValue(value, store.valueWithoutChoice(name)),
      ),
    );
    const { search, left } = writeUrlParams(location.search, this.#prefix, this.#names, values);
    for (const name of left) {
      warnOnce(`<${this.#host.localName} sync="url">: the value of "${name}" is too long for a URL`);
    }
    this.#go(`${location.pathname}${search}${location.hash}`, isChoice, final);
  }

  #go(address: string, isChoice: boolean, final: boolean): void {
    const current = `${location.pathname}${location.search}${location.hash}`;
    const before = this.#before ?? current;
    try {
      if (isChoice && final) {
        this.#before = null;
        if (address === before) {
          if (address !== current) history.replaceState(history.state, '', address);
          return;
        }
        // What was typed on the way is not what Back leads to.
        if (before !== current) history.replaceState(history.state, '', before);
        history.pushState(history.state, '', address);
      } else {
        if (isChoice) this.#before = before;
        if (address !== current) history.replaceState(history.state, '', address);
      }
    } catch {
      // Browsers refuse many changes in a short time, and some pages have no address that could change.
    }
  }
}
