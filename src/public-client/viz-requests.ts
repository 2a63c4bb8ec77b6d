import { readAnswer } from './answer.ts';
import type { Caller } from './environment.ts';
import { VibedasherError } from './errors.ts';
import { cloudBase, slugPath, storageOrigins, vizPath } from './urls.ts';
import type { Answer, ClientContext } from './shared-state.ts';
import type { PublicClient, RequestOptions, Viz, VizRef } from './types.ts';
import * as wire from './wire.ts';

export interface VizAddress {
  readonly account: string;
  readonly slug: string;
}

/** Milliseconds for which a loaded viz is reused. Charts further down a page ask for it when they come into view. */
export const KEEP_VIZ = 60_000;

/** Milliseconds for which loaded rows are reused: long enough while a page is being built. */
export const KEEP_ROWS = 10_000;

/**
 * Loads a viz by slug only. On the cloud's shared host, the region in the response is used for later requests of the
 * same account.
 */
export async function vizBySlug(context: ClientContext, slug: string, options: RequestOptions): Promise<Viz> {
  const { shared, base, hasExplicitHost } = context;
  const url = base + slugPath(slug);
  return shared.cache.get(`viz ${context.limits.timeout} ${url}`, KEEP_VIZ, options, async (caller) => {
    const answer = await context.send({ ...caller, url, fresh: options.fresh });
    const viz = await readViz(context, answer);
    if (!hasExplicitHost && viz.account && viz.region) shared.regions.set(viz.account, viz.region);
    return viz;
  });
}

/** Loads a viz. Requests with different timeouts are not shared. */
export function vizFromApi(
  context: ClientContext,
  { account, slug }: VizRef,
  options: RequestOptions,
): Promise<Viz> {
  if (!account) return vizBySlug(context, slug, options);
  const key = `viz ${context.limits.timeout} ${context.base}${vizPath(account, slug)}`;
  return context.shared.cache.get(key, KEEP_VIZ, options, async (caller) => {
    const { answer } = await askViz(context, { account, slug }, caller, (url) =>
      context.send({ ...caller, url, fresh: options.fresh }),
    );
    return readViz(context, answer);
  });
}

async function readViz(context: ClientContext, answer: Answer): Promise<Viz> {
  const { base, onStorage, recorder, shared } = context;
  const viz = await readAnswer(answer, 'viz', wire.readViz);
  recorder?.addViz(base, viz, answer.bytes);
  for (const origin of storageOrigins(answer.headers.get('link'), base)) onStorage?.(origin);
  shared.resultCache?.dropOutdated(base, viz);
  return viz;
}

/** Completes a reference: if there is no account, looks up the owner of the slug. */
export async function resolveAddress(
  client: Pick<PublicClient, 'getViz'>,
  { account, slug }: VizRef,
  { signal, order }: RequestOptions,
): Promise<VizAddress> {
  if (account) return { account, slug };
  const owner = (await client.getViz({ slug }, { signal, order })).account;
  if (!owner) throw new VibedasherError('malformed', `The API does not say which account owns "${slug}"`);
  return { account: owner, slug };
}

/**
 * Requests a route of a viz in the region of its account. A wrong region answers 404, as it does for a wrong slug. In
 * that case, looks up the region by slug and tries again there.
 * @param request sends the request; `vizUrl` is the URL of the viz
 */
export async function askViz(
  context: ClientContext,
  { account, slug }: VizAddress,
  caller: Caller,
  request: (vizUrl: string) => Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly vizUrl: string }> {
  const path = vizPath(account, slug);
  const firstBase = regionalBase(context, account);
  const answer = await request(firstBase + path);
  const isFinal = answer.status !== 404 || context.hasExplicitHost || firstBase !== context.base;
  if (isFinal) return { answer, vizUrl: firstBase + path };
  await vizBySlug(context, slug, caller).catch(unlessMissing);
  const ownerBase = regionalBase(context, account);
  return {
    answer: ownerBase === firstBase ? answer : await request(ownerBase + path),
    vizUrl: ownerBase + path,
  };
}

function regionalBase({ shared, base, hasExplicitHost }: ClientContext, account: string): string {
  const region = hasExplicitHost ? undefined : shared.regions.get(account);
  return region ? cloudBase(region) : base;
}

/** Ignores that the slug was not found: the caller then reports the first response. */
function unlessMissing(error: unknown): void {
  if (!(error instanceof VibedasherError) || error.kind !== 'not-found') throw error;
}
