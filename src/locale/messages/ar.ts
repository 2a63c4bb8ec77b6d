import type { BuildTranslation } from '../types.ts';
import { foundText, inBrackets, listChoices, phrase } from './phrases.ts';

const QUARTERS = ['الأول', 'الثاني', 'الثالث', 'الرابع'];

/**
 * Isolates text from the page or its data, which is mostly in another script, so it does not reorder the sentence.
 */
const isolate = (text: string) => `\u2068${text}\u2069`;

const POINTS = {
  zero: 'بلا نقاط',
  one: 'نقطة واحدة',
  two: 'نقطتان',
  few: '# نقاط',
  many: '# نقطة',
  other: '# نقطة',
};
const ROWS = {
  one: 'لا يظهر إلا الصف الأول',
  two: 'لا يظهر إلا أول صفين',
  few: 'لا تظهر إلا أول # صفوف',
  many: 'لا يظهر إلا أول # صفًا',
  other: 'لا يظهر إلا أول # صف',
};
const CATEGORIES = { few: '# فئات', other: '# فئة' };
const TABLE_ROWS = {
  zero: 'بلا صفوف',
  one: 'صف واحد',
  two: 'صفان',
  few: '# صفوف',
  many: '# صفًا',
  other: '# صف',
};

const TEMPLATES = {
  zero: 'لا قوالب',
  one: 'قالب واحد',
  two: 'قالبان',
  few: '# قوالب',
  many: '# قالبًا',
  other: '# قالب',
};
const HITS = {
  zero: 'لا نتائج',
  one: 'نتيجة واحدة',
  two: 'نتيجتان',
  few: '# نتائج',
  many: '# نتيجة',
  other: '# نتيجة',
};

const kinds = {
  bar: 'مخطط أعمدة',
  line: 'مخطط خطي',
  area: 'مخطط مساحي',
  point: 'مخطط انتشار',
  arc: 'مخطط دائري',
  map: 'خريطة',
  heatmap: 'خريطة حرارية',
  number: 'رقم',
  table: 'جدول',
  chart: 'مخطط',
};

/** Modern Standard Arabic. */
const arabic: BuildTranslation = ({ number, moment, ago, daysAgo, plural }) => ({
  loading: (title) => (title ? `جارٍ تحميل «${isolate(title)}»…` : 'جارٍ تحميل المخطط…'),
  drawn: (title, points) => `${isolate(title ?? kinds.chart)}، ${plural(points, POINTS)}.`,
  updated: (title) => `${isolate(title ?? kinds.chart)}: حُدِّثت البيانات.`,

  errors: {
    config: 'إعداد هذا المخطط غير صحيح. لا يمكن أن يصححه إلا صاحب هذه الصفحة.',
    'not-found': 'تعذّر العثور على هذا المخطط. ربما أُزيل أو لم يعد متاحًا للعموم.',
    query: 'تعذّر حساب بيانات هذا المخطط.',
    'rate-limited': 'الطلبات على هذه البيانات كثيرة جدًا الآن. يُرجى المحاولة مرة أخرى بعد قليل.',
    unavailable: 'خدمة البيانات غير متاحة حاليًا. يُرجى المحاولة مرة أخرى لاحقًا.',
    network: 'تعذّر الوصول إلى البيانات. يُرجى التحقق من الاتصال والمحاولة مرة أخرى.',
    timeout: 'تأخر وصول البيانات كثيرًا. يُرجى المحاولة مرة أخرى.',
    malformed: 'تعذّرت قراءة البيانات. يُرجى العودة لاحقًا.',
    'too-large': 'البيانات أكثر مما يمكن عرضه هنا. قد ينجح اختيار أضيق.',
    unsupported: 'لا يمكن عرض هذا الرسم هنا. يمكن فتحه في Vibedasher.',
    spec: 'في وصف هذا المخطط خطأ. لا يمكن أن يصححه إلا صاحبه.',
    render: 'تعذّر رسم هذا المخطط. قد تفيد إعادة تحميل الصفحة.',
  },
  unsupported: (name) => `لا يمكن عرض ${name ? `«${isolate(name)}»` : 'هذا الرسم'} هنا.`,
  retry: 'إعادة المحاولة',
  openViewer: 'فتح في Vibedasher',

  showTable: 'عرض الجدول',
  showChart: 'عرض المخطط',
  tableCaption: (title) => (title ? `بيانات «${isolate(title)}»` : 'بيانات المخطط'),
  more: (count) => `و${number(count)} غيرها`,
  shown: (shown, total) => `${number(shown)} من ${number(total)}`,
  showAll: 'عرض الكل',
  showFewer: 'عرض أقل',

  empty: (choices) =>
    choices.length > 0
      ? `لا توجد بيانات لهذا الاختيار (${isolate(listChoices(choices))}).`
      : 'لا توجد بيانات للعرض.',
  stale: (age) => `تعذّر التحديث. ${age === null ? 'هذه بيانات سابقة.' : `آخر تحديث: ${ago(age)}.`}`,
  truncated: (rows) => `${plural(rows, ROWS)}؛ المجاميع غير مكتملة.`,
  asOf: (date, grain) => `البيانات حتى ${moment(date, grain)}`,
  dataAge: (days) => `تاريخ البيانات: ${daysAgo(days)}`,
  dataWaiting: 'البيانات قيد التحضير. سيظهر المخطط تلقائيًا.',
  dataBlocked: (reason) => `البيانات غير متاحة حاليًا${reason ? ` (${isolate(reason)})` : ''}.`,

  keyboardHint: 'مفاتيح الأسهم للتنقل بين النقاط، وEscape للخروج.',
  position: (index, count) => `${number(index)} من ${number(count)}`,

  kinds,
  overview: (kind, measures, dimensions) =>
    `${kinds[kind]}${phrase(': ', measures.map(isolate), '', '، ')}${phrase(' حسب ', dimensions.map(isolate), '', '، ')}.`,
  range: (title, from, to) => `${isolate(title)} من ${from} إلى ${to}.`,
  categories: (title, names, count) =>
    names.length === count
      ? `${isolate(title)}: ${phrase('', names.map(isolate), '', '، ')}.`
      : `${isolate(title)}: ${plural(count, CATEGORIES)}، من ${isolate(names[0] ?? '')} إلى ${isolate(names.at(-1) ?? '')}.`,

  change: (percent, period) => `${percent} مقارنةً ${period ? `بـ ${period}` : 'بالفترة السابقة'}`,
  previously: (value, period) => `${period ?? 'الفترة السابقة'}: ${value}`,
  directions: { up: 'ارتفاع', down: 'انخفاض', same: 'دون تغيير' },
  verdicts: { better: 'أفضل', worse: 'أسوأ' },
  unnamed: { category: 'الفئة', date: 'التاريخ', number: 'القيمة' },
  current: 'الحالي',
  previous: 'السابق',
  share: 'النسبة',

  comma: '، ',
  other: 'أخرى',
  yes: 'نعم',
  no: 'لا',
  none: 'بلا قيمة',
  quarter: (quarter, year) => `الربع ${QUARTERS[quarter - 1]} ${year}`,
  table: {
    copy: 'نسخ الجدول',
    copied: (rows) => `تم النسخ: ${plural(rows, TABLE_ROWS)}.`,
    rowCopied: 'تم نسخ الصف.',
    copyRefused: 'لم يسمح المتصفح بالنسخ. يمكن نسخ كل صف على حدة باستخدام Ctrl+C.',
    count: (rows) => plural(rows, TABLE_ROWS),
    columns: (shown, total) =>
      `أول ${number(shown)} عمود من أصل ${number(total)}. النسخ والملفات تحتوي على جميع الأعمدة.`,
    sorted: (name, direction) =>
      `الترتيب حسب «${isolate(name)}»، ${direction === 'ascending' ? 'تصاعديًا' : 'تنازليًا'}.`,
    sortBy: 'ترتيب حسب',
    unsorted: 'بالترتيب الأصلي',
    hint: 'مفاتيح الأسهم للتنقل بين الخلايا، وEnter على عنوان العمود للترتيب، وCtrl+C لنسخ الصف.',
  },
  gallery: {
    search: 'بحث',
    category: 'الفئة',
    allCategories: 'كل الفئات',
    loading: 'جارٍ تحميل القوالب…',
    count: (templates) => plural(templates, TEMPLATES),
    part: (shown, total) =>
      total === null
        ? `أول ${plural(shown, TEMPLATES)}`
        : `${number(shown)} من أصل ${plural(total, TEMPLATES)}`,
    found: foundText(
      (hits) => plural(hits, HITS),
      (loaded, total) => ` ضمن ${number(loaded)} من أصل ${plural(total, TEMPLATES)}`,
      (loaded) => ` ضمن أول ${plural(loaded, TEMPLATES)}`,
    ),
    more: (count) => (count === null ? 'عرض المزيد' : `عرض المزيد (${number(count)})`),
    unnamed: 'قالب بلا اسم',
    empty: 'لا توجد قوالب هنا بعد.',
    nothingFound: 'لا يوجد قالب يطابق هذا البحث.',
    clear: 'مسح عوامل التصفية',
    config: 'هذا المعرض غير مُعدّ بشكل صحيح. لا يمكن إصلاحه إلا من قبل صاحب هذه الصفحة.',
    failed: 'تعذّر تحميل القوالب. يُرجى العودة لاحقًا.',
  },
  tools: {
    tools: 'أدوات الرسم البياني',
    download: 'تنزيل #',
    enterFullscreen: 'ملء الشاشة',
    leaveFullscreen: 'إنهاء ملء الشاشة',
    share: 'مشاركة',
    copyLink: 'نسخ الرابط',
    copyCode: 'نسخ رمز التضمين',
    linkCopied: 'تم نسخ الرابط.',
    codeCopied: 'تم نسخ رمز التضمين.',
    notCopied: 'تعذّر النسخ.',
    busy: 'جارٍ إعداد #…',
    done: 'ملف # جاهز.',
    failed: 'تعذّر إنشاء ملف #.',
    blocked: 'هذه الصفحة لا تسمح بالتنزيل.',
    smaller: 'الصورة أصغر من المطلوب، وإلا كانت كبيرة جدًا.',
  },
  selection: {
    chosen: (name, value) => `${name}: تم اختيار ${value}.`,
    cleared: (name) => `${name}: أُلغي الاختيار.`,
    remove: (choice) => `${choice}، إلغاء الاختيار`,
    begun: (value) => `من ${value}: انتقل إلى الطرف الآخر واضغط Enter.`,
    hint: 'يختار Enter نقطة، ويلغي Escape الاختيار.',
    hintSeveral: 'يختار Enter نقطة، ويضيف Shift مع Enter نقطة أخرى، ويلغي Escape الاختيار.',
    hintRange: 'يحدد Enter أحد طرفي النطاق ثم الطرف الآخر، ويلغي Escape الاختيار.',
  },
  controls: {
    loading: 'جارٍ التحميل…',
    failed: 'تعذّر تحميل الخيارات. يمكنك كتابة قيمة.',
    retry: 'إعادة المحاولة',
    unusable: 'لم يُضبط عنصر التحكم هذا بشكل صحيح. لا يمكن إصلاح ذلك إلا من قِبل محرّري هذه الصفحة.',
    cut: 'لا تظهر هنا إلا أول 500 خيار.',
    resetAll: 'إعادة تعيين الكل',
  },
  maps: {
    noData: 'لا توجد بيانات',
    notOnMap: (names) => `غير موجود على الخريطة: ${names}`,
    extremes: (highest, lowest) => `الأعلى: ${isolate(highest)}. الأدنى: ${isolate(lowest)}.`,
  },
  aggregates: {
    names: {
      count: 'العدد',
      mean: 'المتوسط',
      median: 'الوسيط',
      sum: 'المجموع',
      min: 'الحد الأدنى',
      max: 'الحد الأقصى',
      distinct: 'القيم المختلفة',
      stdev: 'الانحراف المعياري',
      q1: 'الربيع الأدنى',
      q3: 'الربيع الأعلى',
    },
    title: inBrackets(),
  },
  extra: {
    source: 'المصدر',
    retrieved: 'تم الجلب',
    otherChoice: ' قد ينجح اختيار آخر.',
    notOffline: 'هذا الاختيار غير متاح دون اتصال. المتاح: ',
    unusableFile: 'أحد ملفات بيانات هذه الصفحة مفقود أو تالف: ',
    reference: 'خط مرجعي',
    range: 'نطاق',
    annotation: 'تعليق',
    highlighted: 'مميَّز',
    highlight: 'إبراز سلسلة',
  },
});

export default arabic;
