/**
 * Functions of the script-tag bundle that are compiled while their chunk arrives. An engine compiles a function when it
 * is first called, on the main thread and after it has parsed it once in vain; but one in parentheses it takes to be
 * called soon, and compiles it beside the download. That is a third of what a first chart costs a slow processor. All
 * functions in parentheses would fill the memory, so it is those that `npm run profile` has seen run.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin, Rolldown } from 'vite';
import { LAYERS } from './chunks.ts';

/** A node of an ESTree. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export const PROFILE = join(import.meta.dirname, 'eager-functions.txt');

export const readProfile = (): ReadonlySet<string> =>
  new Set(readFileSync(PROFILE, 'utf8').split('\n').filter(Boolean));

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** The nodes right below a node, in the order of the text. */
function childrenOf(node: Node): Node[] {
  const children = new Map<string, Node>();
  // `{a}` is a key and a value in the same place.
  for (const child of Object.values(node).flat().filter(isNode))
    children.set(`${child.start}-${child.end}`, child);
  return [...children.values()].sort((a, b) => a.start - b.start);
}

const isFunction = ({ type }: Node): boolean =>
  /^(Function(Declaration|Expression)|ArrowFunctionExpression)$/.test(type);

/** Characters that a function must have to be worth two more. */
export const WORTHWHILE = 30;

/** All functions of a program, inner ones included. */
export function functionsOf(node: Node): Node[] {
  const inner = childrenOf(node).flatMap(functionsOf);
  return isFunction(node) ? [node, ...inner] : inner;
}

/** Characters of a literal that counts: hashes of chunks, which any change to them changes, are longer. */
const SHORT = 40;
const IDENTITY_BYTES = 5;

/** Those of functions whose text has been looked through: each is a part of that of the function around it. */
const known = new WeakMap<Node, string>();

/** What a function does, but for the names that a minifier gives: the same for equal functions of two builds. */
export function fingerprint(node: Node): string {
  let found = known.get(node);
  if (found === undefined) known.set(node, (found = read(node)));
  return found;
}

function read({ params, body, async, generator }: Node): string {
  const parts: string[] = [];
  const visit = (value: unknown, parent: Node | null, key: string): void => {
    if (Array.isArray(value)) {
      parts.push('[');
      for (const element of value) visit(element, parent, key);
      parts.push(']');
    } else if (isNode(value) && isFunction(value)) {
      parts.push(fingerprint(value));
    } else if (isNode(value)) {
      parts.push(value.type);
      if (value.type === 'Identifier') {
        // Names of properties stay what they are.
        const named = (key === 'property' || key === 'key') && parent?.['computed'] === false;
        if (named) parts.push(String(value['name']));
        return;
      }
      for (const [inner, content] of Object.entries(value)) visit(content, value, inner);
    } else if (!IGNORED.has(key)) {
      const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
      if (text.length < SHORT) parts.push(text);
    }
  };
  visit([params, body], null, '');
  const text = [async, generator, ...parts].join(' ');
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, IDENTITY_BYTES * 2);
}

/** Where a node lies, and how it was written. */
const IGNORED = new Set(['type', 'start', 'end', 'raw', 'shorthand']);

/**
 * Puts functions in parentheses. A declaration becomes a variable at the head of its function or module: it is there for
 * all that runs in it, but, other than a declaration, not for a module that runs before. Methods have no such form.
 */
export function makeEager(code: string, program: Node, isEager: (node: Node) => boolean): string {
  const write = (node: Node, parent: Node | null): string => {
    const isBody =
      node.type === 'Program' || (node.type === 'BlockStatement' && parent !== null && isFunction(parent));
    if (isBody) return writeBody(node);
    const isMethod =
      parent?.type === 'MethodDefinition' || (parent?.type === 'Property' && isMethodLike(parent));
    const inPlace = node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';
    const text = writeInner(node, node.start);
    return inPlace && !isMethod && isEager(node) && !isCalledAtOnce(code, node) ? `(${text})` : text;
  };
  /** What is inside a node from `start` on, without some statements. */
  const writeInner = (node: Node, start: number, without: ReadonlySet<Node> = new Set()): string => {
    let text = '';
    let at = start;
    for (const child of childrenOf(node)) {
      if (child.start < at) continue;
      text += code.slice(at, child.start);
      if (!without.has(child)) text += write(child, node);
      at = child.end;
    }
    return text + code.slice(at, node.end);
  };
  const writeBody = (node: Node): string => {
    const statements = node['body'] as readonly Node[];
    const eager = new Set(statements.filter((each) => each.type === 'FunctionDeclaration' && isEager(each)));
    if (eager.size === 0) return writeInner(node, node.start);
    const variables = [...eager].map((each) => {
      const { name, end } = each['id'] as Node;
      const head = code.slice(each.start, (each['id'] as Node).start);
      return `${String(name)}=(${head.trimEnd()}${writeInner(each, end)})`;
    });
    const directives = statements.filter((each) => typeof each['directive'] === 'string');
    const start = directives.at(-1)?.end ?? (node.type === 'Program' ? node.start : node.start + 1);
    return `${code.slice(node.start, start)}var ${variables.join(',')};${writeInner(node, start, eager)}`;
  };
  return write(program, null);
}

const isMethodLike = (property: Node): boolean => property['method'] === true || property['kind'] !== 'init';

/** `(() => {…})()` stands in parentheses already. */
const isCalledAtOnce = (code: string, { start, end }: Node): boolean =>
  code[start - 1] === '(' && code.startsWith(')(', end);

/** Of the functions of the profile, the least part that a build must have: with less, the profile is of another bundle. */
const LEAST_FOUND = 0.5;

/** The chunks that every chart needs. Of others the profile knows nothing, and of the small entry nearly all is called. */
export const USUAL: ReadonlySet<string> = new Set(LAYERS.map(([name]) => name));

/** Comes after all that minifies. */
export function eagerFunctions(): Plugin {
  return {
    name: 'eager-functions',
    generateBundle(_, bundle) {
      const profile = readProfile();
      const found = new Set<string>();
      const isEager = (node: Node): boolean => {
        const own = fingerprint(node);
        if (profile.has(own)) found.add(own);
        return profile.has(own);
      };
      for (const output of Object.values(bundle)) {
        if (output.type !== 'chunk' || !USUAL.has(output.name)) continue;
        output.code = makeEager(output.code, programOf(this.parse(output.code)), isEager);
      }
      if (found.size < profile.size * LEAST_FOUND) {
        this.error(
          `Only ${found.size} of ${profile.size} functions of the profile are there: npm run profile`,
        );
      }
    },
  };
}

/** A syntax tree of the bundler's, as the nodes that it is made of. */
const programOf = (program: ReturnType<Rolldown.PluginContext['parse']>): Node => program as unknown as Node;
