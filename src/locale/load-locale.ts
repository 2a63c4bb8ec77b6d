import { isMidnight } from '../internal/text.ts';
import type { VegaLocale } from '../spec/types.ts';
import { createFormats, isGrain, isPlainEnglish, NO_VALUE, resolveTag, resolveZone } from './formats.ts';
import english from './messages/en/base.ts';
import type { Translation } from './translate.ts';
import type { BuildMessages, Formats, Locale, NumberStyle } from './types.ts';

export type LoadMessages = () => Promise<{ readonly default: BuildMessages }>;

/** Loads the texts of a language, and the code that makes messages of them. */
const translated =
  (load: () => Promise<{ readonly default: Translation }>): LoadMessages =>
  async () => {
    const [texts, { translate }] = await Promise.all([load(), import('./translate.ts')]);
    return { default: translate(texts.default) };
  };

/** The languages other than English, each in its own chunk. */
export const LANGUAGES: Readonly<Record<string, LoadMessages>> = {
  ar: translated(() => import('./messages/ar.json', { with: { type: 'json' } })),
  de: translated(() => import('./messages/de.json', { with: { type: 'json' } })),
  es: translated(() => import('./messages/es.json', { with: { type: 'json' } })),
  fr: translated(() => import('./messages/fr.json', { with: { type: 'json' } })),
  it: translated(() => import('./messages/it.json', { with: { type: 'json' } })),
  ja: translated(() => import('./messages/ja.json', { with: { type: 'json' } })),
  nl: translated(() => import('./messages/nl.json', { with: { type: 'json' } })),
  pl: translated(() => import('./messages/pl.json', { with: { type: 'json' } })),
  pt: translated(() => import('./messages/pt.json', { with: { type: 'json' } })),
  zh: translated(() => import('./messages/zh.json', { with: { type: 'json' } })),
};

const loadDefinitions = (): Promise<Definitions> => import('./vega-definitions.ts');

type Definitions = typeof import('./vega-definitions.ts');

interface Locales {
  /**
   * Returns the locale of a BCP 47 tag: the formats of the tag, and English messages and Vega patterns until those of
   * the tag are loaded. Never throws; a missing, unknown or malformed tag is English. `timeZone` is the IANA time zone
   * of {@link Locale.moment}. If it is missing or unknown, the reader's time zone is used.
   */
  localeFor(tag: string | null | undefined, timeZone?: string | null): Locale;
  /**
   * Loads the messages of the tag's language (de-AT → de, zh-Hant → zh), then resolves with its locale. Never rejects:
   * if the chunk cannot be loaded, the messages are English, and the next call tries again.
   */
  loadLocale(tag: string | null | undefined, timeZone?: string | null): Promise<Locale>;
}

/** Creates the functions for a set of languages. A page has one such set. */
export function createLocales(languages: Readonly<Record<string, LoadMessages>> = LANGUAGES): Locales {
  const loaded = new Map<string, BuildMessages>([['en', english]]);
  const locales = new Map<string, Locale>();
  let definitions: Definitions | null = null;

  const localeFor: Locales['localeFor'] = (requested, requestedZone) => {
    const tag = resolveTag(requested);
    const timeZone = resolveZone(requestedZone);
    const own = loaded.get(baseLanguage(tag));
    const patterns = isPlainEnglish(tag) ? null : definitions;
    const key = `${tag} ${timeZone} ${own !== undefined} ${patterns !== null}`;
    const known = locales.get(key);
    if (known) return known;
    const formats = createFormats(tag, timeZone);
    const locale = own
      ? createLocale(formats, formats, own, patterns)
      : createLocale(formats, createFormats('en', timeZone), english, patterns);
    locales.set(key, locale);
    return locale;
  };

  const loadLocale: Locales['loadLocale'] = async (requested, requestedZone) => {
    const tag = resolveTag(requested);
    const language = baseLanguage(tag);
    const messages = loaded.has(language) ? undefined : languages[language]?.();
    const patterns = definitions || isPlainEnglish(tag) ? null : loadDefinitions().catch(() => null);
    // On failure, show the chart in English; the browser's console reports the missing chunk.
    await messages?.then(({ default: build }) => loaded.set(language, build)).catch(() => {});
    definitions = (await patterns) ?? definitions;
    return localeFor(requested, requestedZone);
  };

  return { localeFor, loadLocale };
}

/** The functions for {@link LANGUAGES}. */
export const { localeFor, loadLocale } = createLocales();

/** Creates a locale. `messageFormats` have the language of the messages, so no sentence mixes two languages. */
function createLocale(
  formats: Formats,
  messageFormats: Formats,
  build: BuildMessages,
  patterns: Definitions | null,
): Locale {
  const messages = build(messageFormats);
  const language = baseLanguage(messageFormats.tag);
  let vega: VegaLocale | undefined;
  const locale: Locale = {
    tag: formats.tag,
    language,
    dir: language === 'ar' ? 'rtl' : 'ltr',
    messages,
    number: formats.number,
    date: (value, grain, length) =>
      grain === 'quarter' && !isNaN(value.getTime())
        ? messages.quarter(Math.floor(value.getMonth() / 3) + 1, formats.date(value, 'year'))
        : formats.date(value, grain, length),
    moment: formats.moment,
    get vega() {
      return (vega ??= createVegaLocale(formats, locale, patterns));
    },
  };
  return locale;
}

function baseLanguage(tag: string): string {
  return tag.split('-')[0] ?? tag;
}

/** The default locale of d3-format, with our text for missing values. */
const ENGLISH_NUMBERS = { thousands: ',', grouping: [3], currency: ['$', ''], nan: NO_VALUE };

const STYLES: Readonly<Record<NumberStyle, true>> = {
  full: true,
  short: true,
  percent: true,
  change: true,
  plain: true,
};

/**
 * Creates the locale for Vega: d3 definitions for the patterns in a spec (English without `definitions`), and the
 * functions of the custom format types for everything else.
 */
function createVegaLocale(
  formats: Formats,
  { date, messages }: Pick<Locale, 'date' | 'messages'>,
  definitions: typeof import('./vega-definitions.ts') | null,
): VegaLocale {
  const formatTime: VegaLocale['formatTime'] = (value, format) => {
    const moment = toDate(value);
    if (!moment) return NO_VALUE;
    return date(moment, isGrain(format) ? format : isMidnight(moment) ? 'day' : 'minute');
  };
  return {
    number: definitions?.numberDefinition(formats.tag) ?? ENGLISH_NUMBERS,
    isEnglish: isPlainEnglish(formats.tag),
    time: definitions?.timeDefinition(formats.tag) ?? null,
    formatNumber(value, format, ticks) {
      if (value instanceof Date) return formatTime(value);
      if (typeof format !== 'object') return formats.number(value, isStyle(format) ? format : 'short', ticks);
      const { style = ticks ? 'short' : 'full', decimals } = format;
      return formats.number(value, style, { ...ticks, decimals });
    },
    formatTime,
    formatDateParts(value, parts) {
      const rest = parts.filter((part) => part !== 'quarter');
      if (rest.length === parts.length) return formats.parts(value, rest);
      const year = rest.length > 0 ? formats.parts(value, rest) : '';
      return messages.quarter(Math.floor(value.getMonth() / 3) + 1, year).trim();
    },
  };
}

function isStyle(format: string | undefined): format is NumberStyle {
  return format !== undefined && Object.hasOwn(STYLES, format);
}

function toDate(value: unknown): Date | null {
  if (value instanceof Date) return value;
  return typeof value === 'number' ? new Date(value) : null;
}
