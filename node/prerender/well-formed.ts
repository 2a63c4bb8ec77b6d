/** Checks whether the HTML that this package writes is also well-formed XML, for XHTML pages. */

const REFERENCE = '&(?:amp|lt|gt|quot|apos|#\\d+|#x[\\da-f]+);';
const ATTRIBUTE = `\\s+[a-z_][\\w:.-]*="(?:[^"<&]|${REFERENCE})*"`;
/** Matches a comment, a tag, or text. */
const PART = new RegExp(
  `<!--(?:-?[^-])*-->|<(/?)([a-z][\\w:-]*)((?:${ATTRIBUTE})*)\\s*(/?)>|[^<&]+|${REFERENCE}`,
  'giy',
);
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

export function isWellFormed(html: string): boolean {
  if (FORBIDDEN.test(html)) return false;
  const open: string[] = [];
  let end = 0;
  for (const part of html.matchAll(PART)) {
    const [text, ends, name, attributes = '', isEmpty] = part;
    end = part.index + text.length;
    if (name === undefined) continue;
    const names = [...attributes.matchAll(/\s([^\s="]+)="[^"]*"/g)].map(([, each]) => each);
    if (new Set(names).size < names.length) return false;
    if (!ends && !isEmpty) open.push(name);
    else if (ends && (attributes || isEmpty || open.pop() !== name)) return false;
  }
  return end === html.length && open.length === 0;
}
