/** Messages from the texts of a language. Loads with them. */
import type german from './messages/de.json';
import type { Formats, Messages, PluralForms } from './types.ts';

/** The shape of German texts for any language, whose plural forms may be others. */
type Shape<T> = T extends string ? string : T extends { other: string } ? PluralForms : Texts<T>;
type Texts<T> = { readonly [Key in keyof T]: Shape<T[Key]> };

/**
 * The texts of a language. `{name}` is replaced by a value, and `#` by the number that determines a plural form.
 * `[some|none]` is `some` if all values in it are known, else `none`.
 */
export type Translation = Texts<typeof german> & {
  /** Between the name of a choice and its value. */
  readonly colon?: string;
  /** Between the titles in an overview, and between the names of categories. Default: `comma`. */
  readonly overviewComma?: string;
  readonly categoryComma?: string;
  /** How a list contains each `{name}`. */
  readonly item?: string;
  /** The names of the four quarters. Default: their numbers. */
  readonly quarters?: readonly string[];
};

function fill(text: string, values: Readonly<Record<string, string | null>>): string {
  const known = text.replace(/\[([^[\]|]*)(?:\|([^[\]|]*))?\]/g, (_, some: string, none = '') =>
    [...some.matchAll(/\{(\w+)\}/g)].every(([, name]) => values[name!] !== null) ? some : none,
  );
  return known.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}

/** Creates the messages of a language from its texts. */
export const translate =
  ({ colon = ': ', overviewComma, categoryComma, item, quarters, ...texts }: Translation) =>
  ({ number, moment, ago, daysAgo, plural }: Formats): Required<Messages> => {
    const { kinds, table, gallery, selection, maps, aggregates, comma } = texts;
    const list = (names: readonly string[], separator = comma): string | null =>
      names.map((name) => (item ? fill(item, { name }) : name)).join(separator) || null;
    const templates = (count: number): string => plural(count, gallery.count);
    return {
      ...texts,
      loading: (title) => fill(texts.loading, { title }),
      drawn: (title, points) => fill(plural(points, texts.drawn), { title: title ?? kinds.chart }),
      updated: (title) => fill(texts.updated, { title: title ?? kinds.chart }),
      unsupported: (name) => fill(texts.unsupported, { name }),
      tableCaption: (title) => fill(texts.tableCaption, { title }),
      more: (count) => plural(count, texts.more),
      shown: (shown, total) => fill(texts.shown, { shown: number(shown), total: number(total) }),
      empty: (choices) =>
        fill(texts.empty, {
          choices: choices.map(({ name, value }) => name + colon + value).join('; ') || null,
        }),
      stale: (age) => fill(texts.stale, { age: age === null ? null : ago(age) }),
      truncated: (rows) => plural(rows, texts.truncated),
      asOf: (date, grain) => fill(texts.asOf, { date: moment(date, grain), period: grain ? '' : null }),
      dataAge: (days) => fill(texts.dataAge, { age: daysAgo(days) }),
      dataBlocked: (reason) => fill(texts.dataBlocked, { reason }),
      position: (index, count) => fill(texts.position, { index: number(index), count: number(count) }),
      overview: (kind, measures, dimensions) =>
        fill(texts.overview, {
          kind: kinds[kind],
          measures: list(measures, overviewComma),
          dimensions: list(dimensions, overviewComma),
        }),
      range: (title, from, to) => fill(texts.range, { title, from, to }),
      categories: (title, names, count) =>
        fill(plural(count, texts.categories), {
          title,
          names: names.length === count ? list(names, categoryComma) : null,
          first: names[0] ?? '',
          last: names.at(-1) ?? '',
        }),
      change: (percent, period) => fill(texts.change, { percent, period }),
      previously: (value, period) => fill(texts.previously, { value, period }),
      quarter: (quarter, year) =>
        fill(texts.quarter, { quarter: quarters?.[quarter - 1] ?? String(quarter), year }),
      table: {
        ...table,
        copied: (rows) => plural(rows, table.copied),
        count: (rows) => plural(rows, table.count),
        columns: (shown, total) => fill(table.columns, { shown: number(shown), total: number(total) }),
        sorted: (name, direction) =>
          fill(table.sorted, { name, ascending: direction === 'ascending' ? '' : null }),
      },
      gallery: {
        ...gallery,
        count: templates,
        part: (shown, total) =>
          fill(gallery.part, {
            shown: number(shown),
            shownTemplates: templates(shown),
            total: total === null ? null : number(total),
            totalTemplates: total === null ? null : templates(total),
          }),
        found(count, loaded, total) {
          const among = total !== null && total > loaded;
          return fill(plural(count, gallery.found), {
            loaded: among ? number(loaded) : null,
            loadedTemplates: among ? templates(loaded) : null,
            total: number(total),
            totalTemplates: templates(total ?? 0),
            first: total === null ? number(loaded) : null,
            firstTemplates: total === null ? templates(loaded) : null,
          });
        },
        more: (count) => fill(gallery.more, { count: count === null ? null : number(count) }),
      },
      selection: {
        ...selection,
        chosen: (name, value) => fill(selection.chosen, { name, value }),
        cleared: (name) => fill(selection.cleared, { name }),
        remove: (choice) => fill(selection.remove, { choice }),
        begun: (value) => fill(selection.begun, { value }),
      },
      maps: {
        ...maps,
        notOnMap: (names) => fill(maps.notOnMap, { names }),
        extremes: (highest, lowest) => fill(maps.extremes, { highest, lowest }),
      },
      aggregates: {
        ...aggregates,
        title: (name, field) =>
          field
            ? fill(aggregates.title, { name, field })
            : name.replace(/^./u, (letter) => letter.toUpperCase()),
      },
    };
  };
