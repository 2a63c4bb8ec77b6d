import type { BuildTranslation } from '../types.ts';
import { foundText, inBrackets, listChoices, phrase } from './phrases.ts';

const POINTS = { one: '# punkt', few: '# punkty', many: '# punktów', other: '# punktu' };
const ROWS = {
  one: 'Pokazano tylko pierwszy wiersz',
  few: 'Pokazano tylko pierwsze # wiersze',
  many: 'Pokazano tylko pierwszych # wierszy',
  other: 'Pokazano tylko pierwsze # wiersza',
};
const CATEGORIES = { one: '# kategoria', few: '# kategorie', other: '# kategorii' };
const TABLE_ROWS = { one: '# wiersz', few: '# wiersze', many: '# wierszy', other: '# wiersza' };

const TEMPLATES = { one: '# szablon', few: '# szablony', many: '# szablonów', other: '# szablonu' };
const HITS = { one: '# wynik', few: '# wyniki', many: '# wyników', other: '# wyniku' };

const kinds = {
  bar: 'Wykres słupkowy',
  line: 'Wykres liniowy',
  area: 'Wykres warstwowy',
  point: 'Wykres punktowy',
  arc: 'Wykres kołowy',
  map: 'Mapa',
  heatmap: 'Mapa ciepła',
  number: 'Liczba',
  table: 'Tabela',
  chart: 'Wykres',
};

const polish: BuildTranslation = ({ number, moment, ago, daysAgo, plural }) => ({
  loading: (title) => (title ? `Wczytywanie: „${title}”…` : 'Wczytywanie wykresu…'),
  drawn: (title, points) => `${title ?? kinds.chart}, ${plural(points, POINTS)}.`,
  updated: (title) => `${title ?? kinds.chart}: zaktualizowano dane.`,

  errors: {
    config: 'Ten wykres jest nieprawidłowo skonfigurowany. Poprawić to może tylko autor tej strony.',
    'not-found': 'Nie znaleziono tego wykresu. Mógł zostać usunięty lub nie jest już publiczny.',
    query: 'Nie udało się obliczyć danych tego wykresu.',
    'rate-limited': 'Zbyt wiele osób pobiera teraz te dane. Spróbuj ponownie za chwilę.',
    unavailable: 'Usługa danych jest obecnie niedostępna. Spróbuj ponownie później.',
    network: 'Nie można pobrać danych. Sprawdź połączenie i spróbuj ponownie.',
    timeout: 'Pobieranie danych trwało zbyt długo. Spróbuj ponownie.',
    malformed: 'Nie można odczytać otrzymanych danych. Zajrzyj tu później.',
    'too-large': 'Danych jest zbyt dużo, aby je tu pokazać. Może pomóc węższy wybór.',
    unsupported: 'Tej wizualizacji nie można tu pokazać. Można ją otworzyć w Vibedasher.',
    spec: 'Opis tego wykresu zawiera błąd. Poprawić go może tylko jego autor.',
    render: 'Nie udało się narysować tego wykresu. Może pomóc ponowne wczytanie strony.',
  },
  unsupported: (name) => `Nie można tu pokazać ${name ? `wizualizacji „${name}”` : 'tej wizualizacji'}.`,
  retry: 'Spróbuj ponownie',
  openViewer: 'Otwórz w Vibedasher',

  showTable: 'Pokaż tabelę',
  showChart: 'Pokaż wykres',
  tableCaption: (title) => (title ? `Dane: „${title}”` : 'Dane wykresu'),
  more: (count) => `i jeszcze ${number(count)}`,
  shown: (shown, total) => `${number(shown)} z ${number(total)}`,
  showAll: 'Pokaż wszystkie',
  showFewer: 'Pokaż mniej',

  empty: (choices) =>
    choices.length > 0
      ? `Brak danych dla tego wyboru (${listChoices(choices)}).`
      : 'Brak danych do pokazania.',
  stale: (age) =>
    `Nie udało się zaktualizować. ${age === null ? 'To są wcześniejsze dane.' : `Dane: ${ago(age)}.`}`,
  truncated: (rows) => `${plural(rows, ROWS)}; sumy są niepełne.`,
  asOf: (date, grain) => `Stan na ${moment(date, grain)}`,
  dataAge: (days) => `Ostatnie dane: ${daysAgo(days)}`,
  dataWaiting: 'Dane są przygotowywane. Wykres pojawi się sam.',
  dataBlocked: (reason) => `Dane są obecnie niedostępne${reason ? ` (${reason})` : ''}.`,

  keyboardHint: 'Strzałki przenoszą między punktami, Escape kończy.',
  position: (index, count) => `${number(index)} z ${number(count)}`,

  kinds,
  overview: (kind, measures, dimensions) =>
    `${kinds[kind]}${phrase(': ', measures)}${phrase(' (podział: ', dimensions, ')')}.`,
  range: (title, from, to) => `${title}: od ${from} do ${to}.`,
  categories: (title, names, count) =>
    names.length === count
      ? `${title}: ${names.join(', ')}.`
      : `${title}: ${plural(count, CATEGORIES)}, od ${names[0]} do ${names.at(-1)}.`,

  change: (percent, period) => `${percent} względem ${period ?? 'poprzedniego okresu'}`,
  previously: (value, period) => `${period ?? 'Poprzedni okres'}: ${value}`,
  directions: { up: 'wzrost', down: 'spadek', same: 'bez zmian' },
  verdicts: { better: 'Lepiej', worse: 'Gorzej' },
  unnamed: { category: 'Kategoria', date: 'Data', number: 'Wartość' },
  current: 'Obecnie',
  previous: 'Poprzednio',
  share: 'Udział',

  comma: ', ',
  other: 'Inne',
  yes: 'Tak',
  no: 'Nie',
  none: 'Brak wartości',
  quarter: (quarter, year) => `${['I', 'II', 'III', 'IV'][quarter - 1]} kw. ${year}`,
  table: {
    copy: 'Kopiuj tabelę',
    copied: (rows) => `Skopiowano: ${plural(rows, TABLE_ROWS)}.`,
    rowCopied: 'Skopiowano wiersz.',
    copyRefused:
      'Przeglądarka nie pozwoliła na kopiowanie. Pojedyncze wiersze można kopiować skrótem Ctrl+C.',
    count: (rows) => plural(rows, TABLE_ROWS),
    columns: (shown, total) =>
      `Pierwsze kolumny: ${number(shown)} z ${number(total)}. Kopie i pliki zawierają wszystkie.`,
    sorted: (name, direction) =>
      `Sortowanie według: ${name}, ${direction === 'ascending' ? 'rosnąco' : 'malejąco'}.`,
    sortBy: 'Sortuj według',
    unsorted: 'W pierwotnej kolejności',
    hint: 'Strzałki przechodzą po komórkach, Enter na nagłówku sortuje, Ctrl+C kopiuje wiersz.',
  },
  gallery: {
    search: 'Szukaj',
    category: 'Kategoria',
    allCategories: 'Wszystkie kategorie',
    loading: 'Wczytywanie szablonów…',
    count: (templates) => plural(templates, TEMPLATES),
    part: (shown, total) =>
      total === null
        ? `Pierwsze szablony (${number(shown)})`
        : `${plural(shown, TEMPLATES)} z ${number(total)}`,
    found: foundText(
      (hits) => plural(hits, HITS),
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
  },
  tools: {
    tools: 'Narzędzia wykresu',
    download: 'Pobierz #',
    enterFullscreen: 'Pełny ekran',
    leaveFullscreen: 'Zamknij pełny ekran',
    share: 'Udostępnij',
    copyLink: 'Kopiuj link',
    copyCode: 'Kopiuj kod do osadzenia',
    linkCopied: 'Link został skopiowany.',
    codeCopied: 'Kod do osadzenia został skopiowany.',
    notCopied: 'Nie udało się skopiować.',
    busy: 'Przygotowywanie pliku #…',
    done: 'Plik # jest gotowy.',
    failed: 'Nie udało się utworzyć pliku #.',
    blocked: 'Ta strona nie pozwala na pobieranie plików.',
    smaller: 'Obraz jest mniejszy niż wybrano: byłby za duży.',
  },
  selection: {
    chosen: (name, value) => `${name}: wybrano ${value}.`,
    cleared: (name) => `${name}: wybór usunięty.`,
    remove: (choice) => `${choice}, usuń wybór`,
    begun: (value) => `Od ${value}: przejdź do drugiego końca i naciśnij Enter.`,
    hint: 'Enter wybiera punkt, Escape usuwa wybór.',
    hintSeveral: 'Enter wybiera punkt, Shift i Enter kolejny, Escape usuwa wybór.',
    hintRange: 'Enter ustala jeden koniec zakresu, a potem drugi; Escape usuwa wybór.',
  },
  controls: {
    loading: 'Wczytywanie…',
    failed: 'Nie udało się wczytać opcji. Możesz wpisać wartość.',
    retry: 'Spróbuj ponownie',
    unusable: 'To pole jest nieprawidłowo skonfigurowane. Poprawić to może tylko autor tej strony.',
    cut: 'Widać tylko pierwsze 500 opcji.',
    resetAll: 'Zresetuj wszystko',
  },
  maps: {
    noData: 'Brak danych',
    notOnMap: (names) => `Nie ma na mapie: ${names}`,
    extremes: (highest, lowest) => `Najwyższa wartość: ${highest}. Najniższa wartość: ${lowest}.`,
  },
  aggregates: {
    names: {
      count: 'Liczba',
      mean: 'średnia',
      median: 'mediana',
      sum: 'suma',
      min: 'najmniejsza wartość',
      max: 'największa wartość',
      distinct: 'różne wartości',
      stdev: 'odchylenie standardowe',
      q1: 'dolny kwartyl',
      q3: 'górny kwartyl',
    },
    title: inBrackets(),
  },
  extra: {
    source: 'Źródło',
    retrieved: 'Pobrano',
    otherChoice: ' Może pomóc inny wybór.',
    notOffline: 'Ten wybór nie jest dostępny offline. Dostępne: ',
    unusableFile: 'Brakuje pliku danych tej strony lub jest on uszkodzony: ',
    reference: 'Linia odniesienia',
    range: 'Zakres',
    annotation: 'Adnotacja',
    highlighted: 'Wyróżniono',
    highlight: 'Wyróżnij serię',
  },
});

export default polish;
