/** What a gallery says to readers. One table of all languages, which comes with the gallery itself. */
import { createFormats } from './formats.ts';
import type { Formats, GalleryWords, Locale, PluralForms } from './types.ts';

type Build = (spoken: Pick<Formats, 'number' | 'plural'>) => GalleryWords;

/** Chooses between the three sentences of {@link GalleryWords.found}. */
const found =
  (
    hits: (count: number) => string,
    among: (loaded: number, total: number) => string,
    first: (loaded: number) => string,
  ): GalleryWords['found'] =>
  (count, loaded, total) =>
    hits(count) + (total === null ? first(loaded) : total > loaded ? among(loaded, total) : '');

const EN: PluralForms = { one: '# template', other: '# templates' };
const DE: PluralForms = { one: '# Vorlage', other: '# Vorlagen' };
const DE_HITS: PluralForms = { other: '# Treffer' };
const ES: PluralForms = { one: '# plantilla', other: '# plantillas' };
const ES_HITS: PluralForms = { one: '# resultado', other: '# resultados' };
const FR: PluralForms = { one: '# modèle', other: '# modèles' };
const FR_HITS: PluralForms = { one: '# résultat', other: '# résultats' };
const IT: PluralForms = { one: '# modello', other: '# modelli' };
const IT_HITS: PluralForms = { one: '# risultato', other: '# risultati' };
const NL: PluralForms = { one: '# sjabloon', other: '# sjablonen' };
const NL_HITS: PluralForms = { one: '# resultaat', other: '# resultaten' };
const PT: PluralForms = { one: '# modelo', other: '# modelos' };
const PT_HITS: PluralForms = ES_HITS;
const PL: PluralForms = { one: '# szablon', few: '# szablony', many: '# szablonów', other: '# szablonu' };
const PL_HITS: PluralForms = { one: '# wynik', few: '# wyniki', many: '# wyników', other: '# wyniku' };
const AR: PluralForms = {
  zero: 'لا قوالب',
  one: 'قالب واحد',
  two: 'قالبان',
  few: '# قوالب',
  many: '# قالبًا',
  other: '# قالب',
};
const AR_HITS: PluralForms = {
  zero: 'لا نتائج',
  one: 'نتيجة واحدة',
  two: 'نتيجتان',
  few: '# نتائج',
  many: '# نتيجة',
  other: '# نتيجة',
};

const english: Build = ({ number, plural }) => ({
  search: 'Search',
  category: 'Category',
  allCategories: 'All categories',
  loading: 'Loading templates…',
  count: (templates) => plural(templates, EN),
  part: (shown, total) =>
    total === null ? `The first ${plural(shown, EN)}` : `${number(shown)} of ${plural(total, EN)}`,
  found: found(
    (hits) => `${number(hits)} found`,
    (loaded, total) => ` in ${number(loaded)} of ${plural(total, EN)}`,
    (loaded) => ` in the first ${plural(loaded, EN)}`,
  ),
  more: (count) => (count === null ? 'Show more' : `Show ${number(count)} more`),
  unnamed: 'Untitled template',
  empty: 'There are no templates yet.',
  nothingFound: 'No templates match this search.',
  clear: 'Clear filters',
  config: 'This gallery is not set up correctly. Only the author of this page can fix it.',
  failed: 'The templates could not be loaded. Please try again later.',
});

const WORDS: Readonly<Record<string, Build>> = {
  ar: ({ number, plural }) => ({
    search: 'بحث',
    category: 'الفئة',
    allCategories: 'كل الفئات',
    loading: 'جارٍ تحميل القوالب…',
    count: (templates) => plural(templates, AR),
    part: (shown, total) =>
      total === null ? `أول ${plural(shown, AR)}` : `${number(shown)} من أصل ${plural(total, AR)}`,
    found: found(
      (hits) => plural(hits, AR_HITS),
      (loaded, total) => ` ضمن ${number(loaded)} من أصل ${plural(total, AR)}`,
      (loaded) => ` ضمن أول ${plural(loaded, AR)}`,
    ),
    more: (count) => (count === null ? 'عرض المزيد' : `عرض المزيد (${number(count)})`),
    unnamed: 'قالب بلا اسم',
    empty: 'لا توجد قوالب هنا بعد.',
    nothingFound: 'لا يوجد قالب يطابق هذا البحث.',
    clear: 'مسح عوامل التصفية',
    config: 'هذا المعرض غير مُعدّ بشكل صحيح. لا يمكن إصلاحه إلا من قبل صاحب هذه الصفحة.',
    failed: 'تعذّر تحميل القوالب. يُرجى العودة لاحقًا.',
  }),
  de: ({ number, plural }) => ({
    search: 'Suche',
    category: 'Kategorie',
    allCategories: 'Alle Kategorien',
    loading: 'Vorlagen werden geladen …',
    count: (templates) => plural(templates, DE),
    part: (shown, total) =>
      total === null ? `Die ersten ${plural(shown, DE)}` : `${number(shown)} von ${plural(total, DE)}`,
    found: found(
      (hits) => plural(hits, DE_HITS),
      (loaded, total) => ` in ${number(loaded)} von ${plural(total, DE)}`,
      (loaded) => ` in den ersten ${plural(loaded, DE)}`,
    ),
    more: (count) => (count === null ? 'Weitere zeigen' : `${number(count)} weitere zeigen`),
    unnamed: 'Vorlage ohne Namen',
    empty: 'Hier gibt es noch keine Vorlagen.',
    nothingFound: 'Zu dieser Suche passt keine Vorlage.',
    clear: 'Filter zurücksetzen',
    config: 'Diese Galerie ist nicht richtig eingebunden. Das kann nur die Redaktion dieser Seite beheben.',
    failed: 'Die Vorlagen ließen sich nicht laden. Bitte schauen Sie später wieder vorbei.',
  }),
  en: english,
  es: ({ number, plural }) => ({
    search: 'Buscar',
    category: 'Categoría',
    allCategories: 'Todas las categorías',
    loading: 'Cargando plantillas…',
    count: (templates) => plural(templates, ES),
    part: (shown, total) =>
      total === null ? `Las primeras ${plural(shown, ES)}` : `${number(shown)} de ${plural(total, ES)}`,
    found: found(
      (hits) => plural(hits, ES_HITS),
      (loaded, total) => ` en ${number(loaded)} de ${plural(total, ES)}`,
      (loaded) => ` en las primeras ${plural(loaded, ES)}`,
    ),
    more: (count) => (count === null ? 'Mostrar más' : `Mostrar ${number(count)} más`),
    unnamed: 'Plantilla sin nombre',
    empty: 'Todavía no hay plantillas aquí.',
    nothingFound: 'Ninguna plantilla coincide con esta búsqueda.',
    clear: 'Quitar filtros',
    config: 'Esta galería no está bien configurada. Solo puede corregirlo el autor de esta página.',
    failed: 'No se han podido cargar las plantillas. Vuelva más tarde.',
  }),
  fr: ({ number, plural }) => ({
    search: 'Rechercher',
    category: 'Catégorie',
    allCategories: 'Toutes les catégories',
    loading: 'Chargement des modèles…',
    count: (templates) => plural(templates, FR),
    part: (shown, total) =>
      total === null
        ? `Les premiers modèles (${number(shown)})`
        : `${plural(shown, FR)} sur ${number(total)}`,
    found: found(
      (hits) => plural(hits, FR_HITS),
      (loaded, total) => ` dans ${plural(loaded, FR)} sur ${number(total)}`,
      (loaded) => ` dans les premiers modèles (${number(loaded)})`,
    ),
    more: (count) => (count === null ? 'Afficher plus' : `Afficher ${number(count)} de plus`),
    unnamed: 'Modèle sans nom',
    empty: 'Il n’y a pas encore de modèles ici.',
    nothingFound: 'Aucun modèle ne correspond à cette recherche.',
    clear: 'Effacer les filtres',
    config: 'Cette galerie n’est pas configurée correctement. Seul l’auteur de cette page peut y remédier.',
    failed: 'Les modèles n’ont pas pu être chargés. Veuillez revenir plus tard.',
  }),
  it: ({ number, plural }) => ({
    search: 'Cerca',
    category: 'Categoria',
    allCategories: 'Tutte le categorie',
    loading: 'Caricamento dei modelli…',
    count: (templates) => plural(templates, IT),
    part: (shown, total) =>
      total === null ? `I primi ${plural(shown, IT)}` : `${number(shown)} di ${plural(total, IT)}`,
    found: found(
      (hits) => plural(hits, IT_HITS),
      (loaded, total) => ` in ${number(loaded)} di ${plural(total, IT)}`,
      (loaded) => ` nei primi ${plural(loaded, IT)}`,
    ),
    more: (count) => (count === null ? 'Mostra altri' : `Mostra altri ${number(count)}`),
    unnamed: 'Modello senza nome',
    empty: 'Qui non ci sono ancora modelli.',
    nothingFound: 'Nessun modello corrisponde a questa ricerca.',
    clear: 'Rimuovi i filtri',
    config:
      'Questa galleria non è configurata correttamente. Solo l’autore di questa pagina può correggerla.',
    failed: 'Non è stato possibile caricare i modelli. Torni più tardi.',
  }),
  ja: ({ number }) => ({
    search: '検索',
    category: 'カテゴリー',
    allCategories: 'すべてのカテゴリー',
    loading: 'テンプレートを読み込んでいます…',
    count: (templates) => `テンプレート${number(templates)}件`,
    part: (shown, total) =>
      total === null
        ? `最初の${number(shown)}件のテンプレート`
        : `テンプレート${number(total)}件中${number(shown)}件`,
    found: found(
      (hits) => `${number(hits)}件見つかりました`,
      (loaded, total) => `（${number(total)}件中${number(loaded)}件を検索）`,
      (loaded) => `（最初の${number(loaded)}件を検索）`,
    ),
    more: (count) => (count === null ? 'さらに表示' : `さらに${number(count)}件を表示`),
    unnamed: '名前のないテンプレート',
    empty: 'テンプレートはまだありません。',
    nothingFound: '検索に合うテンプレートはありません。',
    clear: '絞り込みを解除',
    config: 'このギャラリーは正しく設定されていません。このページの作成者だけが修正できます。',
    failed: 'テンプレートを読み込めませんでした。しばらくしてからもう一度お越しください。',
  }),
  nl: ({ number, plural }) => ({
    search: 'Zoeken',
    category: 'Categorie',
    allCategories: 'Alle categorieën',
    loading: 'Sjablonen worden geladen…',
    count: (templates) => plural(templates, NL),
    part: (shown, total) =>
      total === null ? `De eerste ${plural(shown, NL)}` : `${number(shown)} van ${plural(total, NL)}`,
    found: found(
      (hits) => plural(hits, NL_HITS),
      (loaded, total) => ` in ${number(loaded)} van ${plural(total, NL)}`,
      (loaded) => ` in de eerste ${plural(loaded, NL)}`,
    ),
    more: (count) => (count === null ? 'Meer tonen' : `Nog ${number(count)} tonen`),
    unnamed: 'Sjabloon zonder naam',
    empty: 'Hier zijn nog geen sjablonen.',
    nothingFound: 'Geen sjabloon past bij deze zoekopdracht.',
    clear: 'Filters wissen',
    config: 'Deze galerij is niet goed ingesteld. Alleen de auteur van deze pagina kan dat verhelpen.',
    failed: 'De sjablonen konden niet worden geladen. Kom later nog eens terug.',
  }),
  pl: ({ number, plural }) => ({
    search: 'Szukaj',
    category: 'Kategoria',
    allCategories: 'Wszystkie kategorie',
    loading: 'Wczytywanie szablonów…',
    count: (templates) => plural(templates, PL),
    part: (shown, total) =>
      total === null ? `Pierwsze szablony (${number(shown)})` : `${plural(shown, PL)} z ${number(total)}`,
    found: found(
      (hits) => plural(hits, PL_HITS),
      (loaded, total) => `, przeszukano ${number(loaded)} z ${number(total)}`,
      (loaded) => `, przeszukano pierwsze szablony (${number(loaded)})`,
    ),
    more: (count) => (count === null ? 'Pokaż więcej' : `Pokaż więcej (${number(count)})`),
    unnamed: 'Szablon bez nazwy',
    empty: 'Nie ma tu jeszcze szablonów.',
    nothingFound: 'Żaden szablon nie pasuje do tego wyszukiwania.',
    clear: 'Wyczyść filtry',
    config: 'Ta galeria nie jest poprawnie skonfigurowana. Może to naprawić tylko autor tej strony.',
    failed: 'Nie udało się wczytać szablonów. Zajrzyj tu później.',
  }),
  pt: ({ number, plural }) => ({
    search: 'Pesquisar',
    category: 'Categoria',
    allCategories: 'Todas as categorias',
    loading: 'Carregando modelos…',
    count: (templates) => plural(templates, PT),
    part: (shown, total) =>
      total === null ? `Os primeiros ${plural(shown, PT)}` : `${number(shown)} de ${plural(total, PT)}`,
    found: found(
      (hits) => plural(hits, PT_HITS),
      (loaded, total) => ` em ${number(loaded)} de ${plural(total, PT)}`,
      (loaded) => ` nos primeiros ${plural(loaded, PT)}`,
    ),
    more: (count) => (count === null ? 'Mostrar mais' : `Mostrar mais ${number(count)}`),
    unnamed: 'Modelo sem nome',
    empty: 'Ainda não há modelos aqui.',
    nothingFound: 'Nenhum modelo corresponde a esta pesquisa.',
    clear: 'Limpar filtros',
    config: 'Esta galeria não está configurada corretamente. Só quem criou esta página pode corrigir isso.',
    failed: 'Não foi possível carregar os modelos. Volte mais tarde.',
  }),
  zh: ({ number }) => ({
    search: '搜索',
    category: '类别',
    allCategories: '所有类别',
    loading: '正在加载模板…',
    count: (templates) => `${number(templates)} 个模板`,
    part: (shown, total) =>
      total === null ? `前 ${number(shown)} 个模板` : `${number(shown)} 个模板，共 ${number(total)} 个`,
    found: found(
      (hits) => `找到 ${number(hits)} 个`,
      (loaded, total) => `（已搜索 ${number(total)} 个模板中的 ${number(loaded)} 个）`,
      (loaded) => `（已搜索前 ${number(loaded)} 个模板）`,
    ),
    more: (count) => (count === null ? '显示更多' : `再显示 ${number(count)} 个`),
    unnamed: '未命名的模板',
    empty: '这里还没有模板。',
    nothingFound: '没有符合搜索条件的模板。',
    clear: '清除筛选',
    config: '此模板库设置有误，只有本页作者可以修正。',
    failed: '无法加载模板，请稍后再来。',
  }),
};

/** The languages that {@link galleryWords} knows. */
export const GALLERY_LANGUAGES: readonly string[] = Object.keys(WORDS);

const known = new Map<string, GalleryWords>();

/** A gallery's sentences in the language of a locale's own, with the numbers of its tag. */
export function galleryWords({ tag, language }: Pick<Locale, 'tag' | 'language'>): GalleryWords {
  const spoken = tag.split('-')[0] === language ? tag : language;
  let words = known.get(spoken);
  if (!words) {
    const build = WORDS[language] ?? english;
    known.set(spoken, (words = build(createFormats(spoken, undefined))));
  }
  return words;
}
