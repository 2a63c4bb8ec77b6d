/** The nodes of a parsed page: the properties that matter here, and how they are read. */
import { CONTROL } from '../controllers/dashboard/form-values.ts';
import { DASHBOARD } from '../controllers/dashboard/scope.ts';
import { placeholderAttributes } from '../controllers/markup.ts';

export interface Node {
  readonly nodeName: string;
  /** In lower case; elements only. */
  readonly tagName?: string;
  readonly namespaceURI?: string;
  readonly attrs?: readonly { readonly name: string; readonly value: string }[];
  readonly childNodes?: readonly Node[];
  readonly parentNode?: Node | null;
  /** Of a template. */
  readonly content?: Node;
  /** Of a text. */
  readonly value?: string;
  /** Of a comment. */
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

/** A part of the text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

const PLACEHOLDER = 'data-vibedasher-viz';
/** Marks the outermost element of what is written into a tag. */
const WRITTEN = 'data-vibedasher';

export const attribute = (node: Node, name: string): string | null =>
  node.attrs?.find((each) => each.name === name)?.value ?? null;

/** Also where a comment is not in the text itself, as at the end of one that is never closed. */
export const rangeOf = ({ sourceCodeLocation: place }: Node): Range => ({
  start: place?.startOffset ?? 0,
  end: place?.endOffset ?? 0,
});

export const childrenOf = (node: Node): readonly Node[] => node.childNodes ?? [];

/** What is in the shadow root that an element declares; `null` if it declares none. */
export const shadowRootOf = (node: Node): readonly Node[] | null =>
  node.content && attribute(node, 'shadowrootmode') !== null ? childrenOf(node.content) : null;

/** The text of all descendants. */
export const textOf = (node: Node): string => node.value ?? childrenOf(node).map(textOf).join('');

export const isPlaceholder = (node: Node): boolean =>
  node.tagName === 'div' && attribute(node, PLACEHOLDER) !== null;

/** Whether a picture belongs in it. A placeholder that a script has filled already contains its chart. */
export function isChart(node: Node): boolean {
  if (node.tagName === 'vibedasher-viz' || node.tagName === 'vibedasher-table') return true;
  return isPlaceholder(node) && !childrenOf(node).some(({ tagName }) => tagName === 'vibedasher-viz');
}

export const isDashboard = ({ tagName }: Node): boolean => tagName === DASHBOARD;

export const isControl = ({ tagName = '' }: Node): boolean =>
  ['select', 'input', 'textarea', CONTROL].includes(tagName);

/** Whether an earlier run has written it: the picture itself, or the shadow root around it. */
export const isWritten = (node: Node): boolean =>
  attribute(node, WRITTEN) !== null ||
  (attribute(node, 'shadowrootmode') !== null && childrenOf(node.content ?? node).some(isWritten));

/** The attributes of an element that a placeholder may not set. */
export const REFUSED = ['api-base', 'region', 'allow-hosts', 'max-cells', 'timeout', 'fallback'];

/** The attributes of a chart; of a placeholder those that it may set. `warn` receives the others. */
export const chartAttributes = (
  node: Node,
  warn: (message: string) => void = () => {},
): NonNullable<Node['attrs']> =>
  isPlaceholder(node) ? placeholderAttributes(node.attrs ?? [], REFUSED, warn) : (node.attrs ?? []);

export const chartAttribute = (node: Node, name: string): string | null =>
  chartAttributes(node).find((each) => each.name === name)?.value ?? null;
