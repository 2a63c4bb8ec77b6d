/**
 * Adds the built files to the WordPress plugin: a copy of the bundle, and the translations as PHP for pages and as JSON for
 * the editor's script.
 */
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The plugin's folder, relative to the project. */
export const PLUGIN = 'integrations/wordpress/vibedasher';
/** The handle that WordPress generates for the script of the block in the editor. */
const EDITOR_SCRIPT = 'vibedasher-viz-editor-script';
const BUNDLE = /^(?:vibedasher\.(?:js|css)|chunks|integrity\.json|.*LICENSE.*)$/;

/** Further locales that use the translations of a locale. */
const LOCALE_ALIASES: Readonly<Record<string, readonly string[]>> = {
  de_DE: ['de_DE_formal', 'de_AT'],
  fr_FR: ['fr_BE', 'fr_CA'],
};

/** Translations by gettext key: the text, preceded by its context and U+0004 if it has one. */
export type Messages = ReadonlyMap<string, readonly string[]>;

/** Writes the files. `root` is the project's folder with a complete bundle. */
export function writeWordPressPlugin(root: string): void {
  const plugin = join(root, PLUGIN);
  rmSync(join(plugin, 'cdn'), { recursive: true, force: true });
  for (const name of globSync('*', { cwd: join(root, 'cdn') })) {
    if (BUNDLE.test(name)) cpSync(join(root, 'cdn', name), join(plugin, 'cdn', name), { recursive: true });
  }
  for (const file of globSync('languages/*.po', { cwd: plugin })) {
    const messages = readPo(readFileSync(join(plugin, file), 'utf8'));
    const own = basename(file, '.po').replace('vibedasher-', '');
    for (const locale of [own, ...(LOCALE_ALIASES[own] ?? [])]) {
      const path = join(plugin, `languages/vibedasher-${locale}`);
      writeFileSync(`${path}.l10n.php`, toPhp(messages, locale));
      writeFileSync(`${path}-${EDITOR_SCRIPT}.json`, `${JSON.stringify(toJed(messages, locale))}\n`);
    }
  }
}

/** Parses a gettext file. The message with an empty key is its header. */
export function readPo(text: string): Messages {
  const messages = new Map<string, string[]>();
  for (const entry of text.split(/\n{2,}/)) {
    const fields = new Map<string, string>();
    for (const [, name, value] of entry.matchAll(/^(msg\w+(?:\[\d\])?)((?:\s*"(?:[^"\\]|\\.)*")+)\s*$/gm)) {
      const parts = [...value!.matchAll(/"(?:[^"\\]|\\.)*"/g)];
      fields.set(name!, parts.map(([part]) => JSON.parse(part) as string).join(''));
    }
    const id = fields.get('msgid');
    if (id === undefined) continue;
    const context = fields.get('msgctxt');
    const forms = [...fields].filter(([name]) => name.startsWith('msgstr')).map(([, form]) => form);
    messages.set(context === undefined ? id : `${context}\u0004${id}`, forms);
  }
  return messages;
}

/** Returns the plural rule in the header of a file. */
function pluralRule(messages: Messages): string {
  return /Plural-Forms: (.*)/.exec(messages.get('')?.[0] ?? '')?.[1] ?? 'nplurals=2; plural=(n != 1);';
}

function toPhp(messages: Messages, locale: string): string {
  const quoted = (value: string): string => `'${value.replace(/[\\']/g, '\\$&')}'`;
  const lines = [...messages]
    .filter(([key]) => key !== '')
    .map(([key, forms]) => `\t\t${phpKey(key)} => ${forms.map(quoted).join(' . "\\0" . ')},`);
  return `<?php
return array(
	'domain'       => 'vibedasher',
	'language'     => ${quoted(locale)},
	'plural-forms' => ${quoted(pluralRule(messages))},
	'messages'     => array(
${lines.join('\n')}
	),
);
`;

  /** Writes the control character as an escape, so the file stays readable. */
  function phpKey(key: string): string {
    return key.split('\u0004').map(quoted).join(' . "\\4" . ');
  }
}

function toJed(messages: Messages, locale: string): object {
  const head = { domain: 'messages', lang: locale, 'plural-forms': pluralRule(messages) };
  const others = [...messages].filter(([key]) => key !== '');
  return {
    domain: 'messages',
    locale_data: { messages: { '': head, ...Object.fromEntries(others) } },
  };
}
