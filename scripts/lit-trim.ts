/**
 * What of Lit the script-tag bundle has no use for: standard decorators (its sources have the older ones), styles for
 * browsers without constructable style sheets (which lack more that is needed here), polyfills, advice to developers.
 * An edit that does not fit a new version of Lit fails the build.
 */
import type { Plugin } from 'vite';
import { edit, type Edit } from './split-module.ts';

const EDITS: readonly (readonly [file: string, edits: readonly Edit[]])[] = [
  [
    '/@lit/reactive-element/css-tag.js',
    [
      [/e=t\.ShadowRoot&&.*?"replace"in CSSStyleSheet\.prototype/g, 'e=true'],
      [/if\(this\._\$cssResult\$=!0,o!==s\)throw Error\("[^"]*"\)/g, 'this._$cssResult$=!0'],
      [/throw Error\("Value passed.*?security\."\)/g, 'throw Error("css")'],
    ],
  ],
  [
    '/@lit/reactive-element/reactive-element.js',
    [
      ['Symbol.metadata??=Symbol("metadata"),a.litPropertyMetadata??=new WeakMap;', ''],
      [/const t=this\[Symbol\.metadata\];if\(null!==t\)\{.*?\}(?=this\._\$Eh=)/g, ''],
      ['p?.({ReactiveElement:y}),', ''],
    ],
  ],
  ['/@lit/reactive-element/decorators/property.js', [['"object"==typeof o?r(t,e,o):', '']]],
  ['/lit-html/lit-html.js', [['B?.(S,k),', '']]],
  [
    '/lit-element/lit-element.js',
    [
      [',s.litElementHydrateSupport?.({LitElement:i});', ';'],
      ['o?.({LitElement:i});', ''],
    ],
  ],
];

export function litTrim(): Plugin {
  return {
    name: 'lit-trim',
    transform: {
      filter: { id: /\/node_modules\/(@lit\/|lit-)/ },
      handler(code, id) {
        const [, edits] = EDITS.find(([file]) => id.endsWith(file)) ?? [];
        return edits ? { code: edit(code, edits, id), map: null } : null;
      },
    },
  };
}
