import type { VegaLiteSpec } from '../charts/types.ts';
import { isAlias } from '../internal/column-names.ts';
import { titleOf } from '../internal/title-of.ts';
import { isObject } from './spec-facts.ts';

type Json = Readonly<Record<string, unknown>>;

/** The part of a channel's definition that its title is made of. */
interface FieldFacts {
  readonly field?: unknown;
  readonly aggregate?: unknown;
}

/** What readers know a field by that has no title: its name as a person would write it. */
export function fieldTitle(
  { field, aggregate }: FieldFacts,
  config: { readonly countTitle?: unknown },
): string {
  if (aggregate === 'count') return String(config.countTitle);
  const name = typeof field === 'string' ? field : '';
  const title = titleOf(name);
  if (typeof aggregate !== 'string') return title;
  return isAlias(name) ? titleOf(aggregate) : `${titleOf(aggregate)} of ${title}`;
}

const CHILDREN = ['layer', 'concat', 'hconcat', 'vconcat'];

/** A spec whose axes and legends have no alias for a title. The depth of a spec has been limited before. */
export function withoutAliases(spec: VegaLiteSpec): VegaLiteSpec {
  const next: Record<string, unknown> = { ...spec };
  const { encoding, spec: inner } = spec;
  if (isObject(encoding)) next['encoding'] = Object.fromEntries(Object.entries(encoding).map(withoutAlias));
  for (const key of CHILDREN) {
    const children = spec[key];
    if (Array.isArray(children))
      next[key] = children.map((child: unknown) => (isObject(child) ? withoutAliases(child) : child));
  }
  if (isObject(inner)) next['spec'] = withoutAliases(inner);
  return next;
}

function withoutAlias([channel, definition]: readonly [string, unknown]): readonly [string, unknown] {
  if (!isObject(definition) || definition['title'] !== undefined || !isAlias(String(definition['field'])))
    return [channel, definition];
  const guide = /^[xy]$/.test(channel) ? 'axis' : 'legend';
  if (!/^([xy]|color|fill|stroke|size|shape|opacity)$/.test(channel)) return [channel, definition];
  const own = definition[guide];
  return own === null || own === false
    ? [channel, definition]
    : [channel, { ...definition, [guide]: { title: null, ...(own as Json) } }];
}
