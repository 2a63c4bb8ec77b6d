/** The routes that a chart does not need: extracts, templates and seeds. */
import { readAnswer } from './answer.ts';
import { callerOf } from './query-run.ts';
import { addressOf, askViz, type Session } from './session.ts';
import type { Extracts, RequestOptions, TemplateFilter, TemplatePage, VizRef } from './types.ts';
import { PUBLIC } from './urls.ts';
import { readExtracts, readTemplatePage, toTemplateSearch } from './wire-catalog.ts';

export async function getExtracts(session: Session, ref: VizRef, options: RequestOptions): Promise<Extracts> {
  const viz = await addressOf(session, ref, options);
  const caller = callerOf(options);
  const { answer } = await askViz(session, viz, caller, (vizUrl) =>
    session.send({ ...caller, url: `${vizUrl}/wasm-plan`, fresh: options.fresh }),
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

export function listSeeds(session: Session, options: TemplateFilter & RequestOptions): Promise<TemplatePage> {
  return templatePage(session, `seeds${toTemplateSearch(options)}`, options);
}

async function templatePage(session: Session, path: string, options: RequestOptions): Promise<TemplatePage> {
  const url = `${session.base}${PUBLIC}/${path}`;
  const answer = await session.send({ ...callerOf(options), url, fresh: options.fresh });
  return readAnswer(answer, 'list', readTemplatePage);
}
