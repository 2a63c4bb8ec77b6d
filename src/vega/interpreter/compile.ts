import { DisallowedObjectProperties } from 'vega-util';
import { call, conditional, evaluateAll, findFunction } from './calls.ts';
import { plainEvent } from './events.ts';
import { CONSTANTS, type Functions } from './language.ts';
import { readMember, type Fields } from './members.ts';
import { operation } from './operators.ts';
import { constant, isConstant, type Evaluate } from './scope.ts';
import type { ExpressionNode, IdentifierNode, LiteralNode, ObjectNode, PropertyNode } from './types.ts';
import { watched, watchOf, type Watch } from './watch.ts';

/** What an expression may call, and who is told of its large values. */
export interface Language {
  readonly functions: Functions;
  readonly watch: Watch | undefined;
}

/**
 * Turns a syntax tree into closures: everything that can be known before the first row is decided here. Throws for
 * what is not in the language.
 */
export function compile(node: ExpressionNode, language: Language): Evaluate {
  const { functions, watch } = language;
  const part = (child: ExpressionNode): Evaluate => compile(child, language);
  const converted = (child: ExpressionNode, by = watch): Evaluate => watched(part(child), child, by);
  switch (node.type) {
    case 'Literal':
      return node.regex ? compileRegex(node.regex, functions) : constant(node.value);
    case 'Identifier':
      return compileName(node);
    case 'MemberExpression':
      return readFrom(
        part(node.object),
        node.computed ? converted(node.property) : constant(nameOf(node.property)),
      );
    case 'CallExpression': {
      if (node.callee.type !== 'Identifier') throw new Error(`Illegal callee: ${node.callee.type}`);
      const name = String(node.callee.name);
      const by = watchOf(name, watch);
      return call(
        name,
        node.arguments.map((child) => converted(child, by)),
        functions,
      );
    }
    case 'ArrayExpression': {
      const elements = node.elements.map(part);
      return (scope) => evaluateAll(elements, scope);
    }
    case 'ObjectExpression':
      return compileObject(node, part);
    case 'UnaryExpression':
      return operation(node.operator, converted(node.argument));
    case 'BinaryExpression':
      return operation(node.operator, converted(node.left), converted(node.right));
    case 'LogicalExpression':
      return operation(node.operator, part(node.left), part(node.right));
    case 'ConditionalExpression':
      return conditional(part(node.test), part(node.consequent), part(node.alternate));
    case 'Property':
    default:
      throw new Error(`Illegal expression: ${node.type}`);
  }
}

/** What the function `regexp` makes of it: so there is one place to decide which engine searches. */
function compileRegex({ pattern, flags }: NonNullable<LiteralNode['regex']>, functions: Functions): Evaluate {
  const regexp = findFunction('regexp', functions);
  const make = (): unknown => regexp.call(functions, pattern, flags);
  // Those that remember where the last search ended are made anew each time, as in JavaScript.
  return /[gy]/.test(flags) ? make : constant(make());
}

function compileName({ name, value }: IdentifierNode): Evaluate {
  const id = String(name ?? value);
  if (id === 'datum') return ({ datum }) => datum;
  if (id === 'item') return ({ item }) => item;
  if (id === 'event') return ({ event }) => event && plainEvent(event);
  if (Object.hasOwn(CONSTANTS, id)) return constant(CONSTANTS[id]);
  const key = `$${id}`;
  return ({ params }) => params[key];
}

function readFrom(target: Evaluate, key: Evaluate): Evaluate {
  return isConstant(key) ? readField(target, asKey(key.value)) : readComputed(target, key);
}

function readField(target: Evaluate, name: string | number): Evaluate {
  return (scope) => readMember(target(scope), name);
}

function readComputed(target: Evaluate, key: Evaluate): Evaluate {
  return (scope) => readMember(target(scope), asKey(key(scope)));
}

/** Settled before it is used: an object may be another text each time. */
function asKey(value: unknown): string | number {
  return typeof value === 'number' ? value : String(value);
}

function compileObject({ properties }: ObjectNode, part: (child: ExpressionNode) => Evaluate): Evaluate {
  const entries = properties.map(({ key, value }) => [legalKey(key), part(value)] as const);
  return (scope) => {
    const object: Fields = {};
    for (const [key, evaluate] of entries) object[key] = evaluate(scope);
    return object;
  };
}

function legalKey(key: PropertyNode['key']): string {
  const name = key.type === 'Literal' ? String(key.value) : nameOf(key);
  if (DisallowedObjectProperties.has(name)) throw new Error(`Illegal property: ${name}`);
  return name;
}

function nameOf(node: ExpressionNode): string {
  return String((node as IdentifierNode).name);
}
