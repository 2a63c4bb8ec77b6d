/** What files say of themselves, in the languages of `messages/`. Loaded with what writes files. */
export interface CreditWords {
  readonly title: string;
  readonly source: string;
  readonly address: string;
  readonly asOf: string;
  readonly retrieved: string;
}

const words = (
  title: string,
  source: string,
  address: string,
  asOf: string,
  retrieved: string,
): CreditWords => ({
  title,
  source,
  address,
  asOf,
  retrieved,
});

const WORDS: Readonly<Record<string, CreditWords>> = {
  ar: words('العنوان', 'المصدر', 'الرابط', 'تاريخ البيانات', 'تم الجلب'),
  de: words('Titel', 'Quelle', 'Adresse', 'Datenstand', 'Abgerufen'),
  en: words('Title', 'Source', 'Address', 'Data as of', 'Retrieved'),
  es: words('Título', 'Fuente', 'Dirección', 'Datos a fecha de', 'Consultado'),
  fr: words('Titre', 'Source', 'Adresse', 'Données au', 'Consulté'),
  it: words('Titolo', 'Fonte', 'Indirizzo', 'Dati aggiornati al', 'Consultato'),
  ja: words('タイトル', '出典', 'アドレス', 'データの時点', '取得日時'),
  nl: words('Titel', 'Bron', 'Adres', 'Gegevens per', 'Opgehaald'),
  pl: words('Tytuł', 'Źródło', 'Adres', 'Stan danych na', 'Pobrano'),
  pt: words('Título', 'Fonte', 'Endereço', 'Dados de', 'Consultado'),
  zh: words('标题', '来源', '网址', '数据截至', '获取时间'),
};

/** Those of a language that `Locale.language` names. */
export const creditWords = (language: string): CreditWords => WORDS[language] ?? WORDS['en']!;
