import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { usedParams } from '../../charts/chart-source.ts';
import type { ParamDeclaration } from '../../charts/types.ts';
import { loadLocale } from '../../locale/load-locale.ts';
import type { Locale } from '../../locale/types.ts';
import type { Params, ParamValue, PublicClient, VizRef } from '../../public-client/types.ts';
import { checkParam } from '../../state/param-store.ts';
import { languageOf } from '../page-context.ts';
import { trackFailure, ResourceController, retryAll, type Retryable } from '../resource.ts';

/** The choices that a control lists. */
export interface ParamChoices {
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  /** Whether there are more choices than listed. */
  readonly isCut: boolean;
}

/** The maximum number of options in a list. */
const MAX_OPTIONS = 500;

/** Loads the options of a parameter whose declaration has a query. */
export class ParamOptionsController implements Retryable {
  apiBase: string | undefined;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #resource: ResourceController<ParamChoices>;
  #key: string | null = null;
  #attempt: (() => Promise<void>) | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    this.#resource = new ResourceController(host);
  }

  /** The loaded choices; `null` before they have loaded, and if there are none. */
  get current(): ParamChoices | null {
    const choices = this.#key === null ? null : this.#resource.latest;
    return choices && choices.choices.length > 0 ? choices : null;
  }

  get loading(): boolean {
    return this.#key !== null && this.#resource.state.status === 'loading' && !this.current;
  }

  get failed(): boolean {
    return this.#key !== null && this.#resource.error !== null;
  }

  /**
   * Loads the options of a declaration's query, unless they have been loaded.
   * @param values Returns the values for the `{{name}}` placeholders of the query
   * @param connect Throws if the connection attributes are invalid
   */
  read(
    key: string,
    declared: ParamDeclaration,
    values: (names: readonly string[]) => Params,
    connect: () => { readonly client: PublicClient; readonly ref: VizRef },
  ): void {
    const { options } = declared;
    if (options?.kind !== 'sql') return this.clear();
    const { sql } = options;
    const params = values(usedParams(sql).filter((name) => name !== declared.name));
    const language = languageOf(this.#host);
    const whole = JSON.stringify([key, sql, params, language]);
    if (whole === this.#key) return this.#trackFailure();
    this.#key = whole;
    this.#attempt = async () => {
      await this.#resource.run(
        async (signal) => {
          const { client, ref } = connect();
          this.apiBase = client.apiBase;
          const [{ rows }, locale] = await Promise.all([
            client.queryViz(ref, { sql, params }, { signal }),
            loadLocale(language),
          ]);
          return toChoices(rows, declared, locale);
        },
        { keep: false },
      );
      this.#trackFailure();
      const { error } = this.#resource;
      if (!error) return;
      const element = `<${this.#host.localName} param="${declared.name}">`;
      console.warn(`${element}: options unavailable (${error.kind}: ${error.message})`);
    };
    void this.#attempt();
  }

  /** Discards the options. */
  clear(): void {
    this.#key = null;
    this.#resource.cancel();
    this.stopRetrying();
  }

  stopRetrying(): void {
    trackFailure(this, null);
  }

  refresh(): void {
    void this.#attempt?.();
  }

  /** Retries after a failure, together with everything that failed at the same API. */
  readonly retry = (): void => retryAll(this);

  #trackFailure(): void {
    trackFailure(this, this.#host.isConnected ? this.#resource.error : null);
  }
}

/** Converts rows to choices: values are in the first column, labels in the second. */
function toChoices(
  rows: readonly (readonly unknown[])[],
  { type }: ParamDeclaration,
  { date }: Locale,
): ParamChoices {
  const choices = new Map<string, string>();
  const schema = { type, multiple: false, options: null };
  for (const [cell, label = cell] of rows) {
    const checked = checkParam(schema, (cell ?? null) as ParamValue);
    const value = cellToText('value' in checked ? checked.value : cell);
    const text = label === cell ? value : label instanceof Date ? date(label) : cellToText(label);
    if (!choices.has(value)) choices.set(value, text);
    if (choices.size > MAX_OPTIONS) break;
  }
  const list = [...choices].map(([value, label]) => ({ value, label }));
  return { choices: list.slice(0, MAX_OPTIONS), isCut: list.length > MAX_OPTIONS };
}

const cellToText = (cell: unknown): string => (cell == null ? '' : String(cell as string | number));

/** An `<option>` inside a control. */
export interface MarkupOption {
  readonly value: string;
  readonly label: string;
  readonly disabled: boolean;
  /** The label of its `<optgroup>`. */
  readonly group: string | null;
}

const WATCHED = {
  childList: true,
  subtree: true,
  characterData: true,
  attributeFilter: ['value', 'label', 'disabled', 'selected', 'multiple'],
};

/** Observes the `<option>` elements inside a host, and its `multiple` attribute. */
export class MarkupOptionsController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #observer: MutationObserver;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    this.#observer = new MutationObserver(() => host.requestUpdate());
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.#host, WATCHED);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }

  /** The options; `null` if there are none. */
  get current(): readonly MarkupOption[] | null {
    const all = this.#host.querySelectorAll<HTMLOptionElement>(':scope > option, :scope > optgroup > option');
    const options = [...all].map((option) => ({
      value: option.value,
      label: option.label,
      disabled: option.matches(':disabled'),
      group: option.closest('optgroup')?.label ?? null,
    }));
    return options.length > 0 ? options : null;
  }
}
