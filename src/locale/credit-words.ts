/** What pictures say of themselves, in the languages of `messages/`. Loaded with what writes files. */
export interface CreditWords {
  readonly source: string;
  readonly retrieved: string;
}

const words = (source: string, retrieved: string): CreditWords => ({ source, retrieved });

const WORDS: Readonly<Record<string, CreditWords>> = {
  ar: words('المصدر', 'تم الجلب'),
  de: words('Quelle', 'Abgerufen'),
  en: words('Source', 'Retrieved'),
  es: words('Fuente', 'Consultado'),
  fr: words('Source', 'Consulté'),
  it: words('Fonte', 'Consultato'),
  ja: words('出典', '取得日時'),
  nl: words('Bron', 'Opgehaald'),
  pl: words('Źródło', 'Pobrano'),
  pt: words('Fonte', 'Consultado'),
  zh: words('来源', '获取时间'),
};

/** Those of a language that `Locale.language` names. */
export const creditWords = (language: string): CreditWords => WORDS[language] ?? WORDS['en']!;
