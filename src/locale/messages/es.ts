import type { BuildTranslation } from '../types.ts';
import { foundText, inBrackets, listChoices, phrase } from './phrases.ts';

const POINTS = { one: '# punto', other: '# puntos' };
const ROWS = { one: 'Solo se muestra la primera fila', other: 'Solo se muestran las primeras # filas' };
const TABLE_ROWS = { one: '# fila', many: '# de filas', other: '# filas' };

const TEMPLATES = { one: '# plantilla', other: '# plantillas' };
const HITS = { one: '# resultado', other: '# resultados' };

const kinds = {
  bar: 'Gráfico de barras',
  line: 'Gráfico de líneas',
  area: 'Gráfico de áreas',
  point: 'Gráfico de dispersión',
  arc: 'Gráfico circular',
  map: 'Mapa',
  heatmap: 'Mapa de calor',
  number: 'Cifra',
  table: 'Tabla',
  chart: 'Gráfico',
};

const spanish: BuildTranslation = ({ number, moment, ago, daysAgo, plural }) => ({
  loading: (title) => (title ? `Cargando «${title}»…` : 'Cargando el gráfico…'),
  drawn: (title, points) => `${title ?? kinds.chart}, ${plural(points, POINTS)}.`,
  updated: (title) => `${title ?? kinds.chart}: datos actualizados.`,

  errors: {
    config: 'Este gráfico no está bien configurado. Solo puede corregirlo el autor de esta página.',
    'not-found': 'No se ha encontrado este gráfico. Puede que se haya eliminado o que ya no sea público.',
    query: 'No se han podido calcular los datos de este gráfico.',
    'rate-limited':
      'Estos datos reciben demasiadas peticiones en este momento. Inténtelo de nuevo en unos instantes.',
    unavailable: 'El servicio de datos no está disponible en este momento. Inténtelo de nuevo más tarde.',
    network: 'No se puede acceder a los datos. Compruebe su conexión e inténtelo de nuevo.',
    timeout: 'Los datos han tardado demasiado en llegar. Inténtelo de nuevo.',
    malformed: 'Los datos recibidos no se pueden leer. Vuelva más tarde.',
    'too-large': 'Hay demasiados datos para mostrarlos aquí. Puede que una selección más reducida funcione.',
    unsupported: 'Esta visualización no se puede mostrar aquí. Puede abrirla en Vibedasher.',
    spec: 'La descripción de este gráfico contiene un error. Solo puede corregirlo su autor.',
    render: 'No se ha podido dibujar este gráfico. Recargar la página puede ayudar.',
  },
  unsupported: (name) => `${name ? `«${name}»` : 'Esta visualización'} no se puede mostrar aquí.`,
  retry: 'Reintentar',
  openViewer: 'Abrir en Vibedasher',

  showTable: 'Mostrar tabla',
  showChart: 'Mostrar gráfico',
  tableCaption: (title) => (title ? `Datos de «${title}»` : 'Datos del gráfico'),
  more: (count) => `y ${number(count)} más`,
  shown: (shown, total) => `${number(shown)} de ${number(total)}`,
  showAll: 'Mostrar todos',
  showFewer: 'Mostrar menos',

  empty: (choices) =>
    choices.length > 0
      ? `No hay datos para esta selección (${listChoices(choices)}).`
      : 'No hay nada que mostrar.',
  stale: (age) =>
    `No se ha podido actualizar. ${age === null ? 'Estos datos son anteriores.' : `Datos: ${ago(age)}.`}`,
  truncated: (rows) => `${plural(rows, ROWS)}; los totales están incompletos.`,
  asOf: (date, grain) => `Datos ${grain ? 'de' : 'a'} ${moment(date, grain)}`,
  dataAge: (days) => `Datos de ${daysAgo(days)}`,
  dataWaiting: 'Los datos se están preparando. El gráfico aparecerá por sí solo.',
  dataBlocked: (reason) => `Los datos no están disponibles por ahora${reason ? ` (${reason})` : ''}.`,

  keyboardHint: 'Use las flechas para recorrer los puntos y Escape para salir.',
  position: (index, count) => `${number(index)} de ${number(count)}`,

  kinds,
  overview: (kind, measures, dimensions) =>
    `${kinds[kind]}${phrase(': ', measures)}${phrase(' por ', dimensions)}.`,
  range: (title, from, to) => `${title}: de ${from} a ${to}.`,
  categories: (title, names, count) =>
    names.length === count
      ? `${title}: ${names.join(', ')}.`
      : `${title}: ${number(count)} categorías, de ${names[0]} a ${names.at(-1)}.`,

  change: (percent, period) => `${percent} frente ${period ? `a ${period}` : 'al periodo anterior'}`,
  previously: (value, period) => `${period ?? 'Periodo anterior'}: ${value}`,
  directions: { up: 'sube', down: 'baja', same: 'sin cambios' },
  verdicts: { better: 'Mejor', worse: 'Peor' },
  unnamed: { category: 'Categoría', date: 'Fecha', number: 'Valor' },
  current: 'Actual',
  previous: 'Anterior',
  share: 'Porcentaje',

  comma: ', ',
  other: 'Otros',
  yes: 'Sí',
  no: 'No',
  none: 'Sin valor',
  quarter: (quarter, year) => `T${quarter} ${year}`,
  table: {
    copy: 'Copiar la tabla',
    copied: (rows) => `Copiado: ${plural(rows, TABLE_ROWS)}.`,
    rowCopied: 'Fila copiada.',
    copyRefused: 'El navegador no ha permitido copiar. Cada fila se puede copiar con Ctrl+C.',
    count: (rows) => plural(rows, TABLE_ROWS),
    columns: (shown, total) =>
      `Las primeras ${number(shown)} de ${number(total)} columnas. Las copias y los archivos las contienen todas.`,
    sorted: (name, direction) =>
      `Ordenado por ${name}, ${direction === 'ascending' ? 'ascendente' : 'descendente'}.`,
    sortBy: 'Ordenar por',
    unsorted: 'En el orden original',
    hint: 'Las flechas recorren las celdas, Intro en un encabezado ordena, Ctrl+C copia la fila.',
  },
  gallery: {
    search: 'Buscar',
    category: 'Categoría',
    allCategories: 'Todas las categorías',
    loading: 'Cargando plantillas…',
    count: (templates) => plural(templates, TEMPLATES),
    part: (shown, total) =>
      total === null
        ? `Las primeras ${plural(shown, TEMPLATES)}`
        : `${number(shown)} de ${plural(total, TEMPLATES)}`,
    found: foundText(
      (hits) => plural(hits, HITS),
      (loaded, total) => ` en ${number(loaded)} de ${plural(total, TEMPLATES)}`,
      (loaded) => ` en las primeras ${plural(loaded, TEMPLATES)}`,
    ),
    more: (count) => (count === null ? 'Mostrar más' : `Mostrar ${number(count)} más`),
    unnamed: 'Plantilla sin nombre',
    empty: 'Todavía no hay plantillas aquí.',
    nothingFound: 'Ninguna plantilla coincide con esta búsqueda.',
    clear: 'Quitar filtros',
    config: 'Esta galería no está bien configurada. Solo puede corregirlo el autor de esta página.',
    failed: 'No se han podido cargar las plantillas. Vuelva más tarde.',
  },
  tools: {
    tools: 'Herramientas del gráfico',
    download: 'Descargar #',
    enterFullscreen: 'Pantalla completa',
    leaveFullscreen: 'Salir de pantalla completa',
    share: 'Compartir',
    copyLink: 'Copiar enlace',
    copyCode: 'Copiar código de inserción',
    linkCopied: 'El enlace se ha copiado.',
    codeCopied: 'El código de inserción se ha copiado.',
    notCopied: 'No se pudo copiar.',
    busy: 'Preparando #…',
    done: 'El archivo # está listo.',
    failed: 'No se pudo crear el archivo #.',
    blocked: 'Esta página no permite descargas.',
    smaller: 'La imagen es más pequeña de lo pedido: sería demasiado grande.',
  },
  selection: {
    chosen: (name, value) => `${name}: ${value}, seleccionado.`,
    cleared: (name) => `${name}: selección anulada.`,
    remove: (choice) => `${choice}, anular la selección`,
    begun: (value) => `Desde ${value}: vaya al otro extremo y pulse Intro.`,
    hint: 'Intro selecciona un punto, Escape anula la selección.',
    hintSeveral: 'Intro selecciona un punto, Mayús e Intro otro más, Escape anula la selección.',
    hintRange: 'Intro fija un extremo de un intervalo y después el otro; Escape anula la selección.',
  },
  controls: {
    loading: 'Cargando…',
    failed: 'No se han podido cargar las opciones. Puede escribir un valor.',
    retry: 'Reintentar',
    unusable: 'Este control no está bien configurado. Solo puede corregirlo el autor de esta página.',
    cut: 'Solo se muestran las primeras 500 opciones.',
    resetAll: 'Restablecer todo',
  },
  maps: {
    noData: 'Sin datos',
    notOnMap: (names) => `No aparece en el mapa: ${names}`,
    extremes: (highest, lowest) => `Valor más alto: ${highest}. Valor más bajo: ${lowest}.`,
  },
  aggregates: {
    names: {
      count: 'Recuento',
      mean: 'media',
      median: 'mediana',
      sum: 'suma',
      min: 'mínimo',
      max: 'máximo',
      distinct: 'valores distintos',
      stdev: 'desviación típica',
      q1: 'primer cuartil',
      q3: 'tercer cuartil',
    },
    title: inBrackets(),
  },
  extra: {
    source: 'Fuente',
    retrieved: 'Consultado',
    otherChoice: ' Puede que otra selección funcione.',
    notOffline: 'Esta selección no está disponible sin conexión. Disponible: ',
    unusableFile: 'Falta un archivo de datos de esta página o está dañado: ',
    reference: 'Línea de referencia',
    range: 'Intervalo',
    annotation: 'Anotación',
    highlighted: 'Destacado',
    highlight: 'Destacar una serie',
  },
});

export default spanish;
