/**
 * A process that draws charts of one account, one task at a time. It is separate from the server, so a spec that
 * takes too much time or memory affects only its own picture.
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
  /**
   * Makes the package draw in this process instead of one of its own. The result checks whether built-in objects are
   * unchanged. Missing in versions that always draw in this process.
   */
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

/** A process that uses more than this share of its memory limit after a task is replaced. */
const RETIRE_SHARE = 0.6;

let modules: Promise<[Prerender, Client]>;
/** Returns whether the built-in objects of JavaScript are the same as before the first task. */
let isIntact = (): boolean => true;
let maxBytes = Infinity;
let lastRequestId = 0;
const pendingRequests = new Map<number, (answer: ApiAnswer) => void>();

const send = (reply: DrawingReply): void => void process.send?.(reply);

/**
 * A `fetch` that sends requests to the server as messages. Each task has a new one, because the client caches rows
 * for each `fetch`.
 */
function createFetch(): (url: string, init?: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const id = ++lastRequestId;
    const answered = new Promise<ApiAnswer>((resolve) => pendingRequests.set(id, resolve));
    const method = init?.method === 'POST' ? 'POST' : 'GET';
    send({ kind: 'ask', id, request: { url, method, body: (init?.body as string | undefined) ?? null } });
    const { status, headers, body } = await answered;
    return new Response(status === 304 ? null : (body as Uint8Array<ArrayBuffer>), { status, headers });
  };
}

async function loadModules(...urls: readonly [prerender: string, client: string]): typeof modules {
  const [prerender, client] = (await Promise.all(urls.map((url) => import(url)))) as Awaited<typeof modules>;
  isIntact = (await prerender.drawHere?.()) ?? isIntact;
  return [prerender, client];
}

async function draw(task: DrawingTask): Promise<Drawing> {
  const [prerender, { createPublicClient }] = await modules;
  const client = createPublicClient({ apiBase: `${API_ORIGIN}/api`, fetch: createFetch() });
  return task.kind === 'page' ? drawPage(task, client, prerender) : drawPicture(task, client, prerender);
}

async function drawPage(
  { html, widths }: DrawingTask & { readonly kind: 'page' },
  client: object,
  { prerenderHtml, renderViz, renderDashboard }: Prerender,
): Promise<Drawing> {
  let drawn: Rendered | undefined;
  // The last call is for the outermost element, a dashboard for example.
  const recording =
    (render: Render): Render =>
    async (...args) =>
      (drawn = await render(...args));
  const page = await prerenderHtml(html, {
    client,
    widths,
    into: 'light',
    render: recording(renderViz),
    renderDashboard: recording(renderDashboard),
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
  // Pass parameters as if a dashboard had read them from the URL, so invalid values are ignored.
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
  pendingRequests.clear();
  const intact = isIntact();
  const retire = !intact || process.memoryUsage.rss() > maxBytes * RETIRE_SHARE;
  send({ kind: 'done', id, result: intact ? outcome : CHANGED, retire });
}

process.on('message', (request: DrawingRequest) => {
  switch (request.kind) {
    case 'start': {
      const { prerender, client } = request.start;
      maxBytes = request.start.maxBytes;
      // Give the server's responses priority over drawing.
      setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
      modules = loadModules(prerender, client);
      modules.then(
        () => send({ kind: 'ready' }),
        () => undefined, // Each task reports the error.
      );
      break;
    }
    case 'task':
      void perform(request.id, request.task);
      break;
    case 'answer':
      pendingRequests.get(request.id)?.(request.answer);
      pendingRequests.delete(request.id);
  }
});

// Warnings for the authors of charts do not belong in the server's log.
console.warn = () => undefined;

// Ctrl-C in a terminal reaches the whole process group, but the server decides when to end.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
