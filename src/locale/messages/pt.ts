import type { BuildTranslation } from '../types.ts';
import { foundText, inBrackets, listChoices, phrase } from './phrases.ts';

const POINTS = { one: '# ponto', other: '# pontos' };
const ROWS = { one: 'Só a primeira linha é mostrada', other: 'Só as primeiras # linhas são mostradas' };
const TABLE_ROWS = { one: '# linha', many: '# de linhas', other: '# linhas' };

const TEMPLATES = { one: '# modelo', other: '# modelos' };
const HITS = { one: '# resultado', other: '# resultados' };

const kinds = {
  bar: 'Gráfico de barras',
  line: 'Gráfico de linhas',
  area: 'Gráfico de área',
  point: 'Gráfico de dispersão',
  arc: 'Gráfico de pizza',
  map: 'Mapa',
  heatmap: 'Mapa de calor',
  number: 'Número',
  table: 'Tabela',
  chart: 'Gráfico',
};

/** Brazilian Portuguese. */
const portuguese: BuildTranslation = ({ number, moment, ago, daysAgo, plural }) => ({
  loading: (title) => (title ? `Carregando “${title}”…` : 'Carregando o gráfico…'),
  drawn: (title, points) => `${title ?? kinds.chart}, ${plural(points, POINTS)}.`,
  updated: (title) => `${title ?? kinds.chart}: dados atualizados.`,

  errors: {
    config: 'Este gráfico não está configurado corretamente. Só o autor desta página pode corrigi-lo.',
    'not-found': 'Este gráfico não foi encontrado. Talvez tenha sido removido ou não seja mais público.',
    query: 'Não foi possível calcular os dados deste gráfico.',
    'rate-limited': 'Há pedidos demais por estes dados no momento. Tente novamente daqui a pouco.',
    unavailable: 'O serviço de dados não está disponível no momento. Tente novamente mais tarde.',
    network: 'Não foi possível acessar os dados. Verifique sua conexão e tente novamente.',
    timeout: 'Os dados demoraram demais para chegar. Tente novamente.',
    malformed: 'Não foi possível ler os dados recebidos. Volte mais tarde.',
    'too-large': 'Há dados demais para mostrar aqui. Uma seleção menor pode funcionar.',
    unsupported: 'Esta visualização não pode ser mostrada aqui. Você pode abri-la no Vibedasher.',
    spec: 'A descrição deste gráfico contém um erro. Só o autor dele pode corrigi-lo.',
    render: 'Não foi possível desenhar este gráfico. Recarregar a página pode ajudar.',
  },
  unsupported: (name) => `${name ? `“${name}”` : 'Esta visualização'} não pode aparecer aqui.`,
  retry: 'Tentar novamente',
  openViewer: 'Abrir no Vibedasher',

  showTable: 'Mostrar tabela',
  showChart: 'Mostrar gráfico',
  tableCaption: (title) => (title ? `Dados de “${title}”` : 'Dados do gráfico'),
  more: (count) => `e mais ${number(count)}`,
  shown: (shown, total) => `${number(shown)} de ${number(total)}`,
  showAll: 'Mostrar todos',
  showFewer: 'Mostrar menos',

  empty: (choices) =>
    choices.length > 0
      ? `Não há dados para esta seleção (${listChoices(choices)}).`
      : 'Não há nada para mostrar.',
  stale: (age) =>
    `Não foi possível atualizar. ${age === null ? 'Estes dados são anteriores.' : `Dados: ${ago(age)}.`}`,
  truncated: (rows) => `${plural(rows, ROWS)}; os totais estão incompletos.`,
  asOf: (date, grain) => `Dados de ${moment(date, grain)}`,
  dataAge: (days) => `Data dos dados: ${daysAgo(days)}`,
  dataWaiting: 'Os dados estão sendo preparados. O gráfico aparecerá automaticamente.',
  dataBlocked: (reason) => `Os dados não estão disponíveis no momento${reason ? ` (${reason})` : ''}.`,

  keyboardHint: 'Use as setas para percorrer os pontos e Esc para sair.',
  position: (index, count) => `${number(index)} de ${number(count)}`,

  kinds,
  overview: (kind, measures, dimensions) =>
    `${kinds[kind]}${phrase(': ', measures)}${phrase(' por ', dimensions)}.`,
  range: (title, from, to) => `${title}: de ${from} a ${to}.`,
  categories: (title, names, count) =>
    names.length === count
      ? `${title}: ${names.join(', ')}.`
      : `${title}: ${number(count)} categorias, de ${names[0]} a ${names.at(-1)}.`,

  change: (percent, period) => `${percent} em relação ${period ? `a ${period}` : 'ao período anterior'}`,
  previously: (value, period) => `${period ?? 'Período anterior'}: ${value}`,
  directions: { up: 'em alta', down: 'em queda', same: 'sem alteração' },
  verdicts: { better: 'Melhor', worse: 'Pior' },
  unnamed: { category: 'Categoria', date: 'Data', number: 'Valor' },
  current: 'Atual',
  previous: 'Anterior',
  share: 'Percentagem',

  comma: ', ',
  other: 'Outros',
  yes: 'Sim',
  no: 'Não',
  none: 'Sem valor',
  quarter: (quarter, year) => `T${quarter} ${year}`,
  table: {
    copy: 'Copiar a tabela',
    copied: (rows) => `Copiado: ${plural(rows, TABLE_ROWS)}.`,
    rowCopied: 'Linha copiada.',
    copyRefused: 'O navegador não permitiu copiar. Cada linha pode ser copiada com Ctrl+C.',
    count: (rows) => plural(rows, TABLE_ROWS),
    columns: (shown, total) =>
      `As primeiras ${number(shown)} de ${number(total)} colunas. As cópias e os arquivos contêm todas.`,
    sorted: (name, direction) =>
      `Ordenado por ${name}, ${direction === 'ascending' ? 'crescente' : 'decrescente'}.`,
    sortBy: 'Ordenar por',
    unsorted: 'Na ordem original',
    hint: 'As setas percorrem as células, Enter num cabeçalho ordena, Ctrl+C copia a linha.',
  },
  gallery: {
    search: 'Pesquisar',
    category: 'Categoria',
    allCategories: 'Todas as categorias',
    loading: 'Carregando modelos…',
    count: (templates) => plural(templates, TEMPLATES),
    part: (shown, total) =>
      total === null
        ? `Os primeiros ${plural(shown, TEMPLATES)}`
        : `${number(shown)} de ${plural(total, TEMPLATES)}`,
    found: foundText(
      (hits) => plural(hits, HITS),
      (loaded, total) => ` em ${number(loaded)} de ${plural(total, TEMPLATES)}`,
      (loaded) => ` nos primeiros ${plural(loaded, TEMPLATES)}`,
    ),
    more: (count) => (count === null ? 'Mostrar mais' : `Mostrar mais ${number(count)}`),
    unnamed: 'Modelo sem nome',
    empty: 'Ainda não há modelos aqui.',
    nothingFound: 'Nenhum modelo corresponde a esta pesquisa.',
    clear: 'Limpar filtros',
    config: 'Esta galeria não está configurada corretamente. Só quem criou esta página pode corrigir isso.',
    failed: 'Não foi possível carregar os modelos. Volte mais tarde.',
  },
  tools: {
    tools: 'Ferramentas do gráfico',
    download: 'Baixar #',
    enterFullscreen: 'Tela cheia',
    leaveFullscreen: 'Sair da tela cheia',
    share: 'Compartilhar',
    copyLink: 'Copiar link',
    copyCode: 'Copiar código de incorporação',
    linkCopied: 'O link foi copiado.',
    codeCopied: 'O código de incorporação foi copiado.',
    notCopied: 'Não foi possível copiar.',
    busy: 'Preparando #…',
    done: 'O arquivo # está pronto.',
    failed: 'Não foi possível criar o arquivo #.',
    blocked: 'Esta página não permite downloads.',
    smaller: 'A imagem é menor do que o pedido: seria grande demais.',
  },
  selection: {
    chosen: (name, value) => `${name}: ${value}, selecionado.`,
    cleared: (name) => `${name}: seleção anulada.`,
    remove: (choice) => `${choice}, anular a seleção`,
    begun: (value) => `De ${value}: vá até a outra extremidade e pressione Enter.`,
    hint: 'Enter seleciona um ponto, Esc anula a seleção.',
    hintSeveral: 'Enter seleciona um ponto, Shift e Enter mais um, Esc anula a seleção.',
    hintRange: 'Enter define uma extremidade de um intervalo e depois a outra; Esc anula a seleção.',
  },
  controls: {
    loading: 'Carregando…',
    failed: 'Não foi possível carregar as opções. Você pode digitar um valor.',
    retry: 'Tentar novamente',
    unusable: 'Este campo não está configurado corretamente. Só o autor desta página pode corrigi-lo.',
    cut: 'Só as primeiras 500 opções são mostradas.',
    resetAll: 'Redefinir tudo',
  },
  maps: {
    noData: 'Sem dados',
    notOnMap: (names) => `Fora do mapa: ${names}`,
    extremes: (highest, lowest) => `Valor mais alto: ${highest}. Valor mais baixo: ${lowest}.`,
  },
  aggregates: {
    names: {
      count: 'Contagem',
      mean: 'média',
      median: 'mediana',
      sum: 'soma',
      min: 'mínimo',
      max: 'máximo',
      distinct: 'valores distintos',
      stdev: 'desvio padrão',
      q1: 'primeiro quartil',
      q3: 'terceiro quartil',
    },
    title: inBrackets(),
  },
  extra: {
    source: 'Fonte',
    retrieved: 'Consultado',
    otherChoice: ' Outra seleção pode funcionar.',
    notOffline: 'Esta seleção não está disponível offline. Disponível: ',
    unusableFile: 'Um arquivo de dados desta página está ausente ou danificado: ',
    reference: 'Linha de referência',
    range: 'Intervalo',
    annotation: 'Anotação',
    highlighted: 'Em destaque',
    highlight: 'Destacar uma série',
  },
});

export default portuguese;
