import type { BuildTranslation } from '../types.ts';
import { foundText, inBrackets, listChoices, phrase } from './phrases.ts';

const kinds = {
  bar: '棒グラフ',
  line: '折れ線グラフ',
  area: '面グラフ',
  point: '散布図',
  arc: '円グラフ',
  map: '地図',
  heatmap: 'ヒートマップ',
  number: '数値',
  table: '表',
  chart: 'グラフ',
};

const japanese: BuildTranslation = ({ number, moment, ago, daysAgo }) => ({
  loading: (title) => `${title ? `「${title}」` : kinds.chart}を読み込んでいます…`,
  drawn: (title, points) => `${title ?? kinds.chart}、データ点${number(points)}個。`,
  updated: (title) => `${title ?? kinds.chart}：データを更新しました。`,

  errors: {
    config: 'このグラフは正しく設定されていません。修正できるのはこのページの作成者だけです。',
    'not-found': 'このグラフは見つかりませんでした。削除されたか、非公開になった可能性があります。',
    query: 'このグラフのデータを計算できませんでした。',
    'rate-limited': '現在、このデータへのアクセスが集中しています。しばらくしてからもう一度お試しください。',
    unavailable: 'データサービスは現在利用できません。後でもう一度お試しください。',
    network: 'データに接続できませんでした。接続を確認して、もう一度お試しください。',
    timeout: 'データの取得に時間がかかりすぎました。もう一度お試しください。',
    malformed: '受信したデータを読み取れませんでした。後でもう一度ご覧ください。',
    'too-large': 'データが多すぎるため、ここには表示できません。条件を絞り込んでお試しください。',
    unsupported: 'このグラフはここでは表示できません。Vibedasher で開いてご覧ください。',
    spec: 'このグラフの定義に誤りがあります。修正できるのは作成者だけです。',
    render: 'このグラフを描画できませんでした。ページを再読み込みすると表示されることがあります。',
  },
  unsupported: (name) => `${name ? `「${name}」` : 'このグラフ'}はここでは表示できません。`,
  retry: 'もう一度試す',
  openViewer: 'Vibedasher で開く',

  showTable: '表を表示',
  showChart: 'グラフを表示',
  tableCaption: (title) => `${title ? `「${title}」` : kinds.chart}のデータ`,
  more: (count) => `ほか${number(count)}件`,
  shown: (shown, total) => `${number(total)}件中${number(shown)}件を表示`,
  showAll: 'すべて表示',
  showFewer: '表示を減らす',

  empty: (choices) =>
    choices.length > 0
      ? `この条件に該当するデータはありません（${listChoices(choices, '：')}）。`
      : '表示するデータがありません。',
  stale: (age) =>
    `更新できませんでした。${age === null ? '以前のデータを表示しています。' : `最終更新：${ago(age)}。`}`,
  truncated: (rows) => `最初の${number(rows)}行だけを表示しています。合計は不完全です。`,
  asOf: (date, grain) => `${moment(date, grain)}現在`,
  dataAge: (days) => `データの時点：${daysAgo(days)}`,
  dataWaiting: 'データを準備しています。準備ができるとグラフが自動的に表示されます。',
  dataBlocked: (reason) => `データは現在利用できません${reason ? `（${reason}）` : ''}。`,

  keyboardHint: '矢印キーでデータ点を移動し、Esc キーで終了します。',
  position: (index, count) => `${number(count)}件中${number(index)}件目`,

  kinds,
  overview: (kind, measures, dimensions) =>
    `${phrase('', dimensions, '別の', '・')}${phrase('', measures, 'の', '・')}${kinds[kind]}。`,
  range: (title, from, to) => `${title}：${from}～${to}。`,
  categories: (title, names, count) =>
    names.length === count
      ? `${title}：${names.join('、')}。`
      : `${title}：${number(count)}種類、${names[0]}から${names.at(-1)}まで。`,

  change: (percent, period) => `${period ?? '前期'}比 ${percent}`,
  previously: (value, period) => `${period ?? '前期'}：${value}`,
  directions: { up: '増加', down: '減少', same: '変化なし' },
  verdicts: { better: '改善', worse: '悪化' },
  unnamed: { category: '分類', date: '日付', number: '値' },
  current: '今回',
  previous: '前回',
  share: '割合',

  comma: '、',
  other: 'その他',
  yes: 'はい',
  no: 'いいえ',
  none: '値なし',
  quarter: (quarter, year) => `${year}第${quarter}四半期`,
  table: {
    copy: '表をコピー',
    copied: (rows) => `${number(rows)}行をコピーしました。`,
    rowCopied: '行をコピーしました。',
    copyRefused: 'ブラウザーがコピーを許可しませんでした。行ごとに Ctrl+C でコピーできます。',
    count: (rows) => `${number(rows)}行`,
    columns: (shown, total) =>
      `全${number(total)}列のうち最初の${number(shown)}列です。コピーとファイルには全列が含まれます。`,
    sorted: (name, direction) => `${name}の${direction === 'ascending' ? '昇順' : '降順'}で並べ替えました。`,
    sortBy: '並べ替え',
    unsorted: '元の並び順',
    hint: '矢印キーでセルを移動し、見出しで Enter を押すと並べ替え、Ctrl+C で行をコピーします。',
  },
  gallery: {
    search: '検索',
    category: 'カテゴリー',
    allCategories: 'すべてのカテゴリー',
    loading: 'テンプレートを読み込んでいます…',
    count: (templates) => `テンプレート${number(templates)}件`,
    part: (shown, total) =>
      total === null
        ? `最初の${number(shown)}件のテンプレート`
        : `テンプレート${number(total)}件中${number(shown)}件`,
    found: foundText(
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
  },
  tools: {
    tools: 'グラフのツール',
    download: '#をダウンロード',
    enterFullscreen: '全画面表示',
    leaveFullscreen: '全画面表示を終了',
    share: '共有',
    copyLink: 'リンクをコピー',
    copyCode: '埋め込みコードをコピー',
    linkCopied: 'リンクをコピーしました。',
    codeCopied: '埋め込みコードをコピーしました。',
    notCopied: 'コピーできませんでした。',
    busy: '#を準備しています…',
    done: '#ファイルの準備ができました。',
    failed: '#ファイルを作成できませんでした。',
    blocked: 'このページではダウンロードが許可されていません。',
    smaller: '画像が大きくなりすぎるため、指定より小さくしました。',
  },
  selection: {
    chosen: (name, value) => `${name}：${value}を選択しました。`,
    cleared: (name) => `${name}：選択を解除しました。`,
    remove: (choice) => `${choice}、選択を解除`,
    begun: (value) => `${value}から：反対側の端へ移動してEnterキーを押してください。`,
    hint: 'Enterキーで点を選択し、Escapeキーで選択を解除します。',
    hintSeveral: 'Enterキーで点を選択し、ShiftキーとEnterキーで追加し、Escapeキーで選択を解除します。',
    hintRange: 'Enterキーで範囲の一方の端を、もう一度で他方の端を決め、Escapeキーで選択を解除します。',
  },
  controls: {
    loading: '読み込み中…',
    failed: '選択肢を読み込めませんでした。値を直接入力できます。',
    retry: '再試行',
    unusable: 'この入力欄は正しく設定されていません。このページの編集者にしか直せません。',
    cut: '最初の500件の選択肢だけを表示しています。',
    resetAll: 'すべてリセット',
  },
  maps: {
    noData: 'データなし',
    notOnMap: (names) => `地図にない項目：${names}`,
    extremes: (highest, lowest) => `最高：${highest}。最低：${lowest}。`,
  },
  aggregates: {
    names: {
      count: '件数',
      mean: '平均',
      median: '中央値',
      sum: '合計',
      min: '最小',
      max: '最大',
      distinct: '異なる値の数',
      stdev: '標準偏差',
      q1: '第1四分位数',
      q3: '第3四分位数',
    },
    title: inBrackets('（', '）'),
  },
  extra: {
    source: '出典',
    retrieved: '取得日時',
    otherChoice: '別の条件をお試しください。',
    notOffline: 'この条件はオフラインでは利用できません。利用可能: ',
    unusableFile: 'このページのデータファイルが見つからないか、破損しています: ',
    reference: '基準線',
    range: '範囲',
    annotation: '注釈',
    highlighted: '強調表示',
    highlight: '系列を強調',
  },
});

export default japanese;
