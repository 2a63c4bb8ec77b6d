import type { BuildTranslation } from '../types.ts';
import { foundText, listChoices, phrase } from './phrases.ts';

const kinds = {
  bar: '条形图',
  line: '折线图',
  area: '面积图',
  point: '散点图',
  arc: '饼图',
  map: '地图',
  heatmap: '热力图',
  number: '数值',
  table: '表格',
  chart: '图表',
};

/** Simplified Chinese. */
const chinese: BuildTranslation = ({ number, moment, ago, daysAgo }) => ({
  loading: (title) => `正在加载${title ? `“${title}”` : kinds.chart}…`,
  drawn: (title, points) => `${title ?? kinds.chart}，共 ${number(points)} 个数据点。`,
  updated: (title) => `${title ?? kinds.chart}：数据已更新。`,

  errors: {
    config: '此图表设置有误，只有本页作者能够修正。',
    'not-found': '找不到此图表。它可能已被删除或不再公开。',
    query: '无法计算此图表的数据。',
    'rate-limited': '目前请求这些数据的人太多。请稍后重试。',
    unavailable: '数据服务暂时不可用。请稍后重试。',
    network: '无法获取数据。请检查网络连接后重试。',
    timeout: '数据加载时间过长。请重试。',
    malformed: '收到的数据无法读取。请稍后再来查看。',
    'too-large': '数据过多，无法在此显示。请缩小选择范围。',
    unsupported: '此可视化无法在这里显示。可以在 Vibedasher 中打开。',
    spec: '此图表的定义有误，只有其作者能够修正。',
    render: '无法绘制此图表。重新加载页面可能有帮助。',
  },
  unsupported: (name) => `${name ? `“${name}”` : '此可视化'}无法在这里显示。`,
  retry: '重试',
  openViewer: '在 Vibedasher 中打开',

  showTable: '显示表格',
  showChart: '显示图表',
  tableCaption: (title) => `${title ? `“${title}”的` : kinds.chart}数据`,
  more: (count) => `另有 ${number(count)} 项`,
  shown: (shown, total) => `共 ${number(total)} 项，显示 ${number(shown)} 项`,
  showAll: '全部显示',
  showFewer: '收起',

  empty: (choices) =>
    choices.length > 0 ? `所选条件没有数据（${listChoices(choices, '：')}）。` : '没有可显示的数据。',
  stale: (age) => `未能更新。${age === null ? '显示的是较早的数据。' : `上次更新：${ago(age)}。`}`,
  truncated: (rows) => `仅显示前 ${number(rows)} 行，合计不完整。`,
  asOf: (date, grain) => `截至${moment(date, grain)}`,
  dataAge: (days) => `数据时间：${daysAgo(days)}`,
  dataWaiting: '数据正在准备中，完成后图表会自动显示。',
  dataBlocked: (reason) => `数据暂时不可用${reason ? `（${reason}）` : ''}。`,

  keyboardHint: '使用方向键在数据点之间移动，按 Esc 键退出。',
  position: (index, count) => `第 ${number(index)} 项，共 ${number(count)} 项`,

  kinds,
  overview: (kind, measures, dimensions) =>
    `${kinds[kind]}${phrase('：', measures, '', '、')}${phrase('，按', dimensions, '划分', '、')}。`,
  range: (title, from, to) => `${title}：${from} 至 ${to}。`,
  categories: (title, names, count) =>
    names.length === count
      ? `${title}：${names.join('、')}。`
      : `${title}：共 ${number(count)} 类，从${names[0]}到${names.at(-1)}。`,

  change: (percent, period) => `较${period ?? '上期'} ${percent}`,
  previously: (value, period) => `${period ?? '上期'}：${value}`,
  directions: { up: '上升', down: '下降', same: '持平' },
  verdicts: { better: '好转', worse: '变差' },
  unnamed: { category: '类别', date: '日期', number: '数值' },
  current: '当前',
  previous: '之前',
  share: '占比',

  comma: '，',
  other: '其他',
  yes: '是',
  no: '否',
  none: '无数值',
  quarter: (quarter, year) => `${year}第${quarter}季度`,
  table: {
    copy: '复制表格',
    copied: (rows) => `已复制 ${number(rows)} 行。`,
    rowCopied: '已复制该行。',
    copyRefused: '浏览器不允许复制。可以用 Ctrl+C 逐行复制。',
    count: (rows) => `${number(rows)} 行`,
    columns: (shown, total) =>
      `仅显示 ${number(total)} 列中的前 ${number(shown)} 列。复制内容和文件包含全部列。`,
    sorted: (name, direction) => `已按“${name}”${direction === 'ascending' ? '升序' : '降序'}排列。`,
    sortBy: '排序方式',
    unsorted: '已恢复原有顺序。',
    hint: '用方向键在单元格间移动，在表头按 Enter 排序，用 Ctrl+C 复制该行。',
  },
  gallery: {
    search: '搜索',
    category: '类别',
    allCategories: '所有类别',
    loading: '正在加载模板…',
    count: (templates) => `${number(templates)} 个模板`,
    part: (shown, total) =>
      total === null ? `前 ${number(shown)} 个模板` : `${number(shown)} 个模板，共 ${number(total)} 个`,
    found: foundText(
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
  },
  tools: {
    tools: '图表工具',
    download: '下载 #',
    enterFullscreen: '全屏',
    leaveFullscreen: '退出全屏',
    share: '分享',
    copyLink: '复制链接',
    copyCode: '复制嵌入代码',
    linkCopied: '链接已复制。',
    codeCopied: '嵌入代码已复制。',
    notCopied: '无法复制。',
    busy: '正在准备 #…',
    done: '# 文件已就绪。',
    failed: '无法生成 # 文件。',
    blocked: '此页面不允许下载。',
    smaller: '图片比所选的小，否则会过大。',
  },
  selection: {
    chosen: (name, value) => `${name}：已选择${value}。`,
    cleared: (name) => `${name}：已取消选择。`,
    remove: (choice) => `${choice}，取消选择`,
    begun: (value) => `从${value}开始：移到另一端并按回车键。`,
    hint: '按回车键选择一个点，按 Esc 键取消选择。',
    hintSeveral: '按回车键选择一个点，按 Shift 加回车键再选一个，按 Esc 键取消选择。',
    hintRange: '按回车键确定范围的一端，再按一次确定另一端；按 Esc 键取消选择。',
  },
  controls: {
    loading: '正在加载…',
    failed: '无法加载选项。您可以直接输入一个值。',
    retry: '重试',
    unusable: '此控件设置不正确，只有本页面的编辑者才能修正。',
    cut: '仅列出前 500 个选项。',
    resetAll: '全部重置',
  },
  maps: {
    noData: '无数据',
    notOnMap: (names) => `地图上没有：${names}`,
    extremes: (highest, lowest) => `最高：${highest}。最低：${lowest}。`,
  },
  extra: {
    source: '来源',
    retrieved: '获取时间',
    otherChoice: '请尝试其他选项。',
    reference: '参考线',
    range: '范围',
    annotation: '标注',
    highlighted: '突出显示',
    highlight: '突出显示系列',
  },
});

export default chinese;
