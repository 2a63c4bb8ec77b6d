/**
 * The elements as frameworks and editors see them, all from `custom-elements.json`: `src/integrations/elements.ts` for
 * TypeScript, `web-types.json` for the editors of JetBrains, `vscode.html-custom-data.json` for VS Code.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { ElementDeclaration, Item, Manifest } from './manifest.ts';

/** An element of the manifest, which has a tag. */
type Element = ElementDeclaration & { readonly tagName: string };

/** The module that types of the manifest are written with. */
export const ELEMENT_TYPES = 'src/integrations/elements.ts';

/** Writes the three files of the project at `root`. */
export async function writeElementTypes(root: string, manifest: Manifest): Promise<void> {
  const file = join(root, ELEMENT_TYPES);
  const types = await elementTypes(root, manifest);
  // A file that is written is newer than the build.
  if (readFileSync(file, 'utf8') !== types) writeFileSync(file, types);
  const elements = elementsOf(manifest);
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
  };
  for (const [path, data] of [
    ['web-types.json', webTypes(elements, name, version)],
    ['vscode.html-custom-data.json', htmlCustomData(elements)],
  ] as const)
    writeFileSync(join(root, path), `${JSON.stringify(data, null, 1)}\n`);
}

/** The text of that module. */
export async function elementTypes(root: string, manifest: Manifest): Promise<string> {
  const filepath = join(root, ELEMENT_TYPES);
  return format(typesOf(elementsOf(manifest)), { ...(await resolveConfig(filepath)), filepath });
}

/** The elements in the order of their names, but `<vibedasher-viz>` first: `<vibedasher-table>` extends it. */
function elementsOf(manifest: Manifest): Element[] {
  const elements = manifest.modules
    .flatMap(({ declarations = [] }) => declarations)
    .filter((declaration): declaration is Element => declaration.tagName !== undefined);
  const rank = ({ tagName }: Element): string => (tagName === 'vibedasher-viz' ? '' : tagName);
  return elements.sort((one, other) => rank(one).localeCompare(rank(other)));
}

function typesOf(elements: readonly Element[]): string {
  const events = elements.flatMap(({ events = [] }) => events.map(({ type }) => type!.text));
  const names = [...elements.map(({ name }) => name), ...new Set(events.filter(isOwnClass))].sort();
  const own = elements.filter((element) => !extended(element, elements));
  const rows = elements.map((element) => {
    const { name, tagName } = element;
    const base = shortName(extended(element, elements) ?? element);
    return `'${tagName}': ElementType<${name}, ${base}Attributes, ${base}Property, ${base}Events>;`;
  });
  return `/**
 * The elements as frameworks see them. Written by \`npm run manifest\` from what the elements say of themselves: change that,
 * not this.
 */
import type { ${names.join(', ')} } from '../index.ts';

/** What a framework needs to know of one element. */
export interface ElementType<Element, Attributes, Property extends keyof Element, Events> {
  readonly element: Element;
  /** By their names in HTML. */
  readonly attributes: Attributes;
  /** What a script can set, by its name. */
  readonly properties: { [Name in Property]?: Element[Name] | undefined };
  /** The classes of its events, by type. */
  readonly events: Events;
}

/** All elements by tag. */
export interface Elements { ${rows.join('\n')} }

/** Their tags. */
export const TAGS = ${JSON.stringify(elements.map(({ tagName }) => tagName))} as const satisfies readonly (keyof Elements)[];

/** The properties whose attributes have other names. */
export const ATTRIBUTES = ${JSON.stringify(renamed(elements))} as const;

${own.map(interfacesOf).join('\n\n')}
`;
}

function interfacesOf(element: Element): string {
  const { name, tagName, members = [] } = element;
  const short = shortName(element);
  const attributes = (element.attributes ?? [])
    // That of every HTML element.
    .filter((attribute) => attribute.name !== 'lang')
    .map((attribute) => `${comment(attribute)}${attributeType(name, attribute)}`);
  const properties = members.filter(isWritable).map((member) => `'${member.name}'`);
  const events = (element.events ?? []).map(
    (event) => `${comment(event)}'${event.name}': ${event.type!.text};`,
  );
  return `/** The attributes of \`<${tagName}>\`. */
export interface ${short}Attributes { ${attributes.join('\n')} }

/** The properties of \`<${tagName}>\` that a script can set. */
export type ${short}Property = ${properties.join(' | ')};

/** The events of \`<${tagName}>\`. */
export interface ${short}Events { ${events.join('\n')} }`;
}

function attributeType(element: string, { name = '', fieldName, type }: Item): string {
  if (name === 'param-NAME')
    return '[name: `param-${string}`]: string | number | boolean | null | undefined;';
  const text = type?.text ?? 'string';
  const types = [fieldName ? `${element}['${fieldName}']` : text, 'undefined'];
  // Whatever is no text is written as text in HTML.
  if (text === 'number') types.push('`${number}`');
  if (text === 'Params') types.push('string');
  return `'${name}'?: ${types.join(' | ')};`;
}

const comment = ({ description = '' }: Item): string => `\n/** ${description.replaceAll(/\s+/g, ' ')} */\n`;

const shortName = ({ name }: Element): string => name.replace('Vibedasher', '');

const extended = ({ superclass }: Element, elements: readonly Element[]): Element | undefined =>
  elements.find(({ name }) => name === superclass?.name);

const isOwnClass = (name: string): boolean => name.startsWith('Vibedasher');

const isWritable = ({ kind, privacy, readonly: isReadonly, static: isStatic }: Item): boolean =>
  kind === 'field' && !privacy && !isReadonly && !isStatic;

function renamed(elements: readonly Element[]): Record<string, string> {
  const pairs = elements.flatMap(({ attributes = [] }) =>
    attributes
      .filter(({ name, fieldName }) => fieldName && fieldName !== name)
      .map(({ name, fieldName }) => [fieldName!, name!] as const),
  );
  return Object.fromEntries(pairs.sort());
}

const described = ({ name = '', description = '' }: Item) => ({ name, description });

/** https://github.com/JetBrains/web-types */
function webTypes(elements: readonly Element[], name: string, version: string): object {
  const typed = (item: Item) => ({ ...described(item), type: item.type?.text });
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
              ...described(attribute),
              value: { type: attribute.type?.text, default: attribute.default },
            })),
          js: {
            properties: (element.members ?? []).filter(isWritable).map(typed),
            events: (element.events ?? []).map(typed),
          },
          slots: (element.slots ?? []).map(described),
          css: {
            properties: (element.cssProperties ?? []).map(described),
            parts: (element.cssParts ?? []).map(described),
          },
        })),
      },
    },
  };
}

/** https://github.com/microsoft/vscode-custom-data */
function htmlCustomData(elements: readonly Element[]): object {
  return {
    version: 1.1,
    tags: elements.map((element) => ({
      name: element.tagName,
      description: element.description,
      attributes: (element.attributes ?? [])
        .filter(({ name }) => name !== 'param-NAME')
        .map((attribute) => ({
          ...described(attribute),
          values: [...(attribute.type?.text ?? '').matchAll(/'([^']+)'/g)].map(([, word]) => ({
            name: word,
          })),
        })),
    })),
  };
}
