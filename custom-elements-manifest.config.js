/** What `custom-elements.json` is made from: see scripts/manifest.ts. */
import { globSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { ATTRIBUTES, MARKS } from './src/pipeline/attributes.ts';

/** Module paths as the published package has them. */
const publishedPaths = {
  name: 'published-paths',
  packageLinkPhase({ customElementsManifest }) {
    const published = (path) => path.replace(/^\/?src\/(.*)\.ts$/, 'dist/$1.js');
    const walk = (node) => {
      for (const [key, value] of Object.entries(node)) {
        if (typeof value === 'string' && (key === 'path' || key === 'module')) node[key] = published(value);
        else if (typeof value === 'object' && value !== null) walk(value);
      }
    };
    walk(customElementsManifest);
  },
};

/**
 * The analyzer cannot read the table with the attributes of `<vibedasher-viz>`. This plugin adds them to the properties that
 * the element declares.
 */
const attributeTable = {
  name: 'attribute-table',
  analyzePhase({ ts, node, moduleDoc }) {
    if (!ts.isClassDeclaration(node) || node.name.text !== 'VibedasherViz') return;
    const element = moduleDoc.declarations.find(({ name }) => name === node.name.text);
    for (const member of element.members) {
      if (!Object.hasOwn(ATTRIBUTES, member.name)) continue;
      const { name: attribute, read } = ATTRIBUTES[member.name];
      const { name: fieldName, type, description } = member;
      member.default = inspect(read(null), { numericSeparator: true });
      if (attribute === false) continue;
      member.attribute = attribute;
      element.attributes.push({ name: attribute, type, default: member.default, description, fieldName });
    }
  },
};

/** The analyzer reads `@property({ attribute })`, and misses the name in `@property(wordAttribute('sync', …))`. */
const attributeNames = {
  name: 'attribute-names',
  analyzePhase({ ts, node, moduleDoc }) {
    if (!ts.isPropertyDeclaration(node) || !ts.isClassDeclaration(node.parent)) return;
    for (const { expression } of ts.getDecorators(node) ?? []) {
      const [declared] = expression.arguments ?? [];
      if (!declared || !ts.isCallExpression(declared)) continue;
      const element = moduleDoc.declarations.find(({ name }) => name === node.parent.name.text);
      const field = node.name.text;
      const [{ text: name }] = declared.arguments;
      const attribute = element?.attributes?.find(({ fieldName }) => fieldName === field);
      const member = element?.members?.find((member) => member.name === field);
      if (attribute && member) attribute.name = member.attribute = name;
    }
  },
};

/** Types that are names for a choice of words, written out: editors offer the words. */
const choicesOfWords = {
  name: 'choices-of-words',
  packageLinkPhase({ customElementsManifest: { modules } }) {
    const marks = MARKS.filter(Boolean).map((mark) => `'${mark}'`);
    const choices = new Map([['PreferredMark', marks.join(' | ')]]);
    for (const file of globSync('src/**/*.ts'))
      for (const [, name, words] of readFileSync(file, 'utf8').matchAll(CHOICE))
        choices.set(name, words.trim().replaceAll(/\s+/g, ' '));
    const writeOut = ({ type }) => {
      if (type?.text) type.text = type.text.replaceAll(/\b[A-Z]\w+\b/g, (name) => choices.get(name) ?? name);
    };
    for (const { declarations = [] } of modules)
      for (const { attributes = [], members = [] } of declarations)
        for (const item of [...attributes, ...members]) writeOut(item);
  },
};

/** `export type Region = 'eu-central-1' | 'us-east-1';` */
const CHOICE = /^export type (\w+) =\s+\|?((?:\s*\|?\s*'[^']*')+);/gm;

export default {
  globs: ['src/components/**/*.ts', 'src/events.ts'],
  outdir: '.',
  litelement: true,
  packagejson: false,
  plugins: [attributeTable, attributeNames, choicesOfWords, publishedPaths],
};
