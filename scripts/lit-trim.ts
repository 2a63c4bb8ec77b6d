/**
 * What of Lit the script-tag bundle has no use for: standard decorators (its sources have the older ones), styles for
 * browsers without constructable style sheets (which lack more that is needed here), polyfills, advice to developers,
 * and what no element here asks for: directives, templates of SVG or with text that is no markup, bindings other than of attributes, events and
 * children, properties of other types than text, reflected to attributes or with accessors of an element's own, lists of
 * styles, styles made of others. An edit that does not fit a new version of Lit fails the build, and so does an element
 * that comes to ask for one of these.
 */
import type { Plugin } from 'vite';
import { edit, type Edit } from './split-module.ts';

const EDITS: readonly (readonly [file: string, edits: readonly Edit[]])[] = [
  [
    '/@lit/reactive-element/css-tag.js',
    [
      [/e=t\.ShadowRoot&&.*?"replace"in CSSStyleSheet\.prototype/g, 'e=true'],
      [/if\(this\._\$cssResult\$=!0,o!==s\)throw Error\("[^"]*"\)/g, 'this._$cssResult$=!0'],
      // Style sheets made of others, and two of the same text.
      [/i=\(t,\.\.\.e\)=>\{.*?return new n\(o,t,s\)\}/g, 'i=t=>new n(t[0],t,s)'],
      [
        /get styleSheet\(\)\{.*?return t\}/g,
        'get styleSheet(){return this.o||(this.o=new CSSStyleSheet).replaceSync(this.cssText),this.o}',
      ],
      ['o=new WeakMap;', 'o=0;'],
      ['this.cssText=t,this.t=e}', 'this.cssText=t}'],
    ],
  ],
  [
    '/@lit/reactive-element/reactive-element.js',
    [
      ['Symbol.metadata??=Symbol("metadata"),a.litPropertyMetadata??=new WeakMap;', ''],
      [/const t=this\[Symbol\.metadata\];if\(null!==t\)\{.*?\}(?=this\._\$Eh=)/g, ''],
      [/,p\?\.\(\{ReactiveElement:y\}\),\(a\.reactiveElementVersions\?\?=\[\]\)\.push\("[^"]*"\)/g, ''],
      [/u=\{toAttribute\(.*?\}\},(?=f=)/g, 'u={fromAttribute:(t)=>t},'],
      [/_\$ET\(t,s\)\{.*?\}(?=_\$AK\()/g, ''],
      [/\|\|i\.useDefault&&i\.reflect&&.*?\._\$Eu\(t,i\)\)/g, ''],
      [/i&&!\(this\._\$Ej\?\?=.*?void 0!==r\)\|\|\((.*?)\),!0===e&&.*?\.add\(t\)\)/g, '$1)'],
      ['this._$Eq&&=this._$Eq.forEach(t=>this._$ET(t,this[t])),', ''],
      ['r??this._$Ej?.get(e)??r', 'r'],
      // Accessors of an element's own, `static properties`, initializers, several style sheets, converters of two ways.
      [
        'if(s.state&&(s.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(t)&&((s=Object.create(s)).wrapped=!0),',
        's.state&&(s.attribute=!1),this._$Ei(),',
      ],
      [/if\(t\.size>0\)for\(const\[s,i\]of t\)\{.*?this\.C\(s,void 0,i,e\)\}/g, ''],
      [
        /,!s\.noAccessor\)\{const i=Symbol\(\),h=(this\.getPropertyDescriptor\(t,)i(,s\));void 0!==h&&e\(this\.prototype,t,h\)\}/g,
        ',e(this.prototype,t,$1Symbol()$2)',
      ],
      [
        /const\{get:e,set:r\}=h\(this\.prototype,t\)\?\?\{.*?\};return\{get:e,set\(s\)\{const h=e\?\.call\(this\);r\?\.call\(this,s\),/g,
        'return{get(){return this[s]},set(e){const h=this[s];this[s]=e,',
      ],
      [/static addInitializer\(t\)\{.*?\}(?=static get)/g, ''],
      ['void 0!==t.l&&(this.l=[...t.l]),', ''],
      [',this.constructor.l?.forEach(t=>t(this))', ''],
      [/,this\.hasOwnProperty\(d\("properties"\)\)\)\{.*?this\.createProperty\(i,t\[i\]\)\}/g, ');'],
      [/static finalizeStyles\(s\)\{.*?return i\}/g, 'static finalizeStyles(s){return s?[s]:[]}'],
      ['removeController(t){this._$EO?.delete(t)}', ''],
      [
        /,h="function"==typeof t\.converter.*?;this\._\$Em=e;const r=h\.fromAttribute\(s,t\.type\);/g,
        ';this._$Em=e;const r="function"==typeof t.converter?t.converter(s):s;',
      ],
    ],
  ],
  [
    '/@lit/reactive-element/decorators/property.js',
    [
      ['"object"==typeof o?r(t,e,o):', ''],
      [
        /\(\(t,e,o\)=>\{const r=e\.hasOwnProperty\(o\);return e\.constructor\.createProperty\(o,t\),.*?\}\)\(t,e,o\)/g,
        '{e.constructor.createProperty(o,t)}',
      ],
    ],
  ],
  // Decorators of properties alone: they give nothing back.
  [
    '/helpers/esm/decorate.js',
    [[/(?<=function __decorate\(decorators, target, key)[^]*?\n\}/g, ') { decorators[0](target, key); }']],
  ],
  [
    '/lit-html/lit-html.js',
    [
      [/B\?\.\(S,k\),\(t\.litHtmlVersions\?\?=\[\]\)\.push\("[^"]*"\);/g, ''],
      // Directives, and the word of whether they are in the page.
      [/function M\(t,i,s=t,e\)\{.*?\}(?=class R)/g, 'function M(t,i){return i}'],
      [/setConnected\(t\)\{.*?\}(?=\}class H)/g, ''],
      ['this._$AP?.(!1,!0,s);', ';'],
      [',this._$Cv=e?.isConnected??!0', ''],
      ['get _$AU(){return this._$AM?._$AU??this._$Cv}', ''],
      ['get _$AU(){return this._$AM._$AU}', '', 3],
      ['get parentNode(){return this._$AM.parentNode}', ''],
      [/get parentNode\(\)\{let.*?get endNode\(\)\{return this\._\$AB\}/g, ''],
      ['get tagName(){return this.element.tagName}', ''],
      // Templates of SVG and MathML.
      [',w=x(2),T=x(3)', ''],
      ['T as mathml,', ''],
      [',w as svg', ''],
      ['2===i?"<svg>":3===i?"<math>":""', '""'],
      ['(2===i?"</svg>":3===i?"</math>":"")', '""'],
      [
        /if\((this\.el=S\.createElement\(f,e\),P\.currentNode=this\.el\.content),2===i\|\|3===i\)\{.*?\}(?=for\()/g,
        '$1;',
      ],
      // Texts in which a `<` begins no element.
      ['y.test(u[2])&&(n=RegExp("</"+u[2],"g")),', ''],
      [/if\(y\.test\(r\.tagName\)\)\{.*?r\.append\(t\[i\],c\(\)\)\}\}(?=\}else if)/g, ''],
      // Bindings of properties, boolean attributes and elements.
      ['"."===e[1]?I:"?"===e[1]?L:', ''],
      ['else t.startsWith(o)&&(d.push({type:6,index:l}),r.removeAttribute(t))', ''],
      [':6===r.type&&(i=new Z(h,this,t))', ':0'],
      [/class I extends H\{.*?\}(?=class z)/g, ''],
      [/class Z\{.*?\}(?=const j=)/g, ''],
      [',U:z,B:I,F:Z', ''],
      [',N:L', ''],
    ],
  ],
  [
    '/lit-element/lit-element.js',
    [
      [',s.litElementHydrateSupport?.({LitElement:i});', ';'],
      ['o?.({LitElement:i});', ''],
      [/\(s\.litElementVersions\?\?=\[\]\)\.push\("[^"]*"\);/g, ''],
      ['this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),', ''],
      [
        'connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}',
        '',
      ],
    ],
  ],
];

/**
 * What an element must not ask for: such options of a property, decorated accessors (`null` is their last argument), bindings
 * of properties and boolean attributes, lists of styles.
 */
const ASKS =
  /<(?:script|style|textarea|title)\b(?=[^`]*`)|\bproperty\(\{[^}]*\b(?:type|reflect|useDefault|noAccessor)\s*:|[\s"'][.?][\w-]+="?\$\{|, null\);?$|\bstatic properties\b|\baddInitializer\b|\bremoveController\b|\bstyles = \[|\bcss`[^`]*\$\{|__decorate\(\[\s*(?!property\(|state\()/m;
const DIRECTIVE = /\/lit-html\/(?:async-)?directive\.js$/;

/** Packages that are rewritten, each by an entry in `trimmed-versions.ts`. */
export const REWRITTEN: readonly string[] = EDITS.flatMap(
  ([file]) => /^\/((?:@[\w-]+\/)?lit[\w-]*|@lit\/[\w-]+)\//.exec(file)?.[1] ?? [],
);

export function litTrim(): Plugin {
  return {
    name: 'lit-trim',
    transform: {
      filter: { id: /\/node_modules\/(@lit\/|lit-)|\/src\/components\/|\/helpers\/esm\/decorate\.js$/ },
      handler(code, id) {
        const asks = id.includes('/src/components/') ? ASKS.test(code) : DIRECTIVE.test(id);
        if (asks) this.error(`${id} asks for what scripts/lit-trim.ts takes out of Lit`);
        const [, edits] = EDITS.find(([file]) => id.endsWith(file)) ?? [];
        return edits ? { code: edit(code, edits, id), map: null } : null;
      },
    },
  };
}
