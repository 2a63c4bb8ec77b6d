import type { Evaluate, Scope } from './scope.ts';

/** Numbers for the type checker only: operators convert whatever comes, as they do in JavaScript. */
type Operand = (scope: Scope) => number;

/** One closure for each operator, so that nothing is decided while it runs. */
const UNARY: Readonly<Record<string, (a: Operand) => Evaluate>> = {
  '+': (a) => (scope) => +a(scope),
  '-': (a) => (scope) => -a(scope),
  '~': (a) => (scope) => ~a(scope),
  '!': (a) => (scope) => !a(scope),
};

const BINARY: Readonly<Record<string, (a: Operand, b: Operand) => Evaluate>> = {
  '&&': (a, b) => (scope) => a(scope) && b(scope),
  '||': (a, b) => (scope) => a(scope) || b(scope),
  '+': (a, b) => (scope) => a(scope) + b(scope),
  '-': (a, b) => (scope) => a(scope) - b(scope),
  '*': (a, b) => (scope) => a(scope) * b(scope),
  '/': (a, b) => (scope) => a(scope) / b(scope),
  '%': (a, b) => (scope) => a(scope) % b(scope),
  '<': (a, b) => (scope) => a(scope) < b(scope),
  '>': (a, b) => (scope) => a(scope) > b(scope),
  '<=': (a, b) => (scope) => a(scope) <= b(scope),
  '>=': (a, b) => (scope) => a(scope) >= b(scope),
  // eslint-disable-next-line eqeqeq -- the language has both kinds of equality
  '==': (a, b) => (scope) => a(scope) == b(scope),
  // eslint-disable-next-line eqeqeq
  '!=': (a, b) => (scope) => a(scope) != b(scope),
  '===': (a, b) => (scope) => a(scope) === b(scope),
  '!==': (a, b) => (scope) => a(scope) !== b(scope),
  '&': (a, b) => (scope) => a(scope) & b(scope),
  '|': (a, b) => (scope) => a(scope) | b(scope),
  '^': (a, b) => (scope) => a(scope) ^ b(scope),
  '<<': (a, b) => (scope) => a(scope) << b(scope),
  '>>': (a, b) => (scope) => a(scope) >> b(scope),
  '>>>': (a, b) => (scope) => a(scope) >>> b(scope),
  in: (a, b) => (scope) => isOwnKey(a(scope), b(scope)),
  instanceof: (a, b) => (scope) => (a(scope) as unknown) instanceof (b(scope) as never),
};

/** The operation of one or two operands. Throws for an operator that the language does not have. */
export function operation(operator: string, ...operands: readonly Evaluate[]): Evaluate {
  const operators = operands.length === 1 ? UNARY : BINARY;
  if (!Object.hasOwn(operators, operator)) throw new Error(`Unknown operator: ${operator}`);
  const [a, b] = operands as readonly Operand[];
  return operators[operator]!(a!, b!);
}

function isOwnKey(key: unknown, target: unknown): boolean {
  return (key as string) in (target as object) && Object.hasOwn(target as object, key as string);
}
