import type { BuildTranslation } from '../types.ts';
import { foundText, inBrackets, listChoices, phrase } from './phrases.ts';

const POINTS = { one: '# Datenpunkt', other: '# Datenpunkte' };
const ROWS = { one: 'Nur die erste Zeile wird', other: 'Nur die ersten # Zeilen werden' };
const TABLE_ROWS = { one: '# Zeile', other: '# Zeilen' };

const TEMPLATES = { one: '# Vorlage', other: '# Vorlagen' };
const HITS = { other: '# Treffer' };

const kinds = {
  bar: 'Balkendiagramm',
  line: 'Liniendiagramm',
  area: 'Flächendiagramm',
  point: 'Streudiagramm',
  arc: 'Kreisdiagramm',
  map: 'Karte',
  heatmap: 'Heatmap',
  number: 'Kennzahl',
  table: 'Tabelle',
  chart: 'Diagramm',
};

const german: BuildTranslation = ({ number, moment, ago, daysAgo, plural }) => ({
  loading: (title) => `${title ?? kinds.chart} wird geladen …`,
  drawn: (title, points) => `${title ?? kinds.chart}, ${plural(points, POINTS)}.`,
  updated: (title) => `${title ?? kinds.chart}: Daten aktualisiert.`,

  errors: {
    config: 'Dieses Diagramm ist nicht richtig eingebunden. Das kann nur die Redaktion dieser Seite beheben.',
    'not-found':
      'Dieses Diagramm wurde nicht gefunden. Vielleicht wurde es entfernt oder ist nicht mehr öffentlich.',
    query: 'Die Daten für dieses Diagramm ließen sich nicht berechnen.',
    'rate-limited':
      'Im Moment werden diese Daten zu oft abgerufen. Bitte versuchen Sie es gleich noch einmal.',
    unavailable: 'Der Datendienst ist gerade nicht verfügbar. Bitte versuchen Sie es später noch einmal.',
    network:
      'Die Daten sind nicht erreichbar. Bitte prüfen Sie Ihre Internetverbindung und versuchen Sie es noch einmal.',
    timeout: 'Das Laden der Daten hat zu lange gedauert. Bitte versuchen Sie es noch einmal.',
    malformed: 'Die Daten kamen in unlesbarer Form an. Bitte schauen Sie später wieder vorbei.',
    'too-large': 'Es sind zu viele Daten, um sie hier zu zeigen. Eine engere Auswahl kann helfen.',
    unsupported: 'Diese Visualisierung lässt sich hier nicht zeigen. Sie können sie bei Vibedasher öffnen.',
    spec: 'Die Beschreibung dieses Diagramms enthält einen Fehler. Den können nur seine Urheber beheben.',
    render: 'Dieses Diagramm ließ sich nicht zeichnen. Es kann helfen, die Seite neu zu laden.',
  },
  unsupported: (name) => `${name ? `„${name}“` : 'Diese Visualisierung'} lässt sich hier nicht zeigen.`,
  retry: 'Noch einmal versuchen',
  openViewer: 'Bei Vibedasher öffnen',

  showTable: 'Tabelle zeigen',
  showChart: 'Diagramm zeigen',
  tableCaption: (title) => (title ? `Daten zu „${title}“` : 'Daten des Diagramms'),
  more: (count) => `und ${number(count)} weitere`,
  shown: (shown, total) => `${number(shown)} von ${number(total)}`,
  showAll: 'Alle zeigen',
  showFewer: 'Weniger zeigen',

  empty: (choices) =>
    choices.length > 0
      ? `Für diese Auswahl gibt es keine Daten (${listChoices(choices)}).`
      : 'Hier gibt es keine Daten.',
  stale: (age) =>
    `Update fehlgeschlagen. ${age === null ? 'Das sind frühere Daten.' : `Stand: ${ago(age)}.`}`,
  truncated: (rows) => `${plural(rows, ROWS)} gezeigt; Summen sind unvollständig.`,
  asOf: (date, grain) => `Stand: ${moment(date, grain)}`,
  dataAge: (days) => `Datenstand: ${daysAgo(days)}`,
  dataWaiting: 'Die Daten werden noch aufbereitet. Das Diagramm erscheint dann von selbst.',
  dataBlocked: (reason) => `Die Daten sind zurzeit nicht abrufbar${reason ? ` (${reason})` : ''}.`,

  keyboardHint: 'Mit den Pfeiltasten von Punkt zu Punkt gehen, mit Escape verlassen.',
  position: (index, count) => `${number(index)} von ${number(count)}`,

  kinds,
  overview: (kind, measures, dimensions) =>
    `${kinds[kind]}${phrase(': ', measures)}${phrase(' nach ', dimensions)}.`,
  range: (title, from, to) => `${title} von ${from} bis ${to}.`,
  categories: (title, names, count) =>
    names.length === count
      ? `${title}: ${names.join(', ')}.`
      : `${title}: ${number(count)} Kategorien, von ${names[0]} bis ${names.at(-1)}.`,

  change: (percent, period) => `${percent} gegenüber ${period ?? 'dem Vorzeitraum'}`,
  previously: (value, period) => `${period ?? 'Vorzeitraum'}: ${value}`,
  directions: { up: 'gestiegen', down: 'gesunken', same: 'unverändert' },
  verdicts: { better: 'Besser', worse: 'Schlechter' },
  unnamed: { category: 'Kategorie', date: 'Datum', number: 'Wert' },
  current: 'Aktuell',
  previous: 'Vorher',
  share: 'Anteil',

  comma: ', ',
  other: 'Sonstige',
  yes: 'Ja',
  no: 'Nein',
  none: 'Kein Wert',
  quarter: (quarter, year) => `Q${quarter} ${year}`,
  table: {
    copy: 'Tabelle kopieren',
    copied: (rows) => `${plural(rows, TABLE_ROWS)} kopiert.`,
    rowCopied: 'Zeile kopiert.',
    copyRefused:
      'Der Browser hat das Kopieren nicht erlaubt. Einzelne Zeilen lassen sich mit Strg+C kopieren.',
    count: (rows) => plural(rows, TABLE_ROWS),
    columns: (shown, total) =>
      `Die ersten ${number(shown)} von ${number(total)} Spalten. Kopien und Dateien enthalten alle.`,
    sorted: (name, direction) =>
      `Sortiert nach ${name}, ${direction === 'ascending' ? 'aufsteigend' : 'absteigend'}.`,
    sortBy: 'Sortieren nach',
    unsorted: 'In der ursprünglichen Reihenfolge',
    hint: 'Die Pfeiltasten führen durch die Zellen, die Eingabetaste auf einer Überschrift sortiert, Strg+C kopiert die Zeile.',
  },
  gallery: {
    search: 'Suche',
    category: 'Kategorie',
    allCategories: 'Alle Kategorien',
    loading: 'Vorlagen werden geladen …',
    count: (templates) => plural(templates, TEMPLATES),
    part: (shown, total) =>
      total === null
        ? `Die ersten ${plural(shown, TEMPLATES)}`
        : `${number(shown)} von ${plural(total, TEMPLATES)}`,
    found: foundText(
      (hits) => plural(hits, HITS),
      (loaded, total) => ` in ${number(loaded)} von ${plural(total, TEMPLATES)}`,
      (loaded) => ` in den ersten ${plural(loaded, TEMPLATES)}`,
    ),
    more: (count) => (count === null ? 'Weitere zeigen' : `${number(count)} weitere zeigen`),
    unnamed: 'Vorlage ohne Namen',
    empty: 'Hier gibt es noch keine Vorlagen.',
    nothingFound: 'Zu dieser Suche passt keine Vorlage.',
    clear: 'Filter zurücksetzen',
    config: 'Diese Galerie ist nicht richtig eingebunden. Das kann nur die Redaktion dieser Seite beheben.',
    failed: 'Die Vorlagen ließen sich nicht laden. Bitte schauen Sie später wieder vorbei.',
  },
  tools: {
    tools: 'Werkzeuge des Diagramms',
    download: '# herunterladen',
    enterFullscreen: 'Vollbild',
    leaveFullscreen: 'Vollbild beenden',
    share: 'Teilen',
    copyLink: 'Link kopieren',
    copyCode: 'Code zum Einbetten kopieren',
    linkCopied: 'Der Link ist kopiert.',
    codeCopied: 'Der Code zum Einbetten ist kopiert.',
    notCopied: 'Kopieren war nicht möglich.',
    busy: '# wird erstellt …',
    done: '# ist fertig.',
    failed: '# ließ sich nicht erstellen.',
    blocked: 'Diese Seite erlaubt keine Downloads.',
    smaller: 'Das Bild ist kleiner als gewünscht, sonst wäre es zu groß.',
  },
  selection: {
    chosen: (name, value) => `${name}: ${value} ausgewählt.`,
    cleared: (name) => `${name}: Auswahl aufgehoben.`,
    remove: (choice) => `${choice}, Auswahl aufheben`,
    begun: (value) => `Ab ${value}: Gehen Sie zum anderen Ende und drücken Sie die Eingabetaste.`,
    hint: 'Die Eingabetaste wählt einen Punkt aus, Escape hebt die Auswahl auf.',
    hintSeveral:
      'Die Eingabetaste wählt einen Punkt aus, mit der Umschalttaste einen weiteren, Escape hebt die Auswahl auf.',
    hintRange:
      'Die Eingabetaste setzt ein Ende eines Bereichs, dann das andere; Escape hebt die Auswahl auf.',
  },
  controls: {
    loading: 'Wird geladen …',
    failed: 'Die Auswahl ließ sich nicht laden. Sie können einen Wert eintippen.',
    retry: 'Noch einmal versuchen',
    unusable: 'Dieses Feld ist nicht richtig eingebunden. Das kann nur die Redaktion dieser Seite beheben.',
    cut: 'Nur die ersten 500 Möglichkeiten sind aufgeführt.',
    resetAll: 'Alles zurücksetzen',
  },
  maps: {
    noData: 'Keine Daten',
    notOnMap: (names) => `Nicht auf der Karte: ${names}`,
    extremes: (highest, lowest) => `Höchster Wert: ${highest}. Niedrigster Wert: ${lowest}.`,
  },
  aggregates: {
    names: {
      count: 'Anzahl',
      mean: 'Durchschnitt',
      median: 'Medianwert',
      sum: 'Summe',
      min: 'kleinster Wert',
      max: 'größter Wert',
      distinct: 'verschiedene Werte',
      stdev: 'Standardabweichung',
      q1: 'unteres Quartil',
      q3: 'oberes Quartil',
    },
    title: inBrackets(),
  },
  extra: {
    source: 'Quelle',
    retrieved: 'Abgerufen',
    otherChoice: ' Eine andere Auswahl kann helfen.',
    notOffline: 'Diese Auswahl ist offline nicht verfügbar. Verfügbar: ',
    unusableFile: 'Eine Datendatei dieser Seite fehlt oder ist beschädigt: ',
    reference: 'Referenzlinie',
    range: 'Bereich',
    annotation: 'Anmerkung',
    highlighted: 'Hervorgehoben',
    highlight: 'Reihe hervorheben',
  },
});

export default german;
