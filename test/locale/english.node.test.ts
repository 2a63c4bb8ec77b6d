import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { createFormats } from '../../src/locale/formats.ts';
import { LANGUAGES } from '../../src/locale/load-locale.ts';
import base from '../../src/locale/messages/en/base.ts';

const SRC = new URL('../../src/', import.meta.url);
const MESSAGES = 'locale/messages/';

/** Modules without texts for readers. Their texts are errors, and the output of commands. */
const FOR_DEVELOPERS = /^(?:duckdb|integrations|prerender\/(?:command|snippet)|public-client|sandbox|spec)/;

/** Names, errors and warnings that the test cannot recognize as such, by file. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  'charts/maps/outlines.ts': ['Feature'],
  'charts/maps/projections.ts': ['Feature'],
  'components/control/control-model.ts': [
    ': no chart of the dashboard uses or declares this; its parameters: \0',
    ': the attribute "param" is missing; the parameters of the dashboard: \0',
  ],
  'components/viz/viz-files.ts': ['A table', 'A result without rows'],
  'pipeline/maps.ts': ['Feature', 'Point'],
  'prerender/html.ts': ['Next', 'Docusaurus', 'Gatsby', 'Remix', 'Angular'],
  'prerender/isolated/drawing-process.ts': [
    'Drawing the chart takes longer than \0 s',
    'The chart has changed built-in objects of JavaScript',
  ],
  'prerender/package-files.ts': [
    'The worker is not there: run "npm run build" first',
    'Tables need a package that is not installed: npm install --save-dev @duckdb/duckdb-wasm@\0',
  ],
  'prerender/png.ts': ['Arial'],
  'prerender/text-widths.ts': ['The font file cannot be read: use TTF, OTF, WOFF or WOFF2'],
  'vega/errors.ts': ['Loading failed', 'Data ingestion failed'],
};

/** Attributes whose values readers see or hear. */
const ATTRIBUTES =
  /\s(?:alt|aria-label|aria-description|aria-roledescription|label|placeholder|title)="([^"]*)"/g;
/** A capitalized word with words after it, or words after an expression. */
const PHRASE = /^[\s“"(]*(?:[A-Z][a-z]*[\s…]+(?:[a-z]|#|\0)|\0,? [a-z]{2,}(?:[ .…]|$))/;
/** A capitalized word alone: a label, unless it is the name of one of our functions in the expressions of Vega. */
const WORD = /^\s*[A-Z][a-z]+[.…]?\s*$/;
const WITH_NAMES = /^vega\//;
/** Calls whose texts are for developers. */
const DEVELOPER_CALL = /^(?:console\.\w+|(?:\w+\.)*#?(?:warn|refuse|fail)\w*|\w*Error|\w*[rR]efus\w*)$/;

/** Returns the texts for readers in a module. Expressions inside templates are written as `\0`. */
function readerTexts(source: string, withWords = true): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isForDevelopers(node)) return;
    if (ts.isTaggedTemplateExpression(node)) {
      const markup = textOf(node.template);
      if (/^(?:html|svg)$/.test(node.tag.getText())) found.push(...textsOfMarkup(markup));
      if (ts.isTemplateExpression(node.template))
        for (const { expression } of node.template.templateSpans) visit(expression);
      return;
    }
    if (
      ts.isStringLiteral(node) ||
      ts.isNoSubstitutionTemplateLiteral(node) ||
      ts.isTemplateExpression(node)
    ) {
      const text = textOf(node);
      if (/<[a-z][^<]*>/.test(text)) found.push(...textsOfMarkup(text));
      else if (PHRASE.test(text) || (withWords && WORD.test(text))) found.push(text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('module.ts', source, ts.ScriptTarget.Latest, true));
  return found;
}

function isForDevelopers(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isThrowStatement(node) || ts.isTypeNode(node) || ts.isImportDeclaration(node)) return true;
  if (ts.isNewExpression(node)) return /Error$/.test(node.expression.getText());
  if (ts.isCallExpression(node)) return DEVELOPER_CALL.test(node.expression.getText());
  // Code only compares the names of keys and node types.
  return (
    ts.isStringLiteral(node) &&
    (ts.isBinaryExpression(parent) ? isComparison(parent) : ts.isCaseClause(parent))
  );
}

const isComparison = ({ operatorToken: { kind } }: ts.BinaryExpression): boolean =>
  kind === ts.SyntaxKind.EqualsEqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsEqualsToken;

function textOf(node: ts.TemplateLiteral | ts.StringLiteral): string {
  if (!ts.isTemplateExpression(node)) return node.text;
  return [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join('\0');
}

/** Returns the words between tags, and those in attributes for readers. */
function textsOfMarkup(markup: string): readonly string[] {
  const attributes = [...markup.matchAll(ATTRIBUTES)].map(([, text = '']) => text);
  const texts = markup.split(/<!--[\s\S]*?-->|<style[\s\S]*?<\/style>|<[^>]*>/).map((text) => text.trim());
  return [...attributes, ...texts].filter((text) => /[a-z]{2}/i.test(text.replace(/&\w+;/g, '')));
}

const modules = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /(?<!\.d)\.ts$/.test(file) && !file.startsWith(MESSAGES) && !FOR_DEVELOPERS.test(file),
);
const read = (file: string): string => readFileSync(new URL(file, SRC), 'utf8');

describe('the search for texts for readers', () => {
  for (const [name, source, texts] of [
    ['finds text in a template', 'html`<p>Try again</p>`', ['Try again']],
    ['finds an accessible name', 'html`<a aria-label="Open menu" href="#">${x}</a>`', ['Open menu']],
    ['finds text in an expression of a template', "html`<p>${x ? 'No data' : y}</p>`", ['No data']],
    ['finds a sentence with values', 'const text = `Showing ${n} rows`', ['Showing \0 rows']],
    ['finds words after a value', 'const text = `${n} rows copied.`', ['\0 rows copied.']],
    ['finds a label', "const labels = { source: 'Source' }", ['Source']],
    ['ignores thrown and logged errors', "throw new Error('It failed'); console.warn('It failed')", []],
    ['ignores names of keys', "if (key === 'Enter') switch (key) { case 'Home': stop(); }", []],
    [
      'ignores types, comments and identifiers',
      "type A = 'Literal'; // Read this\nconst a = 'fieldName'",
      [],
    ],
  ] as const)
    it(name, () => assert.deepEqual(readerTexts(source), texts));
});

describe('English for readers', () => {
  const found = modules.flatMap((file) =>
    readerTexts(read(file), !WITH_NAMES.test(file)).map((text) => ({ file, text })),
  );

  it('is only in locale/messages/en/', () => {
    const unexpected = found.filter(({ file, text }) => !EXCEPTIONS[file]?.includes(text));
    assert.deepEqual(unexpected, []);
  });

  it('has no unnecessary exceptions', () => {
    for (const [file, texts] of Object.entries(EXCEPTIONS))
      assert.deepEqual(
        texts.filter((text) => !found.some((each) => each.file === file && each.text === text)),
        [],
        file,
      );
  });

  it('has one file for each group of messages', async () => {
    const english = base(createFormats('en', undefined));
    const german = (await LANGUAGES['de']!()).default(createFormats('de', undefined));
    const groups = Object.keys(german).filter((name) => !(name in english));
    const files = readdirSync(new URL(`${MESSAGES}en/`, SRC)).map((file) => file.replace(/\.ts$/, ''));
    assert.deepEqual(files.sort(), ['base', 'shell', ...groups].sort());
  });
});
