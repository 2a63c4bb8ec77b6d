/** Finds where a value is used while a module is evaluated, instead of stored for later. */
import { childrenOf, nameOf, type Node } from './syntax-tree.ts';

const FUNCTION = /^(Function(Declaration|Expression)|ArrowFunctionExpression)$/;

/** Places that store a value, as `type key`. */
const STORES_VALUE = new Set([
  'ArrayExpression elements',
  'AssignmentExpression right',
  'CallExpression arguments',
  'ExportDefaultDeclaration declaration',
  'ExportSpecifier local',
  'NewExpression arguments',
  'Property value',
  'VariableDeclarator init',
]);
/** Functions that read properties of their arguments. */
const INSPECTS_ARGUMENTS = /^(assign|create|define|extend|inherits)$/;

export type StandInAt = (node: Node) => string | undefined;

export const firstUsed = (
  pieces: readonly { readonly node: Node }[],
  standInAt: StandInAt,
): string | undefined =>
  pieces
    .filter(({ node }) => !FUNCTION.test(node.type))
    .map(({ node }) => usedAtOnce(node, standInAt))
    .find((name) => name !== undefined);

/** Returns the first stand-in that a statement uses. Storing one is not a use. */
function usedAtOnce(node: Node, standInAt: StandInAt, isStored = false): string | undefined {
  const standIn = standInAt(node);
  if (standIn !== undefined) return isStored ? undefined : standIn;
  for (const [key, child] of childrenOf(node)) {
    const isCalled = node.type === 'CallExpression' && key === 'callee';
    if (FUNCTION.test(child.type) && !isCalled) continue;
    if (node.type === 'PropertyDefinition' && key === 'value' && !node['static']) continue;
    if ((key === 'key' && !node['computed']) || key === 'exported') continue;
    const { callee } = node as { callee?: Node };
    const inspectsArguments =
      callee && INSPECTS_ARGUMENTS.test(nameOf((callee['property'] ?? callee) as never));
    const found = usedAtOnce(child, standInAt, STORES_VALUE.has(`${node.type} ${key}`) && !inspectsArguments);
    if (found) return found;
  }
  return undefined;
}
