import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { usedParams } from '../../charts/chart-source.ts';
import type { ParamDeclaration } from '../../charts/types.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import type { Params, ParamValue, PublicClient, VizRef } from '../../public-client/types.ts';
import { checkParam } from '../../state/param-store.ts';
import { trackFailure, ResourceController, retryAll, type Retryable } from '../resource.ts';

/** What may be chosen for a parameter, as a control lists it. */
export interface ParamChoices {
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  /** There are more than are listed. */
  readonly isCut: boolean;
}

/** Options beyond this many are no choice any more. */
const MOST_OPTIONS = 500;

/** The options of one parameter: those that its declaration lists, or those that its query gives. */
export class ParamOptionsController implements Retryable {
  apiBase: string | undefined;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #resource: ResourceController<ParamChoices, VibedasherError>;
  #key: string | null = null;
  #attempt: (() => Promise<void>) | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, toError: (cause: unknown) => VibedasherError) {
    this.#host = host;
    this.#resource = new ResourceController(host, toError);
  }

  /** What may be chosen; `null` where the reader types, or as long as that is not known. */
  get current(): ParamChoices | null {
    const choices = this.#key === null ? null : this.#resource.latest;
    return choices && choices.choices.length > 0 ? choices : null;
  }

  get loading(): boolean {
    return this.#key !== null && this.#resource.state.status === 'loading' && !this.current;
  }

  get failed(): boolean {
    return this.#key !== null && this.#resource.state.status === 'failed';
  }

  /**
   * Reads the options of a query, unless they have been read. `values` fill its `{{name}}`; `connect` throws what is
   * wrong with the connection.
   */
  read(
    key: string,
    declared: ParamDeclaration,
    values: (names: readonly string[]) => Params,
    connect: () => { readonly client: PublicClient; readonly ref: VizRef },
  ): void {
    const { options } = declared;
    if (options?.kind !== 'sql') return this.forget();
    const { sql } = options;
    const params = values(usedParams(sql).filter((name) => name !== declared.name));
    const whole = JSON.stringify([key, sql, params]);
    if (whole === this.#key) return this.#keep();
    this.#key = whole;
    this.#attempt = async () => {
      await this.#resource.run(
        async (signal) => {
          const { client, ref } = connect();
          this.apiBase = client.apiBase;
          const { rows } = await client.queryViz(ref, { sql, params }, { signal });
          return choicesOf(rows, declared);
        },
        { keep: false },
      );
      this.#keep();
      const { state } = this.#resource;
      if (state.status !== 'failed') return;
      const { kind, message } = state.error;
      console.warn(
        `<${this.#host.localName} param="${declared.name}">: options unavailable (${kind}: ${message})`,
      );
    };
    void this.#attempt();
  }

  /** There are no options any more. */
  forget(): void {
    this.#key = null;
    this.#resource.cancel();
    this.leave();
  }

  /** The host is gone, or has no need of options. */
  leave(): void {
    trackFailure(this, null);
  }

  refresh(): void {
    void this.#attempt?.();
  }

  /** Tries again what has failed. */
  readonly retry = (): void => retryAll(this);

  #keep(): void {
    const { state } = this.#resource;
    trackFailure(this, state.status === 'failed' && this.#host.isConnected ? state.error : null);
  }
}

/** A query's first column are the values, the second their labels. */
function choicesOf(rows: readonly (readonly unknown[])[], { type }: ParamDeclaration): ParamChoices {
  const choices = new Map<string, string>();
  const schema = { type, multiple: false, options: null };
  for (const [cell, label = cell] of rows) {
    const checked = checkParam(schema, (cell ?? null) as ParamValue);
    const value = textOf('value' in checked ? checked.value : cell);
    if (!choices.has(value)) choices.set(value, label === cell ? value : textOf(label));
    if (choices.size > MOST_OPTIONS) break;
  }
  const list = [...choices].map(([value, label]) => ({ value, label }));
  return { choices: list.slice(0, MOST_OPTIONS), isCut: list.length > MOST_OPTIONS };
}

const textOf = (cell: unknown): string =>
  cell instanceof Date ? cell.toLocaleDateString() : cell == null ? '' : String(cell as string | number);

/** One option that stands in a control. */
export interface OwnOption {
  readonly value: string;
  readonly label: string;
  readonly disabled: boolean;
  /** The label of the `<optgroup>` around it. */
  readonly group: string | null;
}

const WATCHED = {
  childList: true,
  subtree: true,
  characterData: true,
  attributeFilter: ['value', 'label', 'disabled', 'selected', 'multiple'],
};

/** The `<option>`s that the page has put into a host, as they are by now. Another `multiple` of it is seen, too. */
export class OwnOptionsController implements ReactiveController {
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

  /** `null` where there are none. */
  get current(): readonly OwnOption[] | null {
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
