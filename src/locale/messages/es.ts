import type { BuildMessages } from '../types.ts';
import { listChoices, phrase } from './phrases.ts';

const POINTS = { one: '# punto', other: '# puntos' };
const ROWS = { one: 'Solo se muestra la primera fila', other: 'Solo se muestran las primeras # filas' };
const TABLE_ROWS = { one: '# fila', many: '# de filas', other: '# filas' };

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

/** Spanish. */
const spanish: BuildMessages = ({ number, moment, ago, daysAgo, plural }) => ({
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

  empty: (choices) =>
    choices.length > 0
      ? `No hay datos para esta selección (${listChoices(choices)}).`
      : 'No hay nada que mostrar.',
  stale: (age) =>
    `No se ha podido actualizar. ${age === null ? 'Estos datos son anteriores.' : `Última actualización: ${ago(age)}.`}`,
  truncated: (rows) => `${plural(rows, ROWS)}; los totales están incompletos.`,
  asOf: (date) => `Datos a ${moment(date)}`,
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
    unsorted: 'En el orden original.',
    hint: 'Las flechas recorren las celdas, Intro en un encabezado ordena, Ctrl+C copia la fila.',
  },
});

export default spanish;
