/** Vega's expression syntax tree, as its parser makes it: a subset of ESTree. */
export type ExpressionNode =
  | LiteralNode
  | IdentifierNode
  | MemberNode
  | CallNode
  | ArrayNode
  | ObjectNode
  | PropertyNode
  | UnaryNode
  | BinaryNode
  | ConditionalNode;

interface LiteralNode {
  readonly type: 'Literal';
  readonly value: unknown;
  /** Set for the literal of a regular expression. */
  readonly regex?: RegExpLiteral;
}

export interface RegExpLiteral {
  readonly pattern: string;
  readonly flags: string;
}

export interface IdentifierNode {
  readonly type: 'Identifier';
  /** Absent only in a reference to another operator, for which Vega's parser sets `value`. */
  readonly name?: string;
  readonly value?: string;
}

interface MemberNode {
  readonly type: 'MemberExpression';
  readonly object: ExpressionNode;
  /** An {@link IdentifierNode} that is the key itself, unless `computed`. */
  readonly property: ExpressionNode;
  readonly computed: boolean;
}

export interface CallNode {
  readonly type: 'CallExpression';
  readonly callee: ExpressionNode;
  readonly arguments: readonly ExpressionNode[];
}

interface ArrayNode {
  readonly type: 'ArrayExpression';
  readonly elements: readonly ExpressionNode[];
}

export interface ObjectNode {
  readonly type: 'ObjectExpression';
  readonly properties: readonly PropertyNode[];
}

export interface PropertyNode {
  readonly type: 'Property';
  readonly key: LiteralNode | IdentifierNode;
  readonly value: ExpressionNode;
}

interface UnaryNode {
  readonly type: 'UnaryExpression';
  readonly operator: string;
  readonly argument: ExpressionNode;
}

interface BinaryNode {
  readonly type: 'BinaryExpression' | 'LogicalExpression';
  readonly operator: string;
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
}

interface ConditionalNode {
  readonly type: 'ConditionalExpression';
  readonly test: ExpressionNode;
  readonly consequent: ExpressionNode;
  readonly alternate: ExpressionNode;
}

/** A function that expressions can call. */
export type ExpressionFunction = (...values: never[]) => unknown;

/** Functions by name. They access data and scales through `this.context`. */
export type Functions = Record<string, unknown>;

/** The members of a parsed dataflow that contain expressions. */
export interface ParsedDataflow {
  readonly operators: readonly { readonly update?: object; readonly params?: object }[];
  readonly streams?: readonly { readonly filter?: object }[];
  readonly updates?: readonly { readonly target?: unknown; readonly update?: unknown }[];
}
