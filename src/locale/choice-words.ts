/** Follows the sentence about a query that failed, with what parts sentences, where the choice may be the reason. Loaded by need. */
const OTHER_CHOICE: Readonly<Record<string, string>> = {
  ar: ' قد ينجح اختيار آخر.',
  de: ' Eine andere Auswahl kann helfen.',
  en: ' Try another selection.',
  es: ' Puede que otra selección funcione.',
  fr: ' Un autre choix peut fonctionner.',
  it: ' Un’altra selezione può funzionare.',
  ja: '別の条件をお試しください。',
  nl: ' Een andere keuze kan helpen.',
  pl: ' Może pomóc inny wybór.',
  pt: ' Outra seleção pode funcionar.',
  zh: '请尝试其他选项。',
};

/** In a language that `Locale.language` names. */
export const otherChoice = (language: string): string => OTHER_CHOICE[language] ?? OTHER_CHOICE['en']!;
