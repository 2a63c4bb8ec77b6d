/** Nodes of a page parsed by parse5, and functions that read them. */
import { CONTROL } from '../../src/controllers/dashboard/form-values.ts';
import { DASHBOARD } from '../../src/controllers/dashboard/scope.ts';
import { placeholderAttributes } from '../../src/controllers/markup.ts';

export interface Node {
  readonly nodeName: string;
  /** In lower case; elements only. */
  readonly tagName?: string;
  readonly namespaceURI?: string;
  readonly attrs?: readonly { readonly name: string; readonly value: string }[];
  readonly childNodes?: readonly Node[];
  readonly parentNode?: Node | null;
  /** Templates only. */
  readonly content?: Node;
  /** Text nodes only. */
  readonly value?: string;
  /** Comments only. */
  readonly data?: string;
  readonly sourceCodeLocation?: (Place & { readonly startTag?: Place; readonly endTag?: Place }) | null;
}

/** Lines and columns start at 1; offsets are in UTF-16 code units. */
interface Place {
  readonly startLine: number;
  readonly startCol: number;
  readonly startOffset: number;
  readonly endOffset: number;
}

/** A range of offsets in the text of the page. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

const PLACEHOLDER = 'data-vibedasher-viz';
/** Marks the outermost element of the content that is written into a tag. */
const WRITTEN = 'data-vibedasher';

export const attribute = (node: Node, name: string): string | null =>
  node.attrs?.find((each) => each.name === name)?.value ?? null;

/** Returns the range of a node; 0 to 0 if the parser has added it, as for a comment without an end. */
export const sourceRange = ({ sourceCodeLocation: place }: Node): Range => ({
  start: place?.startOffset ?? 0,
  end: place?.endOffset ?? 0,
});

export const childrenOf = (node: Node): readonly Node[] => node.childNodes ?? [];

/** Returns the nodes in the declarative shadow root of an element, or `null` if it has none. */
export const shadowRootOf = (node: Node): readonly Node[] | null =>
  node.content && attribute(node, 'shadowrootmode') !== null ? childrenOf(node.content) : null;

export const textContent = (node: Node): string => node.value ?? childrenOf(node).map(textContent).join('');

export const isPlaceholder = (node: Node): boolean =>
  node.tagName === 'div' && attribute(node, PLACEHOLDER) !== null;

/**
 * Returns whether a node is a chart that can have a picture. A placeholder that a script has filled already contains
 * its chart.
 */
export function isChart(node: Node): boolean {
  if (node.tagName === 'vibedasher-viz' || node.tagName === 'vibedasher-table') return true;
  return isPlaceholder(node) && !childrenOf(node).some(({ tagName }) => tagName === 'vibedasher-viz');
}

export const isDashboard = ({ tagName }: Node): boolean => tagName === DASHBOARD;

export const isControl = ({ tagName = '' }: Node): boolean =>
  ['select', 'input', 'textarea', CONTROL].includes(tagName);

/** Returns whether an earlier run wrote a node: the picture, or the shadow root around it. */
export const isWritten = (node: Node): boolean =>
  attribute(node, WRITTEN) !== null ||
  (attribute(node, 'shadowrootmode') !== null && childrenOf(node.content ?? node).some(isWritten));

/** Returns the attributes of a chart. Omits those that a placeholder may not set, and calls `warn` for them. */
export const chartAttributes = (
  node: Node,
  warn: (message: string) => void = () => {},
): NonNullable<Node['attrs']> =>
  isPlaceholder(node) ? placeholderAttributes(node.attrs ?? [], warn) : (node.attrs ?? []);

export const chartAttribute = (node: Node, name: string): string | null =>
  chartAttributes(node).find((each) => each.name === name)?.value ?? null;
