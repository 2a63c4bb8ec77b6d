import type { BuildTranslation } from '../types.ts';
import { foundText, inBrackets, listChoices, phrase } from './phrases.ts';

const POINTS = { one: '# punto', other: '# punti' };
const ROWS = { one: 'È mostrata solo la prima riga', other: 'Sono mostrate solo le prime # righe' };
const TABLE_ROWS = { one: '# riga', many: '# di righe', other: '# righe' };

const TEMPLATES = { one: '# modello', other: '# modelli' };
const HITS = { one: '# risultato', other: '# risultati' };

const kinds = {
  bar: 'Grafico a barre',
  line: 'Grafico a linee',
  area: 'Grafico ad area',
  point: 'Grafico a dispersione',
  arc: 'Grafico a torta',
  map: 'Mappa',
  heatmap: 'Mappa di calore',
  number: 'Numero',
  table: 'Tabella',
  chart: 'Grafico',
};

const italian: BuildTranslation = ({ number, moment, ago, daysAgo, plural }) => ({
  loading: (title) => (title ? `Caricamento di «${title}»…` : 'Caricamento del grafico…'),
  drawn: (title, points) => `${title ?? kinds.chart}, ${plural(points, POINTS)}.`,
  updated: (title) => `${title ?? kinds.chart}: dati aggiornati.`,

  errors: {
    config: 'Questo grafico non è configurato correttamente. Solo chi cura questa pagina può correggerlo.',
    'not-found': 'Questo grafico non è stato trovato. Forse è stato rimosso o non è più pubblico.',
    query: 'Non è stato possibile calcolare i dati di questo grafico.',
    'rate-limited': 'In questo momento le richieste per questi dati sono troppe. Riprova tra poco.',
    unavailable: 'Il servizio dati non è disponibile al momento. Riprova più tardi.',
    network: 'I dati non sono raggiungibili. Controlla la connessione e riprova.',
    timeout: 'I dati hanno impiegato troppo tempo ad arrivare. Riprova.',
    malformed: 'I dati ricevuti non sono leggibili. Torna più tardi.',
    'too-large': 'I dati sono troppi per essere mostrati qui. Una selezione più ristretta può funzionare.',
    unsupported: 'Questa visualizzazione non si può mostrare qui. Puoi aprirla su Vibedasher.',
    spec: 'La descrizione di questo grafico contiene un errore. Solo chi l’ha creato può correggerlo.',
    render: 'Non è stato possibile disegnare questo grafico. Ricaricare la pagina può aiutare.',
  },
  unsupported: (name) => `${name ? `«${name}»` : 'Questa visualizzazione'} non si può mostrare qui.`,
  retry: 'Riprova',
  openViewer: 'Apri su Vibedasher',

  showTable: 'Mostra tabella',
  showChart: 'Mostra grafico',
  tableCaption: (title) => (title ? `Dati di «${title}»` : 'Dati del grafico'),
  more: (count) => plural(count, { one: 'e un’altra voce', other: 'e altre # voci' }),
  shown: (shown, total) => `${number(shown)} di ${number(total)}`,
  showAll: 'Mostra tutti',
  showFewer: 'Mostra meno',

  empty: (choices) =>
    choices.length > 0
      ? `Non ci sono dati per questa selezione (${listChoices(choices)}).`
      : 'Non c’è nulla da mostrare.',
  stale: (age) =>
    `Aggiornamento non riuscito. ${age === null ? 'Questi dati sono precedenti.' : `Dati: ${ago(age)}.`}`,
  truncated: (rows) => `${plural(rows, ROWS)}; i totali sono incompleti.`,
  asOf: (date, grain) => `Data dei dati: ${moment(date, grain)}`,
  dataAge: (days) => `Dati di ${daysAgo(days)}`,
  dataWaiting: 'I dati sono in preparazione. Il grafico comparirà da solo.',
  dataBlocked: (reason) => `I dati non sono disponibili al momento${reason ? ` (${reason})` : ''}.`,

  keyboardHint: 'Usa i tasti freccia per scorrere i punti, Esc per uscire.',
  position: (index, count) => `${number(index)} di ${number(count)}`,

  kinds,
  overview: (kind, measures, dimensions) =>
    `${kinds[kind]}${phrase(': ', measures)}${phrase(' per ', dimensions)}.`,
  range: (title, from, to) => `${title}: da ${from} a ${to}.`,
  categories: (title, names, count) =>
    names.length === count
      ? `${title}: ${names.join(', ')}.`
      : `${title}: ${number(count)} categorie, da ${names[0]} a ${names.at(-1)}.`,

  change: (percent, period) => `${percent} rispetto ${period ? `a ${period}` : 'al periodo precedente'}`,
  previously: (value, period) => `${period ?? 'Periodo precedente'}: ${value}`,
  directions: { up: 'in aumento', down: 'in calo', same: 'invariato' },
  verdicts: { better: 'Meglio', worse: 'Peggio' },
  unnamed: { category: 'Categoria', date: 'Data', number: 'Valore' },
  current: 'Attuale',
  previous: 'Precedente',
  share: 'Quota',

  comma: ', ',
  other: 'Altro',
  yes: 'Sì',
  no: 'No',
  none: 'Nessun valore',
  quarter: (quarter, year) => `T${quarter} ${year}`,
  table: {
    copy: 'Copia la tabella',
    copied: (rows) => `Copiato: ${plural(rows, TABLE_ROWS)}.`,
    rowCopied: 'Riga copiata.',
    copyRefused: 'Il browser non ha permesso la copia. Le singole righe si copiano con Ctrl+C.',
    count: (rows) => plural(rows, TABLE_ROWS),
    columns: (shown, total) =>
      `Le prime ${number(shown)} colonne su ${number(total)}. Le copie e i file le contengono tutte.`,
    sorted: (name, direction) =>
      `Ordinato per ${name}, ${direction === 'ascending' ? 'crescente' : 'decrescente'}.`,
    sortBy: 'Ordina per',
    unsorted: 'Nell’ordine originale',
    hint: 'Le frecce scorrono le celle, Invio su un’intestazione ordina, Ctrl+C copia la riga.',
  },
  gallery: {
    search: 'Cerca',
    category: 'Categoria',
    allCategories: 'Tutte le categorie',
    loading: 'Caricamento dei modelli…',
    count: (templates) => plural(templates, TEMPLATES),
    part: (shown, total) =>
      total === null
        ? `I primi ${plural(shown, TEMPLATES)}`
        : `${number(shown)} di ${plural(total, TEMPLATES)}`,
    found: foundText(
      (hits) => plural(hits, HITS),
      (loaded, total) => ` in ${number(loaded)} di ${plural(total, TEMPLATES)}`,
      (loaded) => ` nei primi ${plural(loaded, TEMPLATES)}`,
    ),
    more: (count) => (count === null ? 'Mostra altri' : `Mostra altri ${number(count)}`),
    unnamed: 'Modello senza nome',
    empty: 'Qui non ci sono ancora modelli.',
    nothingFound: 'Nessun modello corrisponde a questa ricerca.',
    clear: 'Rimuovi i filtri',
    config:
      'Questa galleria non è configurata correttamente. Solo l’autore di questa pagina può correggerla.',
    failed: 'Non è stato possibile caricare i modelli. Torni più tardi.',
  },
  tools: {
    tools: 'Strumenti del grafico',
    download: 'Scarica #',
    enterFullscreen: 'Schermo intero',
    leaveFullscreen: 'Esci da schermo intero',
    share: 'Condividi',
    copyLink: 'Copia link',
    copyCode: 'Copia codice da incorporare',
    linkCopied: 'Il link è stato copiato.',
    codeCopied: 'Il codice da incorporare è stato copiato.',
    notCopied: 'Non è stato possibile copiare.',
    busy: 'Preparazione di #…',
    done: 'Il file # è pronto.',
    failed: 'Non è stato possibile creare il file #.',
    blocked: 'Questa pagina non consente i download.',
    smaller: 'L’immagine è più piccola del richiesto: sarebbe troppo grande.',
  },
  selection: {
    chosen: (name, value) => `${name}: ${value}, selezionato.`,
    cleared: (name) => `${name}: selezione annullata.`,
    remove: (choice) => `${choice}, annulla la selezione`,
    begun: (value) => `Da ${value}: vai all’altro estremo e premi Invio.`,
    hint: 'Invio seleziona un punto, Esc annulla la selezione.',
    hintSeveral: 'Invio seleziona un punto, Maiusc e Invio un altro, Esc annulla la selezione.',
    hintRange: 'Invio fissa un estremo di un intervallo, poi l’altro; Esc annulla la selezione.',
  },
  controls: {
    loading: 'Caricamento…',
    failed: 'Non è stato possibile caricare le opzioni. Puoi digitare un valore.',
    retry: 'Riprova',
    unusable:
      'Questo controllo non è configurato correttamente. Solo chi cura questa pagina può correggerlo.',
    cut: 'Sono elencate solo le prime 500 opzioni.',
    resetAll: 'Reimposta tutto',
  },
  maps: {
    noData: 'Nessun dato',
    notOnMap: (names) => `Non sulla mappa: ${names}`,
    extremes: (highest, lowest) => `Valore più alto: ${highest}. Valore più basso: ${lowest}.`,
  },
  aggregates: {
    names: {
      count: 'Numero',
      mean: 'media',
      median: 'mediana',
      sum: 'somma',
      min: 'minimo',
      max: 'massimo',
      distinct: 'valori distinti',
      stdev: 'deviazione standard',
      q1: 'primo quartile',
      q3: 'terzo quartile',
    },
    title: inBrackets(),
  },
  extra: {
    source: 'Fonte',
    retrieved: 'Consultato',
    otherChoice: ' Un’altra selezione può funzionare.',
    notOffline: 'Questa selezione non è disponibile offline. Disponibile: ',
    unusableFile: 'Un file di dati di questa pagina manca o è danneggiato: ',
    reference: 'Linea di riferimento',
    range: 'Intervallo',
    annotation: 'Annotazione',
    highlighted: 'In evidenza',
    highlight: 'Evidenzia una serie',
  },
});

export default italian;
