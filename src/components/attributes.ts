import type { PropertyDeclaration } from 'lit';
import { warnOnce } from '../internal/warn-once.ts';

/** A property with an attribute of fixed words; the first is the default, also for a word that is none of them. */
export function wordAttribute(attribute: string, words: readonly string[], tag = 'viz'): PropertyDeclaration {
  const [fallback] = words;
  return {
    attribute,
    converter: (value) => {
      const word = (value ?? '').trim().toLowerCase();
      if (words.includes(word)) return word;
      if (value !== null) {
        warnOnce(
          `<vibedasher-${tag} ${attribute}="${value}">: use one of ${words.filter(Boolean).join(', ')}`,
        );
      }
      return fallback;
    },
  };
}

/** A property with an attribute that holds a positive number, `fallback` for anything else. */
export function numberAttribute(attribute: string, fallback: number): PropertyDeclaration {
  return {
    attribute,
    converter: (value) => {
      const number = Number(value);
      if (value !== null && number > 0 && Number.isFinite(number)) return number;
      if (value !== null) warnOnce(`<vibedasher-viz ${attribute}="${value}">: use a number above 0`);
      return fallback;
    },
  };
}
