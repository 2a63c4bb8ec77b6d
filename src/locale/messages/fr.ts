import type { BuildTranslation } from '../types.ts';
import { foundText, inBrackets, listChoices, phrase } from './phrases.ts';

const POINTS = { one: '# point', other: '# points' };
const ROWS = {
  one: 'Seule la première ligne est affichée',
  other: 'Seules les # premières lignes sont affichées',
};
const TABLE_ROWS = { one: '# ligne', many: '# de lignes', other: '# lignes' };

const TEMPLATES = { one: '# modèle', other: '# modèles' };
const HITS = { one: '# résultat', other: '# résultats' };

const kinds = {
  bar: 'Diagramme en barres',
  line: 'Courbe',
  area: 'Diagramme en aires',
  point: 'Nuage de points',
  arc: 'Diagramme circulaire',
  map: 'Carte',
  heatmap: 'Carte de chaleur',
  number: 'Chiffre clé',
  table: 'Tableau',
  chart: 'Graphique',
};

const french: BuildTranslation = ({ number, moment, ago, daysAgo, plural }) => ({
  loading: (title) => (title ? `Chargement de «\xa0${title}\xa0»…` : 'Chargement du graphique…'),
  drawn: (title, points) => `${title ?? kinds.chart}, ${plural(points, POINTS)}.`,
  updated: (title) => `${title ?? kinds.chart}\xa0: données mises à jour.`,

  errors: {
    config: 'Ce graphique n’est pas configuré correctement. Seul l’auteur de cette page peut y remédier.',
    'not-found': 'Ce graphique est introuvable. Il a peut-être été supprimé ou n’est plus public.',
    query: 'Les données de ce graphique n’ont pas pu être calculées.',
    'rate-limited': 'Ces données sont trop demandées en ce moment. Veuillez réessayer dans un instant.',
    unavailable: 'Le service de données est indisponible pour le moment. Veuillez réessayer plus tard.',
    network: 'Les données sont inaccessibles. Vérifiez votre connexion, puis réessayez.',
    timeout: 'Les données ont mis trop de temps à arriver. Veuillez réessayer.',
    malformed: 'Les données reçues sont illisibles. Veuillez revenir plus tard.',
    'too-large': 'Il y a trop de données à afficher ici. Un choix plus restreint peut fonctionner.',
    unsupported: 'Cette visualisation ne peut pas être affichée ici. Vous pouvez l’ouvrir sur Vibedasher.',
    spec: 'La description de ce graphique contient une erreur. Seul son auteur peut la corriger.',
    render: 'Ce graphique n’a pas pu être dessiné. Recharger la page peut aider.',
  },
  unsupported: (name) =>
    `${name ? `La visualisation «\xa0${name}\xa0»` : 'Cette visualisation'} ne peut pas être affichée ici.`,
  retry: 'Réessayer',
  openViewer: 'Ouvrir sur Vibedasher',

  showTable: 'Afficher le tableau',
  showChart: 'Afficher le graphique',
  tableCaption: (title) => (title ? `Données de «\xa0${title}\xa0»` : 'Données du graphique'),
  more: (count) => `et ${plural(count, { one: '# autre', other: '# autres' })}`,
  shown: (shown, total) => `${number(shown)} sur ${number(total)}`,
  showAll: 'Tout afficher',
  showFewer: 'Afficher moins',

  empty: (choices) =>
    choices.length > 0
      ? `Il n’y a pas de données pour ce choix (${listChoices(choices, '\xa0: ')}).`
      : 'Il n’y a rien à afficher.',
  stale: (age) =>
    `Mise à jour échouée. ${age === null ? 'Ces données sont antérieures.' : `Données : ${ago(age)}.`}`,
  truncated: (rows) => `${plural(rows, ROWS)}\xa0; les totaux sont incomplets.`,
  asOf: (date, grain) => `Données${grain ? '\u00a0:' : ' au'} ${moment(date, grain)}`,
  dataAge: (days) => `Date des données\xa0: ${daysAgo(days)}`,
  dataWaiting: 'Les données sont en préparation. Le graphique apparaîtra de lui-même.',
  dataBlocked: (reason) =>
    `Les données ne sont pas disponibles pour le moment${reason ? ` (${reason})` : ''}.`,

  keyboardHint: 'Utilisez les flèches pour parcourir les points, Échap pour quitter.',
  position: (index, count) => `${number(index)} sur ${number(count)}`,

  kinds,
  overview: (kind, measures, dimensions) =>
    `${kinds[kind]}${phrase('\xa0: ', measures)}${phrase(' par ', dimensions)}.`,
  range: (title, from, to) => `${title}\xa0: de ${from} à ${to}.`,
  categories: (title, names, count) =>
    names.length === count
      ? `${title}\xa0: ${names.join(', ')}.`
      : `${title}\xa0: ${number(count)} catégories, de ${names[0]} à ${names.at(-1)}.`,

  change: (percent, period) => `${percent} par rapport à ${period ?? 'la période précédente'}`,
  previously: (value, period) => `${period ?? 'Période précédente'}\xa0: ${value}`,
  directions: { up: 'en hausse', down: 'en baisse', same: 'inchangé' },
  verdicts: { better: 'Mieux', worse: 'Moins bien' },
  unnamed: { category: 'Catégorie', date: 'Date', number: 'Valeur' },
  current: 'Actuel',
  previous: 'Précédent',
  share: 'Part',

  comma: ', ',
  other: 'Autres',
  yes: 'Oui',
  no: 'Non',
  none: 'Aucune valeur',
  quarter: (quarter, year) => `T${quarter} ${year}`,
  table: {
    copy: 'Copier le tableau',
    copied: (rows) => `Copié : ${plural(rows, TABLE_ROWS)}.`,
    rowCopied: 'Ligne copiée.',
    copyRefused: 'Le navigateur n’a pas autorisé la copie. Chaque ligne peut être copiée avec Ctrl+C.',
    count: (rows) => plural(rows, TABLE_ROWS),
    columns: (shown, total) =>
      `Les ${number(shown)} premières colonnes sur ${number(total)}. Les copies et les fichiers les contiennent toutes.`,
    sorted: (name, direction) =>
      `Trié par ${name}, ordre ${direction === 'ascending' ? 'croissant' : 'décroissant'}.`,
    sortBy: 'Trier par',
    unsorted: 'Dans l’ordre d’origine',
    hint: 'Les flèches parcourent les cellules, Entrée sur un en-tête trie, Ctrl+C copie la ligne.',
  },
  gallery: {
    search: 'Rechercher',
    category: 'Catégorie',
    allCategories: 'Toutes les catégories',
    loading: 'Chargement des modèles…',
    count: (templates) => plural(templates, TEMPLATES),
    part: (shown, total) =>
      total === null
        ? `Les premiers modèles (${number(shown)})`
        : `${plural(shown, TEMPLATES)} sur ${number(total)}`,
    found: foundText(
      (hits) => plural(hits, HITS),
      (loaded, total) => ` dans ${plural(loaded, TEMPLATES)} sur ${number(total)}`,
      (loaded) => ` dans les premiers modèles (${number(loaded)})`,
    ),
    more: (count) => (count === null ? 'Afficher plus' : `Afficher ${number(count)} de plus`),
    unnamed: 'Modèle sans nom',
    empty: 'Il n’y a pas encore de modèles ici.',
    nothingFound: 'Aucun modèle ne correspond à cette recherche.',
    clear: 'Effacer les filtres',
    config: 'Cette galerie n’est pas configurée correctement. Seul l’auteur de cette page peut y remédier.',
    failed: 'Les modèles n’ont pas pu être chargés. Veuillez revenir plus tard.',
  },
  tools: {
    tools: 'Outils du graphique',
    download: 'Télécharger #',
    enterFullscreen: 'Plein écran',
    leaveFullscreen: 'Quitter le plein écran',
    share: 'Partager',
    copyLink: 'Copier le lien',
    copyCode: 'Copier le code d’intégration',
    linkCopied: 'Le lien est copié.',
    codeCopied: 'Le code d’intégration est copié.',
    notCopied: 'La copie n’a pas fonctionné.',
    busy: 'Préparation du fichier #…',
    done: 'Le fichier # est prêt.',
    failed: 'Le fichier # n’a pas pu être créé.',
    blocked: 'Cette page n’autorise pas les téléchargements.',
    smaller: 'L’image est plus petite que demandé : elle serait trop grande.',
  },
  selection: {
    chosen: (name, value) => `${name} : ${value}, sélection faite.`,
    cleared: (name) => `${name} : sélection annulée.`,
    remove: (choice) => `${choice}, annuler la sélection`,
    begun: (value) => `À partir de ${value} : allez à l’autre extrémité et appuyez sur Entrée.`,
    hint: 'Entrée sélectionne un point, Échap annule la sélection.',
    hintSeveral: 'Entrée sélectionne un point, Maj et Entrée un point de plus, Échap annule la sélection.',
    hintRange: 'Entrée fixe une extrémité d’une plage, puis l’autre ; Échap annule la sélection.',
  },
  controls: {
    loading: 'Chargement…',
    failed: 'Les options n’ont pas pu être chargées. Vous pouvez saisir une valeur.',
    retry: 'Réessayer',
    unusable: 'Ce champ n’est pas correctement configuré. Seul l’auteur de cette page peut y remédier.',
    cut: 'Seules les 500 premières options sont affichées.',
    resetAll: 'Tout réinitialiser',
  },
  maps: {
    noData: 'Aucune donnée',
    notOnMap: (names) => `Absent de la carte\xa0: ${names}`,
    extremes: (highest, lowest) =>
      `Valeur la plus élevée\xa0: ${highest}. Valeur la plus basse\xa0: ${lowest}.`,
  },
  aggregates: {
    names: {
      count: 'Nombre',
      mean: 'moyenne',
      median: 'médiane',
      sum: 'somme',
      min: 'plus petite valeur',
      max: 'plus grande valeur',
      distinct: 'valeurs distinctes',
      stdev: 'écart type',
      q1: 'premier quartile',
      q3: 'troisième quartile',
    },
    title: inBrackets(),
  },
  extra: {
    source: 'Source',
    retrieved: 'Consulté',
    otherChoice: ' Un autre choix peut fonctionner.',
    notOffline: 'Ce choix n’est pas disponible hors ligne. Disponible : ',
    unusableFile: 'Un fichier de données de cette page est absent ou endommagé : ',
    reference: 'Ligne de référence',
    range: 'Plage',
    annotation: 'Annotation',
    highlighted: 'Mis en évidence',
    highlight: 'Mettre une série en évidence',
  },
});

export default french;
