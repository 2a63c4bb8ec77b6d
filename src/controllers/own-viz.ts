import type { ReactiveControllerHost } from 'lit';
import { listCharts, readDashboard, readParams } from '../charts/chart-files.ts';
import type { ParamDeclaration } from '../charts/types.ts';
import { VibedasherErrorEvent } from '../events.ts';
import { loadLocale } from '../locale/load-locale.ts';
import type { Messages } from '../locale/types.ts';
import { VibedasherError } from '../public-client/errors.ts';
import type { PublicClient, VizRef } from '../public-client/types.ts';
import { ResourceController } from './resource.ts';
import { languageOf } from './surroundings.ts';
import { filesOf } from './viz-files.ts';

type Options = readonly { readonly value: string; readonly label: string }[];

/** What the files of a viz say of it as a dashboard. */
export interface OwnViz {
  readonly title: string;
  /** At most so many charts in a row; `null` where that is not said. */
  readonly columns: number | null;
  /** Ids of the charts, in order. */
  readonly charts: readonly string[];
  readonly params: readonly ParamDeclaration[];
  /** The options of those parameters that have some, by name; those that a query gives come later. */
  readonly options: Map<string, Options>;
}

/** Options beyond this many are no choice any more. */
const MOST_OPTIONS = 500;

/** Reads which charts a viz describes, where a dashboard is to draw them all. */
export class OwnVizController {
  /** What is said to readers, once there is something to be said. */
  messages: Messages | null = null;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #resource: ResourceController<OwnViz, VibedasherError>;
  #key: string | null = null;
  #again: (() => Promise<void>) | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, toError: (cause: unknown) => VibedasherError) {
    this.#host = host;
    this.#resource = new ResourceController(host, toError);
  }

  get current(): OwnViz | null {
    return this.#resource.latest;
  }

  get error(): VibedasherError | null {
    return this.#resource.state.status === 'failed' ? this.#resource.state.error : null;
  }

  /** Whether there is something to come. */
  get loading(): boolean {
    return this.#resource.state.status === 'loading';
  }

  /** Reads this viz, unless it has been read already; `connect` throws what is wrong with the connection. */
  read(key: string, connect: () => { readonly client: PublicClient; readonly ref: VizRef }): void {
    if (key === this.#key) return;
    this.#key = key;
    this.#again = async () => {
      await this.#resource.run(
        async (signal) => {
          const { client, ref } = connect();
          const own = await readOwnViz(client, ref, signal);
          void this.#readOptions(own, client, ref);
          return own;
        },
        { keep: false },
      );
      const { error } = this;
      if (error) await this.#report(error);
    };
    void this.#again();
  }

  /** Tries again what has failed. */
  readonly retry = (): void => void this.#again?.();

  async #report(error: VibedasherError): Promise<void> {
    console.warn(`<${this.#host.localName}> ${error.kind}: ${error.message}`);
    this.#host.dispatchEvent(new VibedasherErrorEvent(error));
    this.messages = (await loadLocale(languageOf(this.#host), null)).messages;
    this.#host.requestUpdate();
  }

  /** A query's first column are the values, the second their labels. Without an answer the reader may type. */
  async #readOptions({ params, options }: OwnViz, client: PublicClient, ref: VizRef): Promise<void> {
    for (const { name, options: source } of params) {
      if (source?.kind !== 'sql') continue;
      const dataset = await client.queryViz(ref, { sql: source.sql }).catch(() => null);
      const rows = dataset?.rows.slice(0, MOST_OPTIONS) ?? [];
      if (rows.length === 0) continue;
      options.set(
        name,
        rows.map(([value, label = value]) => ({ value: String(value ?? ''), label: String(label ?? '') })),
      );
      this.#host.requestUpdate();
    }
  }
}

async function readOwnViz(client: PublicClient, ref: VizRef, signal: AbortSignal): Promise<OwnViz> {
  const viz = await client.getViz(ref, { signal });
  const files = await filesOf(client, viz, { signal });
  const { title = null, columns = null, charts = [...listCharts(files).keys()] } = readDashboard(files) ?? {};
  if (charts.length === 0) {
    throw new VibedasherError('unsupported', `The viz "${viz.slug}" has no chart files`);
  }
  const params = readParams(files);
  const options = new Map(
    params.flatMap(({ name, options }) =>
      options?.kind === 'values'
        ? [[name, options.values.map(({ value, label }) => ({ value: String(value), label }))] as const]
        : [],
    ),
  );
  return { title: title ?? viz.name, columns, charts, params, options };
}
