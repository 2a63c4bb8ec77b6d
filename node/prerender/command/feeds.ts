/** Fills RSS and Atom feeds. The HTML of an entry is either a CDATA section or escaped text. */
import type { PrerenderedChart, PrerenderedHtml } from '../types.ts';

const PARTS = /<!\[CDATA\[([^]*?)\]\]>|(?<=>)[^<]+/g;

const REFERENCES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Fills the HTML of all entries. Line numbers of charts refer to the feed. */
export async function prerenderFeed(
  xml: string,
  prerender: (html: string) => Promise<PrerenderedHtml>,
): Promise<PrerenderedHtml> {
  const charts: PrerenderedChart[] = [];
  let html = '';
  let at = 0;
  for (const match of xml.matchAll(PARTS)) {
    const [part, section] = match;
    if (section === undefined && !part.includes('&lt;')) continue;
    const filled = await prerender(section ?? unescaped(part));
    const linesBefore = xml.slice(0, match.index).split('\n').length - 1;
    charts.push(...filled.charts.map((chart) => ({ ...chart, line: linesBefore + chart.line })));
    if (filled.html === (section ?? unescaped(part))) continue;
    const text =
      section === undefined
        ? filled.html.replace(/[&<>]/g, (sign) => `&${referenceName(sign)};`)
        : `<![CDATA[${filled.html.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
    html += xml.slice(at, match.index) + text;
    at = match.index + part.length;
  }
  return { html: html + xml.slice(at), charts };
}

const unescaped = (text: string): string =>
  text.replace(
    /&(?:(\w+)|#(\d+)|#x([\da-f]+));/gi,
    (reference, name?: string, decimal?: string, hex?: string) => {
      if (name) return REFERENCES[name] ?? reference;
      const code = decimal ? Number(decimal) : parseInt(hex!, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : reference;
    },
  );

const referenceName = (sign: string): string | undefined =>
  Object.keys(REFERENCES).find((name) => REFERENCES[name] === sign);
