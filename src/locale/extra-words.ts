/** What few charts say, in the languages of `messages/`. Loaded with what says it. */
export interface ExtraWords {
  /** Where numbers are from, and when a file got them. */
  readonly source: string;
  readonly retrieved: string;
  /** Follows the sentence about a query that failed, with what parts sentences, where the choice may be the reason. */
  readonly otherChoice: string;
  /** What a page adds to a chart. */
  readonly reference: string;
  readonly highlighted: string;
}

const words = (
  source: string,
  retrieved: string,
  otherChoice: string,
  reference: string,
  highlighted: string,
): ExtraWords => ({ source, retrieved, otherChoice, reference, highlighted });

const WORDS: Readonly<Record<string, ExtraWords>> = {
  ar: words('المصدر', 'تم الجلب', ' قد ينجح اختيار آخر.', 'خط مرجعي', 'مميَّز'),
  de: words('Quelle', 'Abgerufen', ' Eine andere Auswahl kann helfen.', 'Referenzlinie', 'Hervorgehoben'),
  en: words('Source', 'Retrieved', ' Try another selection.', 'Reference line', 'Highlighted'),
  es: words(
    'Fuente',
    'Consultado',
    ' Puede que otra selección funcione.',
    'Línea de referencia',
    'Destacado',
  ),
  fr: words(
    'Source',
    'Consulté',
    ' Un autre choix peut fonctionner.',
    'Ligne de référence',
    'Mis en évidence',
  ),
  it: words(
    'Fonte',
    'Consultato',
    ' Un’altra selezione può funzionare.',
    'Linea di riferimento',
    'In evidenza',
  ),
  ja: words('出典', '取得日時', '別の条件をお試しください。', '基準線', '強調表示'),
  nl: words('Bron', 'Opgehaald', ' Een andere keuze kan helpen.', 'Referentielijn', 'Uitgelicht'),
  pl: words('Źródło', 'Pobrano', ' Może pomóc inny wybór.', 'Linia odniesienia', 'Wyróżniono'),
  pt: words('Fonte', 'Consultado', ' Outra seleção pode funcionar.', 'Linha de referência', 'Em destaque'),
  zh: words('来源', '获取时间', '请尝试其他选项。', '参考线', '突出显示'),
};

/** Those of a language that `Locale.language` names. */
export const extraWords = (language: string): ExtraWords => WORDS[language] ?? WORDS['en']!;
