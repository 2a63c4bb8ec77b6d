import type { BuildTranslation } from '../types.ts';
import { foundText, inBrackets, listChoices, phrase } from './phrases.ts';

const POINTS = { one: '# punt', other: '# punten' };
const ROWS = {
  one: 'Alleen de eerste rij wordt getoond',
  other: 'Alleen de eerste # rijen worden getoond',
};
const TABLE_ROWS = { one: '# rij', other: '# rijen' };

const TEMPLATES = { one: '# sjabloon', other: '# sjablonen' };
const HITS = { one: '# resultaat', other: '# resultaten' };

const kinds = {
  bar: 'Staafdiagram',
  line: 'Lijndiagram',
  area: 'Vlakdiagram',
  point: 'Spreidingsdiagram',
  arc: 'Cirkeldiagram',
  map: 'Kaart',
  heatmap: 'Heatmap',
  number: 'Getal',
  table: 'Tabel',
  chart: 'Grafiek',
};

const dutch: BuildTranslation = ({ number, moment, ago, daysAgo, plural }) => ({
  loading: (title) => (title ? `‘${title}’ wordt geladen…` : 'De grafiek wordt geladen…'),
  drawn: (title, points) => `${title ?? kinds.chart}, ${plural(points, POINTS)}.`,
  updated: (title) => `${title ?? kinds.chart}: gegevens bijgewerkt.`,

  errors: {
    config: 'Deze grafiek is niet goed ingesteld. Alleen de maker van deze pagina kan dat verhelpen.',
    'not-found': 'Deze grafiek is niet gevonden. Misschien is die verwijderd of niet meer openbaar.',
    query: 'De gegevens voor deze grafiek konden niet worden berekend.',
    'rate-limited': 'Deze gegevens worden nu te vaak opgevraagd. Probeer het zo meteen opnieuw.',
    unavailable: 'De gegevensdienst is nu niet beschikbaar. Probeer het later opnieuw.',
    network: 'De gegevens zijn niet bereikbaar. Controleer de verbinding en probeer het opnieuw.',
    timeout: 'Het laden van de gegevens duurde te lang. Probeer het opnieuw.',
    malformed: 'De ontvangen gegevens zijn onleesbaar. Kom later nog eens terug.',
    'too-large': 'Er zijn te veel gegevens om hier te tonen. Een beperktere keuze kan helpen.',
    unsupported: 'Deze visualisatie kan hier niet worden getoond. Openen bij Vibedasher kan wel.',
    spec: 'De beschrijving van deze grafiek bevat een fout. Alleen de maker ervan kan die herstellen.',
    render: 'Deze grafiek kon niet worden getekend. De pagina opnieuw laden kan helpen.',
  },
  unsupported: (name) => `${name ? `‘${name}’` : 'Deze visualisatie'} kan hier niet worden getoond.`,
  retry: 'Opnieuw proberen',
  openViewer: 'Openen bij Vibedasher',

  showTable: 'Tabel tonen',
  showChart: 'Grafiek tonen',
  tableCaption: (title) => (title ? `Gegevens van ‘${title}’` : 'Gegevens van de grafiek'),
  more: (count) => `en nog ${number(count)}`,
  shown: (shown, total) => `${number(shown)} van ${number(total)}`,
  showAll: 'Alles tonen',
  showFewer: 'Minder tonen',

  empty: (choices) =>
    choices.length > 0
      ? `Er zijn geen gegevens voor deze keuze (${listChoices(choices)}).`
      : 'Er is niets om te tonen.',
  stale: (age) =>
    `Bijwerken is niet gelukt. ${age === null ? 'Dit zijn eerdere gegevens.' : `Gegevens: ${ago(age)}.`}`,
  truncated: (rows) => `${plural(rows, ROWS)}; totalen zijn onvolledig.`,
  asOf: (date, grain) => `Stand van ${moment(date, grain)}`,
  dataAge: (days) => `Gegevens van ${daysAgo(days)}`,
  dataWaiting: 'De gegevens worden voorbereid. De grafiek verschijnt vanzelf.',
  dataBlocked: (reason) => `De gegevens zijn nu niet beschikbaar${reason ? ` (${reason})` : ''}.`,

  keyboardHint: 'Ga met de pijltjestoetsen langs de punten, met Escape eruit.',
  position: (index, count) => `${number(index)} van ${number(count)}`,

  kinds,
  overview: (kind, measures, dimensions) =>
    `${kinds[kind]}${phrase(': ', measures)}${phrase(' per ', dimensions)}.`,
  range: (title, from, to) => `${title} van ${from} tot ${to}.`,
  categories: (title, names, count) =>
    names.length === count
      ? `${title}: ${names.join(', ')}.`
      : `${title}: ${number(count)} categorieën, van ${names[0]} tot ${names.at(-1)}.`,

  change: (percent, period) => `${percent} t.o.v. ${period ?? 'de vorige periode'}`,
  previously: (value, period) => `${period ?? 'Vorige periode'}: ${value}`,
  directions: { up: 'gestegen', down: 'gedaald', same: 'ongewijzigd' },
  verdicts: { better: 'Beter', worse: 'Slechter' },
  unnamed: { category: 'Categorie', date: 'Datum', number: 'Waarde' },
  current: 'Huidig',
  previous: 'Vorig',
  share: 'Aandeel',

  comma: ', ',
  other: 'Overig',
  yes: 'Ja',
  no: 'Nee',
  none: 'Geen waarde',
  quarter: (quarter, year) => `K${quarter} ${year}`,
  table: {
    copy: 'Tabel kopiëren',
    copied: (rows) => `${plural(rows, TABLE_ROWS)} gekopieerd.`,
    rowCopied: 'Rij gekopieerd.',
    copyRefused: 'De browser stond kopiëren niet toe. Losse rijen zijn te kopiëren met Ctrl+C.',
    count: (rows) => plural(rows, TABLE_ROWS),
    columns: (shown, total) =>
      `De eerste ${number(shown)} van ${number(total)} kolommen. Kopieën en bestanden bevatten ze allemaal.`,
    sorted: (name, direction) =>
      `Gesorteerd op ${name}, ${direction === 'ascending' ? 'oplopend' : 'aflopend'}.`,
    sortBy: 'Sorteren op',
    unsorted: 'In de oorspronkelijke volgorde',
    hint: 'De pijltoetsen gaan door de cellen, Enter op een kop sorteert, Ctrl+C kopieert de rij.',
  },
  gallery: {
    search: 'Zoeken',
    category: 'Categorie',
    allCategories: 'Alle categorieën',
    loading: 'Sjablonen worden geladen…',
    count: (templates) => plural(templates, TEMPLATES),
    part: (shown, total) =>
      total === null
        ? `De eerste ${plural(shown, TEMPLATES)}`
        : `${number(shown)} van ${plural(total, TEMPLATES)}`,
    found: foundText(
      (hits) => plural(hits, HITS),
      (loaded, total) => ` in ${number(loaded)} van ${plural(total, TEMPLATES)}`,
      (loaded) => ` in de eerste ${plural(loaded, TEMPLATES)}`,
    ),
    more: (count) => (count === null ? 'Meer tonen' : `Nog ${number(count)} tonen`),
    unnamed: 'Sjabloon zonder naam',
    empty: 'Hier zijn nog geen sjablonen.',
    nothingFound: 'Geen sjabloon past bij deze zoekopdracht.',
    clear: 'Filters wissen',
    config: 'Deze galerij is niet goed ingesteld. Alleen de auteur van deze pagina kan dat verhelpen.',
    failed: 'De sjablonen konden niet worden geladen. Kom later nog eens terug.',
  },
  tools: {
    tools: 'Hulpmiddelen van de grafiek',
    download: '# downloaden',
    enterFullscreen: 'Volledig scherm',
    leaveFullscreen: 'Volledig scherm sluiten',
    share: 'Delen',
    copyLink: 'Link kopiëren',
    copyCode: 'Insluitcode kopiëren',
    linkCopied: 'De link is gekopieerd.',
    codeCopied: 'De insluitcode is gekopieerd.',
    notCopied: 'Kopiëren is niet gelukt.',
    busy: '# wordt gemaakt…',
    done: 'Het bestand (#) is klaar.',
    failed: 'Het bestand (#) kon niet worden gemaakt.',
    blocked: 'Deze pagina staat geen downloads toe.',
    smaller: 'De afbeelding is kleiner dan gevraagd: ze zou te groot zijn.',
  },
  selection: {
    chosen: (name, value) => `${name}: ${value} gekozen.`,
    cleared: (name) => `${name}: keuze opgeheven.`,
    remove: (choice) => `${choice}, keuze opheffen`,
    begun: (value) => `Vanaf ${value}: ga naar het andere einde en druk op Enter.`,
    hint: 'Enter kiest een punt, Escape heft de keuze op.',
    hintSeveral: 'Enter kiest een punt, Shift en Enter nog een, Escape heft de keuze op.',
    hintRange: 'Enter bepaalt het ene einde van een bereik en dan het andere; Escape heft de keuze op.',
  },
  controls: {
    loading: 'Laden…',
    failed: 'De opties konden niet worden geladen. U kunt een waarde typen.',
    retry: 'Opnieuw proberen',
    unusable: 'Dit veld is niet goed ingesteld. Alleen de maker van deze pagina kan dat verhelpen.',
    cut: 'Alleen de eerste 500 opties staan hier.',
    resetAll: 'Alles herstellen',
  },
  maps: {
    noData: 'Geen gegevens',
    notOnMap: (names) => `Niet op de kaart: ${names}`,
    extremes: (highest, lowest) => `Hoogste: ${highest}. Laagste: ${lowest}.`,
  },
  aggregates: {
    names: {
      count: 'Aantal',
      mean: 'gemiddelde',
      median: 'mediaan',
      sum: 'som',
      min: 'kleinste waarde',
      max: 'grootste waarde',
      distinct: 'verschillende waarden',
      stdev: 'standaardafwijking',
      q1: 'onderste kwartiel',
      q3: 'bovenste kwartiel',
    },
    title: inBrackets(),
  },
  extra: {
    source: 'Bron',
    retrieved: 'Opgehaald',
    otherChoice: ' Een andere keuze kan helpen.',
    notOffline: 'Deze keuze is offline niet beschikbaar. Beschikbaar: ',
    unusableFile: 'Een gegevensbestand van deze pagina ontbreekt of is beschadigd: ',
    reference: 'Referentielijn',
    range: 'Bereik',
    annotation: 'Annotatie',
    highlighted: 'Uitgelicht',
    highlight: 'Reeks uitlichten',
  },
});

export default dutch;
