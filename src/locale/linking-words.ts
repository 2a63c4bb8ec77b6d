/** What is said of a choice in a chart. Apart from all other sentences: few charts can be chosen in. */
export interface LinkingWords {
  /** Said when something was chosen. */
  chosen(name: string, value: string): string;
  /** Said when the choice was taken back. */
  cleared(name: string): string;
  /** What the button does that shows a choice; begins with what it shows. */
  remove(choice: string): string;
  /** Said when one end of a range was set by keyboard. */
  begun(value: string): string;
  /** Added to how the chart is used by keyboard. */
  readonly hint: string;
  readonly hintSeveral: string;
  readonly hintRange: string;
}

const english: LinkingWords = {
  chosen: (name, value) => `${name}: ${value} selected.`,
  cleared: (name) => `${name}: selection cleared.`,
  remove: (choice) => `${choice}, clear selection`,
  begun: (value) => `From ${value}. Move to the other end and press Enter.`,
  hint: 'Press Enter to select a point, Escape to clear the selection.',
  hintSeveral: 'Press Enter to select a point, Shift+Enter to add another, Escape to clear the selection.',
  hintRange: 'Press Enter to set one end of a range, then the other. Press Escape to clear the selection.',
};

const WORDS: Readonly<Record<string, LinkingWords>> = {
  en: english,
  de: {
    chosen: (name, value) => `${name}: ${value} ausgewählt.`,
    cleared: (name) => `${name}: Auswahl aufgehoben.`,
    remove: (choice) => `${choice}, Auswahl aufheben`,
    begun: (value) => `Ab ${value}: Gehen Sie zum anderen Ende und drücken Sie die Eingabetaste.`,
    hint: 'Die Eingabetaste wählt einen Punkt aus, Escape hebt die Auswahl auf.',
    hintSeveral:
      'Die Eingabetaste wählt einen Punkt aus, mit der Umschalttaste einen weiteren, Escape hebt die Auswahl auf.',
    hintRange:
      'Die Eingabetaste setzt ein Ende eines Bereichs, dann das andere; Escape hebt die Auswahl auf.',
  },
  fr: {
    chosen: (name, value) => `${name} : ${value}, sélection faite.`,
    cleared: (name) => `${name} : sélection annulée.`,
    remove: (choice) => `${choice}, annuler la sélection`,
    begun: (value) => `À partir de ${value} : allez à l’autre extrémité et appuyez sur Entrée.`,
    hint: 'Entrée sélectionne un point, Échap annule la sélection.',
    hintSeveral: 'Entrée sélectionne un point, Maj et Entrée un point de plus, Échap annule la sélection.',
    hintRange: 'Entrée fixe une extrémité d’une plage, puis l’autre ; Échap annule la sélection.',
  },
  es: {
    chosen: (name, value) => `${name}: ${value}, seleccionado.`,
    cleared: (name) => `${name}: selección anulada.`,
    remove: (choice) => `${choice}, anular la selección`,
    begun: (value) => `Desde ${value}: vaya al otro extremo y pulse Intro.`,
    hint: 'Intro selecciona un punto, Escape anula la selección.',
    hintSeveral: 'Intro selecciona un punto, Mayús e Intro otro más, Escape anula la selección.',
    hintRange: 'Intro fija un extremo de un intervalo y después el otro; Escape anula la selección.',
  },
  it: {
    chosen: (name, value) => `${name}: ${value}, selezionato.`,
    cleared: (name) => `${name}: selezione annullata.`,
    remove: (choice) => `${choice}, annulla la selezione`,
    begun: (value) => `Da ${value}: vai all’altro estremo e premi Invio.`,
    hint: 'Invio seleziona un punto, Esc annulla la selezione.',
    hintSeveral: 'Invio seleziona un punto, Maiusc e Invio un altro, Esc annulla la selezione.',
    hintRange: 'Invio fissa un estremo di un intervallo, poi l’altro; Esc annulla la selezione.',
  },
  pt: {
    chosen: (name, value) => `${name}: ${value}, selecionado.`,
    cleared: (name) => `${name}: seleção anulada.`,
    remove: (choice) => `${choice}, anular a seleção`,
    begun: (value) => `De ${value}: vá até a outra extremidade e pressione Enter.`,
    hint: 'Enter seleciona um ponto, Esc anula a seleção.',
    hintSeveral: 'Enter seleciona um ponto, Shift e Enter mais um, Esc anula a seleção.',
    hintRange: 'Enter define uma extremidade de um intervalo e depois a outra; Esc anula a seleção.',
  },
  nl: {
    chosen: (name, value) => `${name}: ${value} gekozen.`,
    cleared: (name) => `${name}: keuze opgeheven.`,
    remove: (choice) => `${choice}, keuze opheffen`,
    begun: (value) => `Vanaf ${value}: ga naar het andere einde en druk op Enter.`,
    hint: 'Enter kiest een punt, Escape heft de keuze op.',
    hintSeveral: 'Enter kiest een punt, Shift en Enter nog een, Escape heft de keuze op.',
    hintRange: 'Enter bepaalt het ene einde van een bereik en dan het andere; Escape heft de keuze op.',
  },
  pl: {
    chosen: (name, value) => `${name}: wybrano ${value}.`,
    cleared: (name) => `${name}: wybór usunięty.`,
    remove: (choice) => `${choice}, usuń wybór`,
    begun: (value) => `Od ${value}: przejdź do drugiego końca i naciśnij Enter.`,
    hint: 'Enter wybiera punkt, Escape usuwa wybór.',
    hintSeveral: 'Enter wybiera punkt, Shift i Enter kolejny, Escape usuwa wybór.',
    hintRange: 'Enter ustala jeden koniec zakresu, a potem drugi; Escape usuwa wybór.',
  },
  ja: {
    chosen: (name, value) => `${name}：${value}を選択しました。`,
    cleared: (name) => `${name}：選択を解除しました。`,
    remove: (choice) => `${choice}、選択を解除`,
    begun: (value) => `${value}から：反対側の端へ移動してEnterキーを押してください。`,
    hint: 'Enterキーで点を選択し、Escapeキーで選択を解除します。',
    hintSeveral: 'Enterキーで点を選択し、ShiftキーとEnterキーで追加し、Escapeキーで選択を解除します。',
    hintRange: 'Enterキーで範囲の一方の端を、もう一度で他方の端を決め、Escapeキーで選択を解除します。',
  },
  zh: {
    chosen: (name, value) => `${name}：已选择${value}。`,
    cleared: (name) => `${name}：已取消选择。`,
    remove: (choice) => `${choice}，取消选择`,
    begun: (value) => `从${value}开始：移到另一端并按回车键。`,
    hint: '按回车键选择一个点，按 Esc 键取消选择。',
    hintSeveral: '按回车键选择一个点，按 Shift 加回车键再选一个，按 Esc 键取消选择。',
    hintRange: '按回车键确定范围的一端，再按一次确定另一端；按 Esc 键取消选择。',
  },
  ar: {
    chosen: (name, value) => `${name}: تم اختيار ${value}.`,
    cleared: (name) => `${name}: أُلغي الاختيار.`,
    remove: (choice) => `${choice}، إلغاء الاختيار`,
    begun: (value) => `من ${value}: انتقل إلى الطرف الآخر واضغط Enter.`,
    hint: 'يختار Enter نقطة، ويلغي Escape الاختيار.',
    hintSeveral: 'يختار Enter نقطة، ويضيف Shift مع Enter نقطة أخرى، ويلغي Escape الاختيار.',
    hintRange: 'يحدد Enter أحد طرفي النطاق ثم الطرف الآخر، ويلغي Escape الاختيار.',
  },
};

/** The languages that there are sentences for. */
export const LINKING_LANGUAGES: readonly string[] = Object.keys(WORDS);

/** The sentences of a language; English for any other. */
export const linkingWords = (language: string): LinkingWords =>
  (Object.hasOwn(WORDS, language) ? WORDS[language] : undefined) ?? english;
