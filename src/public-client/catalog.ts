/** The routes that a chart does not need: extracts, templates and seeds. */
import { readAnswer } from './answer.ts';
import { addressOf, askViz, type Session } from './session.ts';
import type { Extracts, RequestOptions, TemplateFilter, TemplatePage, VizRef } from './types.ts';
import { PUBLIC } from './urls.ts';
import { readExtracts, readTemplatePage, toTemplateSearch } from './wire-catalog.ts';

export async function getExtracts(session: Session, ref: VizRef, options: RequestOptions): Promise<Extracts> {
  const viz = await addressOf(session, ref, options);
  const signal = signalOf(options);
  const { answer } = await askViz(session, viz, signal, (vizUrl) =>
    session.send({ url: `${vizUrl}/wasm-plan`, signal, fresh: options.fresh }),
  );
  return readAnswer(answer, 'viz', (json) => readExtracts(json, session.base));
}

export function listTemplates(
  session: Session,
  filter: TemplateFilter,
  options: RequestOptions,
): Promise<TemplatePage> {
  return templatePage(session, `templates${toTemplateSearch(filter)}`, options);
}

export function listSeeds(session: Session, options: RequestOptions): Promise<TemplatePage> {
  return templatePage(session, 'seeds', options);
}

async function templatePage(session: Session, path: string, options: RequestOptions): Promise<TemplatePage> {
  const url = `${session.base}${PUBLIC}/${path}`;
  const answer = await session.send({ url, signal: signalOf(options), fresh: options.fresh });
  return readAnswer(answer, 'list', readTemplatePage);
}

function signalOf({ signal }: RequestOptions): AbortSignal {
  return signal ?? new AbortController().signal;
}
