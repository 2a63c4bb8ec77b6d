/** What the toolbar says, in the languages of `messages/`. Loaded with it; the words for the table are messages. */
export interface ToolWords {
  /** Of the toolbar, and of the menu that it becomes where there is no room. */
  readonly tools: string;
  /** `#` stands for the format, here and below. */
  readonly download: string;
  readonly enterFullscreen: string;
  readonly leaveFullscreen: string;
  readonly busy: string;
  readonly done: string;
  readonly failed: string;
  /** The frame around the page allows no downloads. */
  readonly blocked: string;
  /** The picture has been made smaller than was asked for. */
  readonly smaller: string;
}

type Sentences = readonly [
  tools: string,
  download: string,
  enter: string,
  leave: string,
  busy: string,
  done: string,
  failed: string,
  blocked: string,
  smaller: string,
];

const WORDS: Readonly<Record<string, Sentences>> = {
  ar: [
    'أدوات الرسم البياني',
    'تنزيل #',
    'ملء الشاشة',
    'إنهاء ملء الشاشة',
    'جارٍ إعداد #…',
    'ملف # جاهز.',
    'تعذّر إنشاء ملف #.',
    'هذه الصفحة لا تسمح بالتنزيل.',
    'الصورة أصغر من المطلوب، وإلا كانت كبيرة جدًا.',
  ],
  de: [
    'Werkzeuge des Diagramms',
    '# herunterladen',
    'Vollbild',
    'Vollbild beenden',
    '# wird erstellt …',
    '# ist fertig.',
    '# ließ sich nicht erstellen.',
    'Diese Seite erlaubt keine Downloads.',
    'Das Bild ist kleiner als gewünscht, sonst wäre es zu groß.',
  ],
  en: [
    'Chart tools',
    'Download #',
    'Full screen',
    'Exit full screen',
    'Preparing #…',
    'The # file is ready.',
    'Could not create the # file.',
    'This page does not allow downloads.',
    'The picture is smaller than requested, as it would be too large.',
  ],
  es: [
    'Herramientas del gráfico',
    'Descargar #',
    'Pantalla completa',
    'Salir de pantalla completa',
    'Preparando #…',
    'El archivo # está listo.',
    'No se pudo crear el archivo #.',
    'Esta página no permite descargas.',
    'La imagen es más pequeña de lo pedido: sería demasiado grande.',
  ],
  fr: [
    'Outils du graphique',
    'Télécharger #',
    'Plein écran',
    'Quitter le plein écran',
    'Préparation du fichier #…',
    'Le fichier # est prêt.',
    'Le fichier # n’a pas pu être créé.',
    'Cette page n’autorise pas les téléchargements.',
    'L’image est plus petite que demandé : elle serait trop grande.',
  ],
  it: [
    'Strumenti del grafico',
    'Scarica #',
    'Schermo intero',
    'Esci da schermo intero',
    'Preparazione di #…',
    'Il file # è pronto.',
    'Non è stato possibile creare il file #.',
    'Questa pagina non consente i download.',
    'L’immagine è più piccola del richiesto: sarebbe troppo grande.',
  ],
  ja: [
    'グラフのツール',
    '#をダウンロード',
    '全画面表示',
    '全画面表示を終了',
    '#を準備しています…',
    '#ファイルの準備ができました。',
    '#ファイルを作成できませんでした。',
    'このページではダウンロードが許可されていません。',
    '画像が大きくなりすぎるため、指定より小さくしました。',
  ],
  nl: [
    'Hulpmiddelen van de grafiek',
    '# downloaden',
    'Volledig scherm',
    'Volledig scherm sluiten',
    '# wordt gemaakt…',
    'Het bestand (#) is klaar.',
    'Het bestand (#) kon niet worden gemaakt.',
    'Deze pagina staat geen downloads toe.',
    'De afbeelding is kleiner dan gevraagd: ze zou te groot zijn.',
  ],
  pl: [
    'Narzędzia wykresu',
    'Pobierz #',
    'Pełny ekran',
    'Zamknij pełny ekran',
    'Przygotowywanie pliku #…',
    'Plik # jest gotowy.',
    'Nie udało się utworzyć pliku #.',
    'Ta strona nie pozwala na pobieranie plików.',
    'Obraz jest mniejszy niż wybrano: byłby za duży.',
  ],
  pt: [
    'Ferramentas do gráfico',
    'Baixar #',
    'Tela cheia',
    'Sair da tela cheia',
    'Preparando #…',
    'O arquivo # está pronto.',
    'Não foi possível criar o arquivo #.',
    'Esta página não permite downloads.',
    'A imagem é menor do que o pedido: seria grande demais.',
  ],
  zh: [
    '图表工具',
    '下载 #',
    '全屏',
    '退出全屏',
    '正在准备 #…',
    '# 文件已就绪。',
    '无法生成 # 文件。',
    '此页面不允许下载。',
    '图片比所选的小，否则会过大。',
  ],
};

/** Those of a language that `Locale.language` names. */
export function toolWords(language: string): ToolWords {
  const [tools, download, enterFullscreen, leaveFullscreen, busy, done, failed, blocked, smaller] =
    WORDS[language] ?? WORDS['en']!;
  return { tools, download, enterFullscreen, leaveFullscreen, busy, done, failed, blocked, smaller };
}
