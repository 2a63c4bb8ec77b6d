/**
 * Writes descriptions of the elements from `custom-elements.json`: `src/integrations/elements.ts` for TypeScript,
 * `web-types.json` for JetBrains editors, `vscode.html-custom-data.json` for VS Code, and `llms.txt` for language models.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

/** A documented feature of an element, of any kind. */
export interface Item {
  readonly name?: string;
  readonly fieldName?: string;
  readonly default?: string;
  readonly readonly?: boolean;
  readonly description?: string;
  readonly kind?: string;
  readonly privacy?: string;
  readonly static?: boolean;
  readonly type?: { readonly text: string };
  readonly inheritedFrom?: unknown;
}

/** The parts of a class declaration in the manifest that are used here. */
export interface ElementDeclaration {
  readonly name: string;
  readonly tagName?: string;
  readonly description?: string;
  readonly customElement?: boolean;
  readonly superclass?: { readonly name: string };
  readonly attributes?: readonly Item[];
  readonly members?: readonly Item[];
  readonly events?: readonly Item[];
  readonly slots?: readonly Item[];
  readonly cssParts?: readonly Item[];
  readonly cssStates?: readonly Item[];
  readonly cssProperties?: readonly Item[];
}

export interface Manifest {
  readonly modules: readonly {
    readonly path: string;
    readonly declarations?: readonly ElementDeclaration[];
  }[];
}

type Element = ElementDeclaration & { readonly tagName: string };

/** The generated module with types, relative to the project. */
export const ELEMENT_TYPES = 'src/integrations/elements.ts';

interface Package {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly homepage: string;
}

/** Writes the four files of the project at `root`. */
export async function writeElementTypes(root: string, manifest: Manifest): Promise<void> {
  const file = join(root, ELEMENT_TYPES);
  const types = await elementTypes(root, manifest);
  // Do not touch an unchanged file, which would make the build stale.
  if (readFileSync(file, 'utf8') !== types) writeFileSync(file, types);
  const elements = findElements(manifest);
  const pkg = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Package;
  const write = (path: string, data: string | object): void =>
    writeFileSync(join(root, path), typeof data === 'string' ? data : `${JSON.stringify(data, null, 1)}\n`);
  write('web-types.json', webTypes(elements, pkg));
  write('vscode.html-custom-data.json', htmlCustomData(elements));
  write('llms.txt', llmsText(elements, pkg, guide(root)));
}

/** Returns the text of {@link ELEMENT_TYPES}. */
export async function elementTypes(root: string, manifest: Manifest): Promise<string> {
  const filepath = join(root, ELEMENT_TYPES);
  return format(typesModule(findElements(manifest)), { ...(await resolveConfig(filepath)), filepath });
}

/** Returns the elements in alphabetical order, after `<vibedasher-viz>`, which `<vibedasher-table>` extends. */
function findElements(manifest: Manifest): Element[] {
  const elements = manifest.modules
    .flatMap(({ declarations = [] }) => declarations)
    .filter((declaration): declaration is Element => declaration.tagName !== undefined);
  const rank = ({ tagName }: Element): string => (tagName === 'vibedasher-viz' ? '' : tagName);
  return elements.sort((one, other) => rank(one).localeCompare(rank(other)));
}

function typesModule(elements: readonly Element[]): string {
  const events = elements.flatMap(({ events = [] }) => events.map(({ type }) => type!.text));
  const names = [...elements.map(({ name }) => name), ...new Set(events.filter(isOwnClass))].sort();
  const own = elements.filter((element) => !extended(element, elements));
  const rows = elements.map((element) => {
    const { name, tagName } = element;
    const base = shortName(extended(element, elements) ?? element);
    return `'${tagName}': ElementType<${name}, ${base}Attributes, ${base}Property, ${base}Events>;`;
  });
  return `/**
 * The types of the elements for frameworks. \`npm run manifest\` generates this file from the elements' JSDoc. Do not edit it.
 */
import type { ${names.join(', ')} } from '../index.ts';

/** Attributes with the name and the description of a property. In HTML, all values are strings. */
type SameAttributes<Element, Property extends keyof Element> = {
  [Name in Property]?: Element[Name] | HtmlText<Element[Name]> | undefined;
};
type HtmlText<Value> = Value extends number ? \`\${number}\` : Value extends object ? string : never;

/** The features of one element that frameworks use. */
export interface ElementType<Element, Attributes, Property extends keyof Element, Events> {
  readonly element: Element;
  /** The attributes, by name. */
  readonly attributes: Attributes;
  /** The writable properties, by name. */
  readonly properties: { [Name in Property]?: Element[Name] | undefined };
  /** The event classes, by event type. */
  readonly events: Events;
}

/** All elements, by tag. */
export interface Elements { ${rows.join('\n')} }

/** The tags of all elements. */
export const TAGS = ${JSON.stringify(elements.map(({ tagName }) => tagName))} as const satisfies readonly (keyof Elements)[];

/** The attributes with another name than their property, by property. */
export const ATTRIBUTES = ${JSON.stringify(renamedAttributes(elements))} as const;

${own.map(elementInterfaces).join('\n\n')}
`;
}

function elementInterfaces(element: Element): string {
  const { name, tagName, members = [] } = element;
  const short = shortName(element);
  // Omit `lang`, which all HTML elements have.
  const attributes = (element.attributes ?? []).filter((attribute) => attribute.name !== 'lang');
  const same = attributes.filter((attribute) => attribute.fieldName === attribute.name);
  const others = attributes
    .filter((attribute) => !same.includes(attribute))
    .map((attribute) => `${comment(attribute)}${attributeType(name, attribute)}`);
  const properties = members.filter(isWritable).map((member) => member.name!);
  const withoutAttribute = properties.filter((property) => !same.some((each) => each.name === property));
  const events = (element.events ?? []).map(
    (event) => `${comment(event)}'${event.name}': ${event.type!.text};`,
  );
  return `/** The attributes of \`<${tagName}>\`. */
export interface ${short}Attributes
  extends SameAttributes<${name}, Exclude<${short}Property, ${union(withoutAttribute)}>> { ${others.join('\n')} }

/** The properties of \`<${tagName}>\` that a script can set. */
export type ${short}Property = ${union(properties)};

/** The events of \`<${tagName}>\`. */
export interface ${short}Events { ${events.join('\n')} }`;
}

function attributeType(element: string, { name = '', fieldName, type }: Item): string {
  if (name === 'param-NAME')
    return '[name: `param-${string}`]: string | number | boolean | null | undefined;';
  const text = type?.text ?? 'string';
  const types = [fieldName ? `${element}['${fieldName}']` : text, 'undefined'];
  if (text === 'number') types.push('`${number}`');
  return `'${name}'?: ${types.join(' | ')};`;
}

const union = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(' | ');

const comment = (item: Item): string => `\n/** ${sentence(item)} */\n`;

const shortName = ({ name }: Element): string => name.replace('Vibedasher', '');

const extended = ({ superclass }: Element, elements: readonly Element[]): Element | undefined =>
  elements.find(({ name }) => name === superclass?.name);

const isOwnClass = (name: string): boolean => name.startsWith('Vibedasher');

const isWritable = ({ kind, privacy, readonly: isReadonly, static: isStatic }: Item): boolean =>
  kind === 'field' && !privacy && !isReadonly && !isStatic;

function renamedAttributes(elements: readonly Element[]): Record<string, string> {
  const pairs = elements.flatMap(({ attributes = [] }) =>
    attributes
      .filter(({ name, fieldName }) => fieldName && fieldName !== name)
      .map(({ name, fieldName }) => [fieldName!, name!] as const),
  );
  return Object.fromEntries(pairs.sort());
}

const toEntry = ({ name = '', description = '' }: Item) => ({ name, description });

/** Returns data in the format of https://github.com/JetBrains/web-types. */
function webTypes(elements: readonly Element[], { name, version }: Package): object {
  const typed = (item: Item) => ({ ...toEntry(item), type: item.type?.text });
  return {
    $schema: 'https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json',
    name,
    version,
    'description-markup': 'markdown',
    contributions: {
      html: {
        elements: elements.map((element) => ({
          name: element.tagName,
          description: element.description,
          attributes: (element.attributes ?? [])
            .filter((attribute) => attribute.name !== 'param-NAME')
            .map((attribute) => ({
              ...toEntry(attribute),
              value: { type: attribute.type?.text, default: attribute.default },
            })),
          js: {
            properties: (element.members ?? []).filter(isWritable).map(typed),
            events: (element.events ?? []).map(typed),
          },
          slots: (element.slots ?? []).map(toEntry),
          css: {
            properties: (element.cssProperties ?? []).map(toEntry),
            parts: (element.cssParts ?? []).map(toEntry),
          },
        })),
      },
    },
  };
}

/** Returns data in the format of https://github.com/microsoft/vscode-custom-data. */
function htmlCustomData(elements: readonly Element[]): object {
  return {
    version: 1.1,
    tags: elements.map((element) => ({
      name: element.tagName,
      description: element.description,
      attributes: (element.attributes ?? [])
        .filter(({ name }) => name !== 'param-NAME')
        .map((attribute) => ({
          ...toEntry(attribute),
          values: [...(attribute.type?.text ?? '').matchAll(/'([^']+)'/g)].map(([, word]) => ({
            name: word,
          })),
        })),
    })),
  };
}

/** Returns the title of each page of the docs, by its path. */
function guide(root: string): Map<string, string> {
  const files = globSync('docs/*.md', { cwd: root }).sort();
  return new Map(
    files.map((file) => [file, /^# (.*)/.exec(readFileSync(join(root, file), 'utf8'))?.[1] ?? file]),
  );
}

/** Returns text in the format of https://llmstxt.org. */
function llmsText(
  elements: readonly Element[],
  { name, version, description, homepage }: Package,
  pages: ReadonlyMap<string, string>,
): string {
  const cdn = `https://cdn.jsdelivr.net/npm/${name}@${version}/cdn`;
  const repository = homepage.replace(/#.*/, '');
  const list = (
    title: string,
    items: readonly Item[] = [],
    mark = (text: string) => `\`${text}\``,
  ): string =>
    items.length === 0
      ? ''
      : `\n${title}:\n\n${items.map((item) => `- ${mark(item.name || 'default')}${typeSuffix(item)}: ${sentence(item)}\n`).join('')}`;
  const about = (element: Element): string => {
    const attributes = new Set(element.attributes?.map(({ fieldName }) => fieldName));
    const properties = element.members?.filter(
      (member) =>
        member.kind === 'field' && !member.privacy && !member.static && !attributes.has(member.name!),
    );
    const methods = element.members?.filter(
      ({ kind, privacy, name = '' }) => kind === 'method' && !privacy && !/^#|Callback$/.test(name),
    );
    if (extended(element, elements)) return `\n### \`<${element.tagName}>\`\n\n${sentence(element)}\n`;
    return `
### \`<${element.tagName}>\`

${sentence(element)}
${[
  list('Attributes', element.attributes),
  list('Properties', properties),
  list('Methods', methods, (text) => `\`${text}()\``),
  list('Events', element.events),
  list('Slots', element.slots),
  list('CSS parts', element.cssParts),
  list('CSS custom properties', element.cssProperties),
].join('')}`;
  };
  return `# ${name}

> ${description}

A page needs a script and a tag. \`slug\` is the last part of the address of a published viz, \`https://cloud.vibedasher.com/v/SLUG\`:

    <link rel="stylesheet" href="${cdn}/vibedasher.css">
    <script type="module" src="${cdn}/vibedasher.js"></script>
    <vibedasher-viz account="acme" slug="weekly-sales" param-year="2024"></vibedasher-viz>

With npm: \`npm install ${name}\`, then \`import '${name}/define'\`. React: \`import { VibedasherViz } from '${name}/react'\`; Vue:
\`app.use(vibedasher)\` with \`import vibedasher from '${name}/vue'\`. Tags need an end tag in HTML. No key, login or backend is needed.

## Elements
${elements.map(about).join('')}
## Docs

${[...pages].map(([path, title]) => `- [${title}](${repository}/blob/main/${path})\n`).join('')}`;
}

const sentence = ({ description = '' }: { readonly description?: string }): string =>
  description.replaceAll(/\s+/g, ' ');

const typeSuffix = ({ type }: Item): string => (type ? ` (${type.text})` : '');
