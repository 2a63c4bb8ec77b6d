/**
 * Fills placeholders in the demo's pages:
 *
 * - `{{NAME}}`: a value, such as the URL of the API.
 * - `{{NAV}}`: the file `nav.html`.
 * - `{{EXAMPLE name}}`: the source between `<!-- example name -->` and `<!-- end -->` in the same page, as text.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const EXAMPLE = /[ \t]*<!-- example ([\w-]+) -->\n([\s\S]*?)[ \t]*<!-- end -->\n/g;

/** Fills a page. Other placeholders stay, because queries have parameters such as `{{year}}`. */
export async function fillPage(
  html: string,
  folder: string,
  values: Readonly<Record<string, string>>,
): Promise<string> {
  const nav = html.includes('{{NAV}}') ? await readFile(join(folder, 'nav.html'), 'utf8') : '';
  const page = fillValues(
    html.replace('{{NAV}}', () => nav),
    values,
  );
  const examples = new Map<string, string>();
  const plain = page.replace(EXAMPLE, (_, name: string, source: string) => {
    examples.set(name, [examples.get(name), dedent(source)].filter(Boolean).join('\n'));
    return source;
  });
  return plain.replace(/\{\{EXAMPLE ([\w-]+)\}\}/g, (_, name: string) =>
    escapeHtml(examples.get(name) ?? ''),
  );
}

function fillValues(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
}

function dedent(text: string): string {
  const lines = text.trimEnd().split('\n');
  const indents = lines.filter((line) => line.trim()).map((line) => line.length - line.trimStart().length);
  return lines.map((line) => line.slice(Math.min(...indents))).join('\n');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
