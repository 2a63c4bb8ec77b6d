/** The geometry of marks as SVG elements, computed by Vega's functions. All numbers are parsed and formatted again. */
import { lineHeight, Marks, pathParse } from 'vega-scenegraph';
import type { SceneItem } from '../../src/spec/scene.ts';
import {
  type Attributes,
  type Channels,
  asChannels,
  escapeText,
  fontFamily,
  toNumber,
  RIGHT_TO_LEFT,
  translate,
  formatNumber,
} from './svg-values.ts';
import { cutText, itemFont, type TextMeasure } from './text-widths.ts';

/** An SVG element without its colors. */
export interface Shape {
  readonly name: 'path' | 'rect' | 'line' | 'circle' | 'text';
  /** Attributes that several elements can share through a group. */
  readonly shared?: Attributes;
  /** Attributes of this element alone. */
  readonly own: Attributes;
  /** Escaped text, possibly in `<tspan>`s. */
  readonly content?: string;
}

interface TextLayout {
  readonly measure: TextMeasure;
  /** The default font family, which is not written. */
  readonly font: string | undefined;
}

/** Returns the shape of an item, or `null` if the item is invisible or invalid. */
export function toShape(marktype: string, item: SceneItem, layout: TextLayout): Shape | null {
  const channels = asChannels(item);
  switch (marktype) {
    case 'text':
      return textShape(item, layout);
    case 'rule':
      return ruleShape(channels);
    case 'rect':
      return rectShape(channels) ?? pathShape(marktype, item);
    case 'symbol':
      return circleShape(channels) ?? pathShape(marktype, item);
    default:
      return pathShape(marktype, item);
  }
}

const ANCHORS: ReadonlyMap<unknown, string> = new Map([
  ['center', 'middle'],
  ['right', 'end'],
]);
/** Returns the path data that Vega emits for an item, formatted again, or `null` if it is missing or invalid. */
export function toPathData(
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
      .map(
        ([command, ...numbers]) => command + numbers.map((number) => formatNumber(number, decimals)).join(),
      )
      .join('');
  } catch {
    // A path in the spec has too few numbers, or contains something other than numbers.
    return null;
  }
}

/** Returns the position of an item in Vega: x, y, its angle in degrees, and its offset after rotation. */
function vegaPosition(marktype: string, item: SceneItem): readonly [number, number, ...number[]] | null {
  let transform: unknown;
  Marks[marktype]?.attr((name, value) => {
    if (name === 'transform') transform = value;
  }, item);
  const numbers = String(transform).match(/-?[\d.]+(?:e[-+]?\d+)?|NaN|Infinity/g) ?? [];
  const [x = NaN, y = NaN, ...others] = numbers.map(Number);
  return [x, y, ...others].every(Number.isFinite) ? [x, y, ...others] : null;
}

function pathShape(marktype: string, item: SceneItem): Shape | null {
  const channels = asChannels(item);
  const [scaleX, scaleY] = [toNumber(channels['scaleX'], 1) || 1, toNumber(channels['scaleY'], 1) || 1];
  const isScaled = marktype === 'path' && (scaleX !== 1 || scaleY !== 1);
  const decimals = isScaled
    ? 1 + Math.max(0, Math.ceil(Math.log10(Math.max(Math.abs(scaleX), Math.abs(scaleY)))))
    : 1;
  const d = toPathData((emit) => Marks[marktype]!.attr(emit, item), Math.min(decimals, 5));
  if (!d) return null;
  if (Marks[marktype]!.nested) return { name: 'path', own: { d } };
  const angle = toNumber(channels['angle']);
  const transforms = [
    marktype === 'rect' ? undefined : translate(toNumber(item.x), toNumber(item.y)),
    angle ? `rotate(${formatNumber(angle)})` : undefined,
    isScaled ? `scale(${formatNumber(scaleX, 4)} ${formatNumber(scaleY, 4)})` : undefined,
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

function ruleShape(channels: Channels): Shape {
  const [x, y] = [toNumber(channels['x']), toNumber(channels['y'])];
  return {
    name: 'line',
    own: {
      x1: formatNumber(x),
      y1: formatNumber(y),
      x2: formatNumber(toNumber(channels['x2'], x)),
      y2: formatNumber(toNumber(channels['y2'], y)),
    },
  };
}

/** Returns `null` if corners differ, which a `<rect>` cannot express. */
function rectShape(channels: Channels): Shape | null {
  const radius = toNumber(channels['cornerRadius']);
  const hasOwn = ['TopLeft', 'TopRight', 'BottomLeft', 'BottomRight'].some(
    (corner) => toNumber(channels[`cornerRadius${corner}`], radius) !== radius,
  );
  if (hasOwn) return null;
  const [x, y] = [toNumber(channels['x']), toNumber(channels['y'])];
  const [width, height] = [toNumber(channels['width']), toNumber(channels['height'])];
  return {
    name: 'rect',
    own: {
      x: formatNumber(Math.min(x, x + width)),
      y: formatNumber(Math.min(y, y + height)),
      width: formatNumber(Math.abs(width)),
      height: formatNumber(Math.abs(height)),
      rx: radius > 0 ? formatNumber(Math.min(radius, Math.abs(width) / 2, Math.abs(height) / 2)) : undefined,
    },
  };
}

/** Returns `null` for other shapes. */
function circleShape(channels: Channels): Shape | null {
  if ((channels['shape'] ?? 'circle') !== 'circle') return null;
  const radius = Math.sqrt(Math.max(0, toNumber(channels['size'], 64))) / 2;
  const [x, y] = [toNumber(channels['x']), toNumber(channels['y'])];
  return { name: 'circle', own: { cx: formatNumber(x), cy: formatNumber(y), r: formatNumber(radius) } };
}

function textShape(item: SceneItem, { measure, font: usual }: TextLayout): Shape | null {
  const channels = asChannels(item);
  const font = itemFont(channels);
  const place = vegaPosition('text', item);
  const lines = splitLines(channels).map((line) => cutText(line, channels, (text) => measure(text, font)));
  if (!place || font.size <= 0 || !lines.some(Boolean)) return null;
  const [x, y, angle = 0, dx = 0, dy = 0] = place;
  const family = fontFamily(channels['font']);
  const left = formatNumber(x + dx);
  const [first = '', ...others] = lines.map(escapeText);
  const step = toNumber(lineHeight(item), font.size + 2);
  const rest = others.map((line, index) => {
    // An empty line has no `<tspan>`: add its height to the next line.
    const dy = formatNumber(step * (1 + emptyBefore(others, index)));
    return line ? `<tspan x="${left}" dy="${dy}">${line}</tspan>` : '';
  });
  return {
    name: 'text',
    shared: {
      'font-size': formatNumber(font.size),
      'text-anchor': ANCHORS.get(channels['align']),
      'font-family': family === usual ? undefined : family,
    },
    own: {
      x: left,
      y: formatNumber(y + dy),
      transform: angle ? `rotate(${formatNumber(angle)} ${formatNumber(x)} ${formatNumber(y)})` : undefined,
      // Take the direction from the first letter, so a full stop or an ellipsis is at the end.
      'unicode-bidi': lines.some((line) => RIGHT_TO_LEFT.test(line)) ? 'plaintext' : undefined,
    },
    content: first + rest.join(''),
  };
}

function splitLines(channels: Channels): readonly string[] {
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
