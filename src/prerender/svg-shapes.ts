/** The geometry of marks as SVG elements: by Vega's own functions, with all numbers formatted anew. */
import { lineHeight, Marks, pathParse } from 'vega-scenegraph';
import type { SceneItem } from '../spec/scene.ts';
import {
  type Attributes,
  type Channels,
  channelsOf,
  escapeText,
  fontFamily,
  numberOf,
  RIGHT_TO_LEFT,
  translate,
  write,
} from './svg-values.ts';
import { cutText, fontOf, type TextMeasure } from './text-widths.ts';

/** An element without its paint. */
export interface Shape {
  readonly name: 'path' | 'rect' | 'line' | 'circle' | 'text';
  /** Attributes that several elements can share through a group. */
  readonly shared?: Attributes;
  /** Attributes of this element alone. */
  readonly own: Attributes;
  /** Escaped text, possibly in `<tspan>`s. */
  readonly content?: string;
}

/** The layout of texts. */
export interface TextLayout {
  readonly measure: TextMeasure;
  /** The font family that is not written, as it is the default. */
  readonly font: string | undefined;
}

/** The shape of an item; `null` if it is invisible or invalid. */
export function shapeOf(marktype: string, item: SceneItem, layout: TextLayout): Shape | null {
  const channels = channelsOf(item);
  switch (marktype) {
    case 'text':
      return textOf(item, layout);
    case 'rule':
      return ruleOf(channels);
    case 'rect':
      return rectOf(channels) ?? pathShape(marktype, item);
    case 'symbol':
      return circleOf(channels) ?? pathShape(marktype, item);
    default:
      return pathShape(marktype, item);
  }
}

const ANCHORS: ReadonlyMap<unknown, string> = new Map([
  ['center', 'middle'],
  ['right', 'end'],
]);
/** The path that Vega emits for an item, formatted anew; `null` if there is none, or it is invalid. */
export function pathOf(
  emit: (emit: (name: string, value: unknown) => void) => void,
  decimals = 1,
): string | null {
  let d: unknown = null;
  try {
    emit((name, value) => {
      if (name === 'd') d = value;
    });
    if (typeof d !== 'string' || !/^\s*m/i.test(d)) return null;
    return pathParse(d)
      .map(([command, ...numbers]) => command + numbers.map((number) => write(number, decimals)).join())
      .join('');
  } catch {
    // Something is not a number, or a path of the spec has too few.
    return null;
  }
}

/** The position of an item in Vega: x, y, its angle in degrees, and its offset after rotation. */
function placeOf(marktype: string, item: SceneItem): readonly [number, number, ...number[]] | null {
  let transform: unknown;
  Marks[marktype]?.attr((name, value) => {
    if (name === 'transform') transform = value;
  }, item);
  const numbers = String(transform).match(/-?[\d.]+(?:e[-+]?\d+)?|NaN|Infinity/g) ?? [];
  const [x = NaN, y = NaN, ...others] = numbers.map(Number);
  return [x, y, ...others].every(Number.isFinite) ? [x, y, ...others] : null;
}

function pathShape(marktype: string, item: SceneItem): Shape | null {
  const channels = channelsOf(item);
  const [scaleX, scaleY] = [numberOf(channels['scaleX'], 1) || 1, numberOf(channels['scaleY'], 1) || 1];
  const isScaled = marktype === 'path' && (scaleX !== 1 || scaleY !== 1);
  const decimals = isScaled
    ? 1 + Math.max(0, Math.ceil(Math.log10(Math.max(Math.abs(scaleX), Math.abs(scaleY)))))
    : 1;
  const d = pathOf((emit) => Marks[marktype]!.attr(emit, item), Math.min(decimals, 5));
  if (!d) return null;
  if (Marks[marktype]!.nested) return { name: 'path', own: { d } };
  const angle = numberOf(channels['angle']);
  const transforms = [
    marktype === 'rect' ? undefined : translate(numberOf(item.x), numberOf(item.y)),
    angle ? `rotate(${write(angle)})` : undefined,
    isScaled ? `scale(${write(scaleX, 4)} ${write(scaleY, 4)})` : undefined,
  ].filter(Boolean);
  return {
    name: 'path',
    own: {
      d,
      transform: transforms.join(' ') || undefined,
      'vector-effect': isScaled && channels['stroke'] ? 'non-scaling-stroke' : undefined,
    },
  };
}

function ruleOf(channels: Channels): Shape {
  const [x, y] = [numberOf(channels['x']), numberOf(channels['y'])];
  return {
    name: 'line',
    own: {
      x1: write(x),
      y1: write(y),
      x2: write(numberOf(channels['x2'], x)),
      y2: write(numberOf(channels['y2'], y)),
    },
  };
}

/** `null` if corners differ, which a `<rect>` cannot express. */
function rectOf(channels: Channels): Shape | null {
  const radius = numberOf(channels['cornerRadius']);
  const hasOwn = ['TopLeft', 'TopRight', 'BottomLeft', 'BottomRight'].some(
    (corner) => numberOf(channels[`cornerRadius${corner}`], radius) !== radius,
  );
  if (hasOwn) return null;
  const [x, y] = [numberOf(channels['x']), numberOf(channels['y'])];
  const [width, height] = [numberOf(channels['width']), numberOf(channels['height'])];
  return {
    name: 'rect',
    own: {
      x: write(Math.min(x, x + width)),
      y: write(Math.min(y, y + height)),
      width: write(Math.abs(width)),
      height: write(Math.abs(height)),
      rx: radius > 0 ? write(Math.min(radius, Math.abs(width) / 2, Math.abs(height) / 2)) : undefined,
    },
  };
}

/** `null` for other shapes. */
function circleOf(channels: Channels): Shape | null {
  if ((channels['shape'] ?? 'circle') !== 'circle') return null;
  const radius = Math.sqrt(Math.max(0, numberOf(channels['size'], 64))) / 2;
  const [x, y] = [numberOf(channels['x']), numberOf(channels['y'])];
  return { name: 'circle', own: { cx: write(x), cy: write(y), r: write(radius) } };
}

function textOf(item: SceneItem, { measure, font: usual }: TextLayout): Shape | null {
  const channels = channelsOf(item);
  const font = fontOf(channels);
  const place = placeOf('text', item);
  const lines = linesOf(channels).map((line) => cutText(line, channels, (text) => measure(text, font)));
  if (!place || font.size <= 0 || !lines.some(Boolean)) return null;
  const [x, y, angle = 0, dx = 0, dy = 0] = place;
  const family = fontFamily(channels['font']);
  const left = write(x + dx);
  const [first = '', ...others] = lines.map(escapeText);
  const step = numberOf(lineHeight(item), font.size + 2);
  const rest = others.map((line, index) => {
    // A line without letters takes up space, too.
    const dy = write(step * (1 + emptyBefore(others, index)));
    return line ? `<tspan x="${left}" dy="${dy}">${line}</tspan>` : '';
  });
  return {
    name: 'text',
    shared: {
      'font-size': write(font.size),
      'text-anchor': ANCHORS.get(channels['align']),
      'font-family': family === usual ? undefined : family,
    },
    own: {
      x: left,
      y: write(y + dy),
      transform: angle ? `rotate(${write(angle)} ${write(x)} ${write(y)})` : undefined,
      // By the direction of its first letter, so that a full stop or an ellipsis is at the end.
      'unicode-bidi': lines.some((line) => RIGHT_TO_LEFT.test(line)) ? 'plaintext' : undefined,
    },
    content: first + rest.join(''),
  };
}

/** The lines of a text as Vega splits them. */
function linesOf(channels: Channels): readonly string[] {
  const { text, lineBreak } = channels;
  const lines = Array.isArray(text)
    ? text
    : text != null && typeof lineBreak === 'string' && lineBreak
      ? String(text).split(lineBreak)
      : [text];
  return lines.map((line: unknown) => (line == null || typeof line === 'symbol' ? '' : String(line).trim()));
}

const emptyBefore = (lines: readonly string[], index: number): number =>
  index > 0 && !lines[index - 1] ? 1 + emptyBefore(lines, index - 1) : 0;
