import type { PropertyDeclaration, ReactiveController, ReactiveControllerHost } from 'lit';
import { getParentNode } from '../internal/ancestors.ts';
import { warnOnce } from '../internal/text.ts';
import { OBJECT } from '../pipeline/check-settings.ts';

/** What an author wrote inside and on the element, besides its attributes of fixed name. */
export interface Markup {
  /** Text of the child `<script type="application/sql">`. */
  readonly sql: string | null;
  /** Text of the child script that holds a Vega-Lite spec. */
  readonly spec: string | null;
  /** Whether there is content to show until the picture is there. */
  readonly hasFallback: boolean;
  /** Whether there is a picture that the page was built with. */
  readonly hasPicture: boolean;
  /** The `param-NAME` attributes by NAME. */
  readonly params: Readonly<Record<string, string>>;
}

const EMPTY: Markup = { sql: null, spec: null, hasFallback: false, hasPicture: false, params: {} };
/** The `type` of the child script that holds the query, and of the one that holds the spec. */
export const SQL_TYPE = 'application/sql';
export const SPEC_TYPE = /vega-?lite/i;
const PARAM = 'param-';
/** Marks what is written into an element ahead of time. */
const PICTURE = 'data-vibedasher';

/** Reads an element's light DOM as soon as the parser is done with it, and follows later changes. */
export class MarkupController implements ReactiveController {
  /** `null` while the parser is still inside the element. */
  current: Markup | null = null;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #observer: MutationObserver;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    this.#observer = new MutationObserver(() => this.#read());
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.#host, {
      attributes: true,
      childList: true,
      subtree: true,
      characterData: true,
    });
    if (isParsed(this.#host)) this.#read();
    else document.addEventListener('DOMContentLoaded', () => this.#read(), { once: true });
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }

  #read(): void {
    if (!isParsed(this.#host)) return;
    const markup = readMarkup(this.#host);
    if (JSON.stringify(markup) === JSON.stringify(this.current)) return;
    this.current = markup;
    this.#host.requestUpdate();
  }
}

/** What of an element its attributes are read of: it need be in no document. */
interface Attributes {
  readonly localName: string;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
}

/** The `param-NAME` attributes of an element by NAME. */
export function readParamAttributes(
  { attributes, localName }: Attributes,
  warn = warnOnce,
): Record<string, string> {
  const params: Record<string, string> = {};
  for (const { name, value } of attributes) {
    if (value === OBJECT) {
      warn(`<${localName} ${name}="${OBJECT}"> is ignored. Set the property after the element is defined`);
    } else if (name.startsWith(PARAM)) params[name.slice(PARAM.length)] = value;
  }
  return params;
}

/**
 * The attributes that a `<div data-vibedasher-viz>` sets as `data-NAME`, besides parameters. Sanitizers keep `data-*`, so
 * the author of the div may be a commenter, who chooses a viz and how it looks. Whom the page asks, what it consents to and
 * how much it takes in is up to the page itself. What is not listed is not set.
 */
export const PLACEHOLDER_ATTRIBUTES =
  'account slug chart mark params sql highlight reference toolbar caption source notes loading activate refresh renderer fit theme lang timezone select-to link'.split(
    ' ',
  );
const PLACEHOLDER_PARAM = /^param-[\p{L}\p{N}._-]+$/u;

/** What a placeholder sets on its element. `warn` receives the `known` attributes that it may not set. */
export function placeholderAttributes(
  attributes: Attributes['attributes'],
  known: readonly string[],
  warn = warnOnce,
): readonly { readonly name: string; readonly value: string }[] {
  return [...attributes].flatMap(({ name: data, value }) => {
    const name = data.replace(/^data-/, '');
    if (name === data) return [];
    if (PLACEHOLDER_ATTRIBUTES.includes(name) || PLACEHOLDER_PARAM.test(name)) return [{ name, value }];
    if (known.includes(name))
      warn(`<div ${data}> is ignored. Use <vibedasher-viz>, or a default of the page`);
    return [];
  });
}

/** The parser has left an element when something stands behind it, or when the document is complete. */
export function isParsed(element: Element): boolean {
  if (element.ownerDocument.readyState !== 'loading') return true;
  for (let node: Node | null = element; node; node = getParentNode(node)) if (node.nextSibling) return true;
  return false;
}

function readMarkup(element: Element): Markup {
  let markup: Markup = { ...EMPTY, params: readParamAttributes(element) };
  for (const node of element.childNodes) {
    if (node instanceof HTMLScriptElement) {
      if (node.type === SQL_TYPE) markup = { ...markup, sql: markup.sql ?? node.text };
      else if (SPEC_TYPE.test(node.type)) markup = { ...markup, spec: markup.spec ?? node.text };
    } else if (node instanceof Element && node.hasAttribute(PICTURE)) {
      markup = { ...markup, hasPicture: true };
    } else if (isContent(node)) {
      markup = { ...markup, hasFallback: true };
    }
  }
  return markup;
}

/** What goes into a named slot is no fallback, and neither is white space, or what is never shown. */
const isContent = (node: Node): boolean =>
  node instanceof Element
    ? !node.slot && node.localName !== 'template'
    : node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '';

/** A property with an attribute of fixed words; the first is the default, also for a word that is none of them. */
export const wordAttribute = (
  attribute: string,
  words: readonly string[],
  tag = 'viz',
): PropertyDeclaration => ({
  attribute,
  converter: (value) => readWord(tag, attribute, words, value),
});

/** The word that such an attribute stands for; `warn` is told of one that is not allowed. */
export function readWord(
  tag: string,
  attribute: string,
  words: readonly string[],
  value: string | null,
  warn = warnOnce,
): string {
  const word = (value ?? '').trim().toLowerCase();
  if (words.includes(word)) return word;
  if (value !== null) {
    warn(`<vibedasher-${tag} ${attribute}="${value}">: use one of ${words.filter(Boolean).join(', ')}`);
  }
  return words[0]!;
}

/** A property with an attribute that holds a positive number, `fallback` for anything else. */
export const numberAttribute = (attribute: string, fallback: number): PropertyDeclaration => ({
  attribute,
  converter: (value) => readNumber(attribute, fallback, value),
});

/** The number that such an attribute stands for; `warn` is told of one that is not allowed. */
export function readNumber(
  attribute: string,
  fallback: number,
  value: string | null,
  warn = warnOnce,
): number {
  const number = Number(value);
  if (value !== null && number > 0 && Number.isFinite(number)) return number;
  if (value !== null) warn(`<vibedasher-viz ${attribute}="${value}">: use a number above 0`);
  return fallback;
}

/**
 * A method that can be set, as if it were `property`: React, Preact and Vue set a property where an element has one of an
 * attribute's name, as for `refresh="5m"`.
 */
export const settable =
  (property: string) =>
  (_: object, _name: string, { value: method }: PropertyDescriptor): PropertyDescriptor => ({
    get: () => method as unknown,
    set(value) {
      Object.assign(this, { [property]: value });
    },
  });
