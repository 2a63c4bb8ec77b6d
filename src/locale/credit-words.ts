/** What files say of themselves, in the languages of `messages/`. Loaded with what writes files. */
export interface CreditWords {
  readonly title: string;
  readonly source: string;
  readonly address: string;
  readonly params: string;
  readonly asOf: string;
  readonly retrieved: string;
}

const words = (
  title: string,
  source: string,
  address: string,
  params: string,
  asOf: string,
  retrieved: string,
): CreditWords => ({
  title,
  source,
  address,
  params,
  asOf,
  retrieved,
});

const WORDS: Readonly<Record<string, CreditWords>> = {
  ar: words('العنوان', 'المصدر', 'الرابط', 'المعاملات', 'تاريخ البيانات', 'تم الجلب'),
  de: words('Titel', 'Quelle', 'Adresse', 'Parameter', 'Datenstand', 'Abgerufen'),
  en: words('Title', 'Source', 'Address', 'Parameters', 'Data as of', 'Retrieved'),
  es: words('Título', 'Fuente', 'Dirección', 'Parámetros', 'Datos a fecha de', 'Consultado'),
  fr: words('Titre', 'Source', 'Adresse', 'Paramètres', 'Données au', 'Consulté'),
  it: words('Titolo', 'Fonte', 'Indirizzo', 'Parametri', 'Dati aggiornati al', 'Consultato'),
  ja: words('タイトル', '出典', 'アドレス', 'パラメーター', 'データの時点', '取得日時'),
  nl: words('Titel', 'Bron', 'Adres', 'Parameterwaarden', 'Gegevens per', 'Opgehaald'),
  pl: words('Tytuł', 'Źródło', 'Adres', 'Parametry', 'Stan danych na', 'Pobrano'),
  pt: words('Título', 'Fonte', 'Endereço', 'Parâmetros', 'Dados de', 'Consultado'),
  zh: words('标题', '来源', '网址', '参数', '数据截至', '获取时间'),
};

/** Those of a language that `Locale.language` names. */
export const creditWords = (language: string): CreditWords => WORDS[language] ?? WORDS['en']!;
