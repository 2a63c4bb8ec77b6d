/**
 * A process that draws charts of one account, one task at a time. It is separate from the server, as drawing keeps a processor busy, and
 * a spec that takes too long or too much memory must cost only its own picture.
 */
import { constants, setPriority } from 'node:os';
import { API_ORIGIN, PNG_SCALE } from './messages.ts';
import type {
  ApiAnswer,
  Drawing,
  DrawingOutcome,
  DrawingReply,
  DrawingRequest,
  DrawingTask,
} from './messages.ts';
import { messageOf } from '../errors.ts';

/** The parts of `@vibedasher/embed` that are used here. */
interface Rendered {
  readonly title: string | null;
  readonly description: string | null;
  readonly alt: string;
}
type Render = (settings: object, ...more: unknown[]) => Promise<Rendered>;
interface Prerender {
  readonly renderViz: Render;
  readonly renderDashboard: Render;
  readonly renderPreview: (settings: object) => Promise<Rendered & { readonly svg: string }>;
  /** Without it, the package always draws in this process. */
  readonly drawHere?: () => Promise<() => boolean>;
  readonly svgToPng: (svg: string, width: number, scale: number) => Promise<Uint8Array>;
  readonly prerenderHtml: (
    html: string,
    options: object,
  ) => Promise<{ readonly html: string; readonly charts: readonly { readonly problem: Error | null }[] }>;
}
interface Client {
  readonly createPublicClient: (options: object) => object;
}

/** A process that keeps more than this share of its limit is replaced. */
const WORN_SHARE = 0.6;

let tools: Promise<[Prerender, Client]>;
/** Whether the built-in objects of JavaScript are as they were before the first task. */
let isIntact = (): boolean => true;
let maxBytes = Infinity;
let lastAsk = 0;
const asked = new Map<number, (answer: ApiAnswer) => void>();

const tell = (reply: DrawingReply): void => void process.send?.(reply);

/** A `fetch` that goes through the server. Each task has its own, as the client caches rows for each. */
function createFetch(): (url: string, init?: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const id = ++lastAsk;
    const answered = new Promise<ApiAnswer>((resolve) => asked.set(id, resolve));
    const method = init?.method === 'POST' ? 'POST' : 'GET';
    tell({ kind: 'ask', id, request: { url, method, body: (init?.body as string | undefined) ?? null } });
    const { status, headers, body } = await answered;
    return new Response(status === 304 ? null : (body as Uint8Array<ArrayBuffer>), { status, headers });
  };
}

async function loadTools(...modules: readonly [prerender: string, client: string]): typeof tools {
  const [prerender, client] = (await Promise.all(modules.map((module) => import(module)))) as Awaited<
    typeof tools
  >;
  isIntact = (await prerender.drawHere?.()) ?? isIntact;
  return [prerender, client];
}

async function draw(task: DrawingTask): Promise<Drawing> {
  const [prerender, { createPublicClient }] = await tools;
  const client = createPublicClient({ apiBase: `${API_ORIGIN}/api`, fetch: createFetch() });
  return task.kind === 'page' ? drawPage(task, client, prerender) : drawPicture(task, client, prerender);
}

async function drawPage(
  { html, widths }: DrawingTask & { readonly kind: 'page' },
  client: object,
  { prerenderHtml, renderViz, renderDashboard }: Prerender,
): Promise<Drawing> {
  let drawn: Rendered | undefined;
  /** The last drawing contains all others. */
  const noting =
    (render: Render): Render =>
    async (...args) =>
      (drawn = await render(...args));
  const page = await prerenderHtml(html, {
    client,
    widths,
    into: 'light',
    render: noting(renderViz),
    renderDashboard: noting(renderDashboard),
  });
  const problem = page.charts.find((chart) => chart.problem)?.problem;
  if (problem) throw problem;
  const { title = null, description = null, alt = '' } = drawn ?? {};
  return { content: page.html, title, description, alt };
}

async function drawPicture(
  { type, params, ...settings }: DrawingTask & { readonly kind: 'picture' },
  client: object,
  { renderPreview, svgToPng }: Prerender,
): Promise<Drawing> {
  // As on the page, where a dashboard takes them from the address: invalid values are ignored.
  const around = { attributes: {}, params, marked: {}, shown: {}, choosable: [] };
  const { svg, title, description, alt } = await renderPreview({ ...settings, client, dashboards: [around] });
  const content = type === 'svg' ? svg : await svgToPng(svg, settings.width, PNG_SCALE);
  return { content, title, description, alt };
}

const CHANGED: DrawingOutcome = {
  error: 'spec',
  message: 'The chart has changed built-in objects of JavaScript.',
};

async function perform(id: number, task: DrawingTask): Promise<void> {
  const outcome = await draw(task).then(
    (drawing): DrawingOutcome => ({ drawing }),
    (error: unknown) => {
      const kind = (error as { readonly kind?: unknown }).kind;
      return { error: typeof kind === 'string' ? kind : 'render', message: messageOf(error) };
    },
  );
  asked.clear();
  const intact = isIntact();
  const worn = !intact || process.memoryUsage.rss() > maxBytes * WORN_SHARE;
  tell({ kind: 'done', id, result: intact ? outcome : CHANGED, worn });
}

process.on('message', (request: DrawingRequest) => {
  switch (request.kind) {
    case 'start': {
      const { prerender, client } = request.start;
      maxBytes = request.start.maxBytes;
      // The responses of the server come first.
      setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
      tools = loadTools(prerender, client);
      tools.then(
        () => tell({ kind: 'ready' }),
        () => undefined, // each task says why
      );
      break;
    }
    case 'task':
      void perform(request.id, request.task);
      break;
    case 'answer':
      asked.get(request.id)?.(request.answer);
      asked.delete(request.id);
  }
});

// Warnings for the authors of charts do not belong in the server's log.
console.warn = () => undefined;

// Ctrl-C in a terminal reaches the whole process group, but the server decides when to end.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
