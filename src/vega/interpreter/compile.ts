import { DisallowedObjectProperties } from 'vega-util';
import { call, conditional, evaluateAll } from './calls.ts';
import { plainEvent } from './events.ts';
import { CONSTANTS } from './language.ts';
import { readMember, type Fields } from './members.ts';
import { operation } from './operators.ts';
import { plain } from './plain.ts';
import { constant, isConstant, type Evaluate } from './scope.ts';
import type {
  CallNode,
  ExpressionNode,
  IdentifierNode,
  ObjectNode,
  PropertyNode,
  RegExpLiteral,
} from './types.ts';
import { watched, watchedArgument } from './watch.ts';

/**
 * Turns a syntax tree into closures: everything that can be known before the first row is decided here. They know
 * nothing of a view, so that views can share them, and keep nothing of the tree. Throws for what is not in the language.
 */
export function compile(node: ExpressionNode): Evaluate {
  switch (node.type) {
    case 'Literal':
      return node.regex ? regExp(node.regex) : constant(node.value);
    case 'Identifier':
      return compileName(node);
    case 'MemberExpression':
      return readFrom(
        compileTarget(node.object),
        node.computed ? compileWatched(node.property) : constant(nameOf(node.property)),
      );
    case 'CallExpression':
      return compileCall(node);
    case 'ArrayExpression':
      return listOf(node.elements.map(compile));
    case 'ObjectExpression':
      return compileObject(node);
    case 'UnaryExpression':
      return operation(node.operator, compileWatched(node.argument));
    case 'BinaryExpression':
      return operation(node.operator, compileWatched(node.left), compileWatched(node.right));
    case 'LogicalExpression':
      return operation(node.operator, compile(node.left), compile(node.right));
    case 'ConditionalExpression':
      return conditional(compile(node.test), compile(node.consequent), compile(node.alternate));
    case 'Property':
    default:
      throw new Error(`Illegal expression: ${node.type}`);
  }
}

function compileWatched(node: ExpressionNode): Evaluate {
  return watched(compile(node), node);
}

function regExp(literal: RegExpLiteral): Evaluate {
  return ({ language }) => language.regExp(literal);
}

function compileName({ name, value }: IdentifierNode): Evaluate {
  const id = String(name ?? value);
  if (id === 'datum') return ({ datum }) => plain(datum);
  if (id === 'item') return ({ item }) => plain(item);
  if (id === 'event') return ({ event }) => event && plainEvent(event);
  if (Object.hasOwn(CONSTANTS, id)) return constant(CONSTANTS[id]);
  const key = `$${id}`;
  return ({ params }) => plain(params[key]);
}

/** What a property is read of: of an item itself, too, since what comes of that is plain. */
function compileTarget(node: ExpressionNode): Evaluate {
  const id = node.type === 'Identifier' ? node.name : null;
  if (id === 'datum') return ({ datum }) => datum;
  if (id === 'item') return ({ item }) => item;
  return compile(node);
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

function compileCall({ callee, arguments: parameters }: CallNode): Evaluate {
  if (callee.type !== 'Identifier') throw new Error(`Illegal callee: ${callee.type}`);
  const name = nameOf(callee);
  return call(
    name,
    parameters.map((child) => watchedArgument(compile(child), child, name)),
  );
}

function listOf(elements: readonly Evaluate[]): Evaluate {
  return (scope) => evaluateAll(elements, scope);
}

function compileObject({ properties }: ObjectNode): Evaluate {
  const entries = properties.map(({ key, value }) => [legalKey(key), compile(value)] as const);
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
