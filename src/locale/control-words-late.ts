import type { ControlWords } from './control-words.ts';

/** What controls say in all languages but English. */
export const WORDS: Readonly<Record<string, ControlWords>> = {
  ar: {
    loading: 'جارٍ التحميل…',
    failed: 'تعذّر تحميل الخيارات. يمكنك كتابة قيمة.',
    retry: 'إعادة المحاولة',
    unusable: 'لم يُضبط عنصر التحكم هذا بشكل صحيح. لا يمكن إصلاح ذلك إلا من قِبل محرّري هذه الصفحة.',
    cut: 'لا تظهر هنا إلا أول 500 خيار.',
  },
  de: {
    loading: 'Wird geladen …',
    failed: 'Die Auswahl ließ sich nicht laden. Sie können einen Wert eintippen.',
    retry: 'Noch einmal versuchen',
    unusable: 'Dieses Feld ist nicht richtig eingebunden. Das kann nur die Redaktion dieser Seite beheben.',
    cut: 'Nur die ersten 500 Möglichkeiten sind aufgeführt.',
  },
  es: {
    loading: 'Cargando…',
    failed: 'No se han podido cargar las opciones. Puede escribir un valor.',
    retry: 'Reintentar',
    unusable: 'Este control no está bien configurado. Solo puede corregirlo el autor de esta página.',
    cut: 'Solo se muestran las primeras 500 opciones.',
  },
  fr: {
    loading: 'Chargement…',
    failed: 'Les options n’ont pas pu être chargées. Vous pouvez saisir une valeur.',
    retry: 'Réessayer',
    unusable: 'Ce champ n’est pas correctement configuré. Seul l’auteur de cette page peut y remédier.',
    cut: 'Seules les 500 premières options sont affichées.',
  },
  it: {
    loading: 'Caricamento…',
    failed: 'Non è stato possibile caricare le opzioni. Puoi digitare un valore.',
    retry: 'Riprova',
    unusable:
      'Questo controllo non è configurato correttamente. Solo chi cura questa pagina può correggerlo.',
    cut: 'Sono elencate solo le prime 500 opzioni.',
  },
  ja: {
    loading: '読み込み中…',
    failed: '選択肢を読み込めませんでした。値を直接入力できます。',
    retry: '再試行',
    unusable: 'この入力欄は正しく設定されていません。このページの編集者にしか直せません。',
    cut: '最初の500件の選択肢だけを表示しています。',
  },
  nl: {
    loading: 'Laden…',
    failed: 'De opties konden niet worden geladen. U kunt een waarde typen.',
    retry: 'Opnieuw proberen',
    unusable: 'Dit veld is niet goed ingesteld. Alleen de maker van deze pagina kan dat verhelpen.',
    cut: 'Alleen de eerste 500 opties staan hier.',
  },
  pl: {
    loading: 'Wczytywanie…',
    failed: 'Nie udało się wczytać opcji. Możesz wpisać wartość.',
    retry: 'Spróbuj ponownie',
    unusable: 'To pole jest nieprawidłowo skonfigurowane. Poprawić to może tylko autor tej strony.',
    cut: 'Widać tylko pierwsze 500 opcji.',
  },
  pt: {
    loading: 'Carregando…',
    failed: 'Não foi possível carregar as opções. Você pode digitar um valor.',
    retry: 'Tentar novamente',
    unusable: 'Este campo não está configurado corretamente. Só o autor desta página pode corrigi-lo.',
    cut: 'Só as primeiras 500 opções são mostradas.',
  },
  zh: {
    loading: '正在加载…',
    failed: '无法加载选项。您可以直接输入一个值。',
    retry: '重试',
    unusable: '此控件设置不正确，只有本页面的编辑者才能修正。',
    cut: '仅列出前 500 个选项。',
  },
};
