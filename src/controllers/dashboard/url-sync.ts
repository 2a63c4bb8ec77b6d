import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { warnOnce } from '../../internal/text.ts';
import type { Params } from '../../public-client/types.ts';
import { sameValue } from '../../state/param-store.ts';
import { readUrlParams, writeUrlParams } from '../../state/url-params.ts';
import type { DashboardController } from './dashboard.ts';
import type { FormControlsController } from './form-controls.ts';

/**
 * Keeps the chosen parameters of a dashboard in the page's URL. Each choice adds a history entry, so the Back button
 * undoes it; typing and moving a slider replace the current entry. Does not change the rest of the URL or
 * `history.state`.
 */
export class UrlSyncController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #dashboard: DashboardController;
  readonly #controls: FormControlsController;
  /** `null` if the URL is not used. */
  #prefix: string | null = null;
  /** The names that this dashboard has read from the URL. Another dashboard may use them. */
  readonly #read = new Set<string>();
  /** The names that this dashboard writes into the URL. */
  readonly #written = new Set<string>();
  /** The URL before the reader began to type or move a slider. */
  #urlBefore: string | null = null;
  /** The query of the URL that was last written or read. */
  #search = '';

  constructor(
    host: ReactiveControllerHost & HTMLElement,
    dashboard: DashboardController,
    controls: FormControlsController,
  ) {
    this.#host = host;
    this.#dashboard = dashboard;
    this.#controls = controls;
    dashboard.onPatch = (isChoice, final) => this.#writeUrl(isChoice, final);
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('popstate', this.#onPop);
  }

  hostDisconnected(): void {
    removeEventListener('popstate', this.#onPop);
  }

  /** Sets the prefix and returns the parameters in the URL that have it; none for `null`. */
  read(prefix: string | null): Params {
    this.#prefix = prefix;
    if (prefix === null) return {};
    const params = readUrlParams(location.search, prefix);
    for (const name of Object.keys(params)) this.#read.add(name);
    this.#search = location.search;
    return params;
  }

  readonly #onPop = (): void => {
    this.#urlBefore = null;
    // Links to places in the page cause the same event.
    if (this.#prefix !== null && location.search !== this.#search)
      this.#controls.showUrl(this.read(this.#prefix));
  };

  #writeUrl(isChoice: boolean, final: boolean): void {
    if (this.#prefix === null) return;
    const dashboard = this.#dashboard;
    const { store } = dashboard;
    for (const name of [...this.#read, ...Object.keys(store.values)]) {
      const isSetHere = store.given(name, ['chosen', 'marked', 'shown']) !== undefined;
      if (isSetHere || dashboard.isAsked(name)) this.#written.add(name);
    }
    const values = Object.fromEntries(
      Object.entries(store.values).filter(
        ([name, value]) => this.#written.has(name) && !sameValue(value, store.valueWithoutChoice(name)),
      ),
    );
    const { search, left } = writeUrlParams(location.search, this.#prefix, this.#written, values);
    for (const name of left) {
      warnOnce(`<${this.#host.localName} sync="url">: the value of "${name}" is too long for a URL`);
    }
    this.#setUrl(`${location.pathname}${search}${location.hash}`, isChoice, final);
    this.#search = location.search;
  }

  #setUrl(address: string, isChoice: boolean, final: boolean): void {
    const current = `${location.pathname}${location.search}${location.hash}`;
    const before = this.#urlBefore ?? current;
    try {
      if (isChoice && final) {
        this.#urlBefore = null;
        if (address === before) {
          if (address !== current) history.replaceState(history.state, '', address);
          return;
        }
        // The Back button skips what was typed in between.
        if (before !== current) history.replaceState(history.state, '', before);
        history.pushState(history.state, '', address);
      } else {
        if (isChoice) this.#urlBefore = before;
        if (address !== current) history.replaceState(history.state, '', address);
      }
    } catch {
      // Browsers limit the rate of changes, and some documents cannot change their URL.
    }
  }
}
