import { readAnswer } from './answer.ts';
import type { Caller } from './environment.ts';
import { VibedasherError } from './errors.ts';
import { cloudBase, slugPath, storageOrigins, vizPath } from './urls.ts';
import type { Answer, Session } from './page.ts';
import type { RequestOptions, Viz, VizRef } from './types.ts';
import * as wire from './wire.ts';

export interface VizAddress {
  readonly account: string;
  readonly slug: string;
}

/** Milliseconds for which a viz serves later callers: charts further down a page come into view later. */
export const KEEP_VIZ = 60_000;

/** Milliseconds for which rows serve later callers: long enough for a page that is still being built. */
export const KEEP_ROWS = 10_000;

/** The viz of a slug, whoever owns it. On the cloud's one host this also tells which region to ask from now on. */
export async function vizBySlug(session: Session, slug: string, options: RequestOptions): Promise<Viz> {
  const { page, base, pinned } = session;
  const url = base + slugPath(slug);
  return page.cache.get(`viz ${session.limits.timeout} ${url}`, KEEP_VIZ, options, async (caller) => {
    const answer = await session.send({ ...caller, url, fresh: options.fresh });
    const viz = await readViz(session, answer);
    if (!pinned && viz.account && viz.region) page.regions.set(viz.account, viz.region);
    return viz;
  });
}

export async function readViz(session: Session, answer: Answer): Promise<Viz> {
  const { base, onStorage, page } = session;
  const viz = await readAnswer(session, answer, 'viz', wire.readViz);
  for (const origin of storageOrigins(answer.headers.get('link'), base)) onStorage?.(origin);
  page.kept?.learn(base, viz);
  return viz;
}

/** Completes a reference: without an account, its owner is looked up. */
export async function addressOf(
  session: Session,
  { account, slug }: VizRef,
  { signal, order }: RequestOptions,
): Promise<VizAddress> {
  if (account) return { account, slug };
  const owner = (await vizBySlug(session, slug, { signal, order })).account;
  if (!owner) throw new VibedasherError('malformed', `The API does not say which account owns "${slug}"`);
  return { account: owner, slug };
}

/**
 * Asks a route of a viz where the viz lives. The wrong region answers 404, as a wrong slug does: then the slug's
 * owner is looked up once, and asked for in its own region.
 */
export async function askViz(
  session: Session,
  { account, slug }: VizAddress,
  caller: Caller,
  ask: (vizUrl: string) => Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly vizUrl: string }> {
  const path = vizPath(account, slug);
  const home = homeOf(session, account);
  const answer = await ask(home + path);
  const settled = answer.status !== 404 || session.pinned || home !== session.base;
  if (settled) return { answer, vizUrl: home + path };
  await vizBySlug(session, slug, caller).catch(unlessMissing);
  const owner = homeOf(session, account);
  return { answer: owner === home ? answer : await ask(owner + path), vizUrl: owner + path };
}

function homeOf({ page, base, pinned }: Session, account: string): string {
  const region = pinned ? undefined : page.regions.get(account);
  return region ? cloudBase(region) : base;
}

/** A slug without an owner leaves the first answer as it is; whether it exists is otherwise unknown. */
function unlessMissing(error: unknown): void {
  if (!(error instanceof VibedasherError) || error.kind !== 'not-found') throw error;
}
