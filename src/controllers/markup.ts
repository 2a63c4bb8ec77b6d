import type { PropertyDeclaration, ReactiveController, ReactiveControllerHost } from 'lit';
import { getParentNode } from '../internal/elements.ts';
import { clip, MAX_DESCRIPTION_LENGTH, warnOnce } from '../internal/text.ts';
import { isForAnyone, readWord } from '../pipeline/attributes.ts';
import { OBJECT_TEXT } from '../pipeline/check-settings.ts';

export interface SlottedCaption {
  readonly heading: string;
  readonly description: string;
}

/** The content of an element, and its attributes whose names are not fixed. */
export interface Markup {
  /** Text of the child `<script type="application/sql">`. */
  readonly sql: string | null;
  /** Text of the child script that contains a Vega-Lite spec. */
  readonly spec: string | null;
  readonly caption: SlottedCaption | null;
  /** Whether the element has content to show until the chart is drawn. */
  readonly hasFallback: boolean;
  /** Whether the element contains a prerendered picture. */
  readonly hasPicture: boolean;
  /** The `param-NAME` attributes by NAME. */
  readonly params: Readonly<Record<string, string>>;
}

const EMPTY: Markup = {
  sql: null,
  spec: null,
  caption: null,
  hasFallback: false,
  hasPicture: false,
  params: {},
};
/** The `type` of the child script that contains the query. */
export const SQL_TYPE = 'application/sql';
/** The `type` of the child script that contains the spec. */
export const SPEC_TYPE = /vega-?lite/i;
const PARAM_PREFIX = 'param-';
/** The attribute that marks prerendered content. */
const PRERENDERED = 'data-vibedasher';

/** Reads an element's light DOM once it has been parsed, and observes later changes. */
export class MarkupController implements ReactiveController {
  /** `null` until the element has been parsed. */
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

/** The part of an element that attributes are read from. Prerendering passes an element of its own parser. */
interface Attributes {
  readonly localName: string;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
}

/** Returns the `param-NAME` attributes of an element by NAME. */
export function readParamAttributes(
  { attributes, localName }: Attributes,
  warn = warnOnce,
): Record<string, string> {
  const params: Record<string, string> = {};
  for (const { name, value } of attributes) {
    if (value === OBJECT_TEXT) {
      warn(
        `<${localName} ${name}="${OBJECT_TEXT}"> is ignored. Set the property after the element is defined`,
      );
    } else if (name.startsWith(PARAM_PREFIX)) params[name.slice(PARAM_PREFIX.length)] = value;
  }
  return params;
}

/** What a placeholder may set besides attributes of the table: `lang` and parameters. */
const PLACEHOLDER_OTHER = /^(lang|param-[\p{L}\p{N}._-]+)$/u;

/** Returns the attributes that a placeholder sets on its element. Calls `warn` for each one that it may not set. */
export function placeholderAttributes(
  attributes: Attributes['attributes'],
  warn = warnOnce,
): readonly { readonly name: string; readonly value: string }[] {
  return [...attributes].flatMap(({ name: data, value }) => {
    const name = data.replace(/^data-/, '');
    if (name === data) return [];
    const isAllowed = isForAnyone(name);
    if (isAllowed || PLACEHOLDER_OTHER.test(name)) return [{ name, value }];
    if (isAllowed === false) warn(`<div ${data}> is ignored. Use <vibedasher-viz>, or a default of the page`);
    return [];
  });
}

/** Returns whether an element has been parsed: something follows it, or the document is complete. */
export function isParsed(element: Element): boolean {
  if (element.ownerDocument.readyState !== 'loading') return true;
  for (let node: Node | null = element; node; node = getParentNode(node)) if (node.nextSibling) return true;
  return false;
}

/** Matches the elements that begin a caption with a title. */
const HEADINGS = 'h1, h2, h3, h4, h5, h6';

function readCaption(element: Element): SlottedCaption | null {
  const slotted = [...element.querySelectorAll(':scope > [slot=caption]')];
  const headings = slotted.map((each) => (each.matches(HEADINGS) ? each : each.querySelector(HEADINGS)));
  const texts = [headings.find(Boolean), ...slotted].map((each) => each?.textContent);
  return slotted.length > 0 ? splitCaption(texts[0], texts.slice(1)) : null;
}

/**
 * Splits the texts of slotted elements into the first heading, or without one the first text, and the rest.
 *
 * @param heading the text of the first heading
 */
export function splitCaption(
  heading: string | null | undefined,
  texts: readonly (string | null | undefined)[],
): SlottedCaption {
  const [first = '', ...rest] = [heading ?? texts[0], ...texts].map((text) =>
    clip((text ?? '').replace(/\s+/g, ' ').trim(), MAX_DESCRIPTION_LENGTH),
  );
  return {
    heading: first,
    description: rest
      .join(' ')
      .replace(first, () => '')
      .trim(),
  };
}

function readMarkup(element: Element): Markup {
  let markup: Markup = {
    ...EMPTY,
    params: readParamAttributes(element),
    caption: readCaption(element),
  };
  for (const node of element.childNodes) {
    if (node instanceof HTMLScriptElement) {
      if (node.type === SQL_TYPE) markup = { ...markup, sql: markup.sql ?? node.text };
      else if (SPEC_TYPE.test(node.type)) markup = { ...markup, spec: markup.spec ?? node.text };
    } else if (node instanceof Element && node.hasAttribute(PRERENDERED)) {
      markup = { ...markup, hasPicture: true };
    } else if (isContent(node)) {
      markup = { ...markup, hasFallback: true };
    }
  }
  return markup;
}

/** Returns whether a node is fallback content. White space, templates and content of named slots are not. */
const isContent = (node: Node): boolean =>
  node instanceof Element
    ? !node.slot && node.localName !== 'template'
    : node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '';

/** Declares a property with an enumerated attribute. The first word is the default and replaces invalid values. */
export const wordAttribute = (
  attribute: string,
  words: readonly string[],
  tag: string,
): PropertyDeclaration => ({
  attribute,
  converter: (value) => readWord(tag, attribute, words, value),
});

/**
 * Decorates a method so that assigning to it sets `property`. React, Preact and Vue set the property of an attribute's
 * name if the element has one: `refresh="5m"` would replace the method `refresh()`.
 */
export const settable =
  (property: string) =>
  (_: object, _name: string, { value: method }: PropertyDescriptor): PropertyDescriptor => ({
    get: () => method as unknown,
    set(value) {
      Object.assign(this, { [property]: value });
    },
  });
