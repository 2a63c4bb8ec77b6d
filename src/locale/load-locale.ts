import type { VegaLocale } from '../spec/types.ts';
import { createFormats, isGrain, isPlainEnglish, NO_VALUE, resolveTag, resolveZone } from './formats.ts';
import english from './messages/en.ts';
import type { BuildMessages, Formats, Locale, NumberStyle } from './types.ts';

/** Fetches one language's sentences. */
export type LoadMessages = () => Promise<{ readonly default: BuildMessages }>;

/** The languages besides English, each a chunk of its own. */
export const LANGUAGES: Readonly<Record<string, LoadMessages>> = {
  ar: () => import('./messages/ar.ts'),
  de: () => import('./messages/de.ts'),
  es: () => import('./messages/es.ts'),
  fr: () => import('./messages/fr.ts'),
  it: () => import('./messages/it.ts'),
  ja: () => import('./messages/ja.ts'),
  nl: () => import('./messages/nl.ts'),
  pl: () => import('./messages/pl.ts'),
  pt: () => import('./messages/pt.ts'),
  zh: () => import('./messages/zh.ts'),
};

const loadDefinitions = (): Promise<Definitions> => import('./vega-definitions.ts');

type Definitions = typeof import('./vega-definitions.ts');

interface Locales {
  /**
   * The locale of a BCP 47 tag, at once: English sentences, and English words in Vega's own patterns, where the tag's
   * own are not loaded, with the tag's formats in any case. Never throws; no tag, an unknown or a malformed one is
   * English. `timeZone` is the IANA zone of real moments, by default (and where it is unknown) the reader's.
   */
  localeFor(tag: string | null | undefined, timeZone?: string | null): Locale;
  /**
   * The same with the sentences of the tag's language (de-AT → de, zh-Hant → zh). Never rejects: where the
   * chunk cannot be loaded it is English, and the next call tries again.
   */
  loadLocale(tag: string | null | undefined, timeZone?: string | null): Promise<Locale>;
}

/** Locales over a set of languages; a page needs one such set. */
export function createLocales(languages: Readonly<Record<string, LoadMessages>> = LANGUAGES): Locales {
  const loaded = new Map<string, BuildMessages>([['en', english]]);
  const locales = new Map<string, Locale>();
  let definitions: Definitions | null = null;

  const localeFor: Locales['localeFor'] = (asked, askedZone) => {
    const tag = resolveTag(asked);
    const timeZone = resolveZone(askedZone);
    const own = loaded.get(languageOf(tag));
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

  const loadLocale: Locales['loadLocale'] = async (asked, askedZone) => {
    const tag = resolveTag(asked);
    const language = languageOf(tag);
    const messages = loaded.has(language) ? undefined : languages[language]?.();
    const patterns = definitions || isPlainEnglish(tag) ? null : loadDefinitions().catch(() => null);
    // A chart in English is better than none; the browser's network log names the missing chunk.
    await messages?.then(({ default: build }) => loaded.set(language, build)).catch(() => {});
    definitions = (await patterns) ?? definitions;
    return localeFor(asked, askedZone);
  };

  return { localeFor, loadLocale };
}

/** The page's own set. */
export const { localeFor, loadLocale } = createLocales();

/** `spoken` are the formats inside sentences: the sentences' own language, so that no date mixes two. */
function createLocale(
  formats: Formats,
  spoken: Formats,
  build: BuildMessages,
  patterns: Definitions | null,
): Locale {
  const messages = build(spoken);
  const language = languageOf(spoken.tag);
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

function languageOf(tag: string): string {
  return tag.split('-')[0] ?? tag;
}

/** d3's own English, but for what stands where there is no number. */
const ENGLISH_NUMBERS = { thousands: ',', grouping: [3], currency: ['$', ''], nan: NO_VALUE };

const STYLES: Readonly<Record<NumberStyle, true>> = {
  full: true,
  short: true,
  percent: true,
  change: true,
  plain: true,
};

/**
 * What Vega needs to write in a language: the definitions of d3-format and d3-time-format for a spec's own patterns
 * (without `definitions`: English), and the writers behind the custom format types for everything else.
 */
function createVegaLocale(
  formats: Formats,
  { date, messages }: Pick<Locale, 'date' | 'messages'>,
  definitions: typeof import('./vega-definitions.ts') | null,
): VegaLocale {
  const formatTime: VegaLocale['formatTime'] = (value, format) => {
    const moment = toDate(value);
    if (!moment) return NO_VALUE;
    const isDay = moment.getHours() === 0 && moment.getMinutes() === 0;
    return date(moment, isGrain(format) ? format : isDay ? 'day' : 'minute');
  };
  return {
    number: definitions?.numberDefinition(formats.tag) ?? ENGLISH_NUMBERS,
    time: definitions?.timeDefinition(formats.tag) ?? null,
    formatNumber: (value, format, ticks) =>
      value instanceof Date
        ? formatTime(value)
        : formats.number(value, isStyle(format) ? format : 'short', ticks),
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
