/**
 * Writes Vega's scenegraph as SVG for third-party pages. Uses only the elements, attributes, colors and characters
 * that are listed here. Copies nothing: numbers and colors are parsed and formatted again, and texts are escaped.
 */
import { Marks, sceneVisit, type Item } from 'vega-scenegraph';
import type { SceneItem, SceneMark } from '../../src/spec/scene.ts';
import { LINE_NAMES, PART_VALUES } from '../../src/spec/names.ts';
import type { Tokens } from '../../src/theming/tokens.ts';
import type { Drawing } from '../../src/vega/draw-spec.ts';
import { colorRoles, hasVariable, nameRoles, roleOf, type Roles } from './color-roles.ts';
import { toPathData, type Shape, toShape } from './svg-shapes.ts';
import {
  type Attributes,
  attributesText,
  type Channels,
  asChannels,
  fontFamily,
  toNumber,
  translate,
  formatNumber,
  writeColor,
} from './svg-values.ts';
import type { TextMeasure } from './text-widths.ts';

export interface SvgOptions {
  /** Prefix of the ids of clips and gradients, unique in a page. Letters, digits and hyphens. */
  readonly idPrefix: string;
  /** The accessible name; `null` hides the picture from assistive technology. */
  readonly label: string | null;
  /** Colors that equal one of these get its class. `null` for `theme="none"`. */
  readonly tokens: Tokens | null;
  /** Colors that get no class, because the page or the spec sets them; see `fixedColors`. */
  readonly fixed?: ReadonlySet<string>;
  /** The same measure as for the layout, because it determines where texts are cut. */
  readonly measure: TextMeasure;
  /** The same picture with dark tokens. If a color differs and has no role, both colors are written. */
  readonly dark?: Drawing | null | undefined;
}

export interface WrittenSvg {
  readonly svg: string;
  /** Number of visible elements. */
  readonly marks: number;
  /** Whether a color has no role. Its dark counterpart is then known only from a picture with dark tokens. */
  readonly needsDark: boolean;
}

/** An element to write. `shared` attributes may move to a group around the elements of the mark. */
type Drawn = Shape & { readonly shared: Attributes };

const NUMBERS: readonly (readonly [channel: string, attribute: string, usual: number])[] = [
  ['fillOpacity', 'fill-opacity', 1],
  ['strokeOpacity', 'stroke-opacity', 1],
  ['strokeWidth', 'stroke-width', 1],
  ['strokeDashOffset', 'stroke-dashoffset', 0],
  ['strokeMiterLimit', 'stroke-miterlimit', 4],
];
const WORDS: readonly (readonly [channel: string, attribute: string, allowed: RegExp])[] = [
  ['strokeCap', 'stroke-linecap', /^(?:round|square)$/],
  ['strokeJoin', 'stroke-linejoin', /^(?:round|bevel)$/],
  ['fontStyle', 'font-style', /^(?:italic|oblique)$/],
  ['fontVariant', 'font-variant', /^small-caps$/],
  ['fontWeight', 'font-weight', /^(?!400$)(?:bold|bolder|lighter|[1-9]\d{0,2}|1000)$/],
];

interface Gradient {
  readonly gradient: unknown;
  readonly stops?: unknown;
  readonly [part: string]: unknown;
}

const isGradient = (value: unknown): value is Gradient =>
  typeof value === 'object' && value !== null && Boolean((value as Gradient).gradient);

const gradientStops = ({ stops }: Gradient): readonly Channels[] =>
  Array.isArray(stops) ? stops.filter((stop): stop is Channels => stop instanceof Object) : [];

/** Maximum number of dashes and gaps of a line. A reference line of 4000 px with gaps at texts has about 1150. */
const MAX_DASHES = 1200;

/** Writes the picture as an `<svg>`. Equal drawings result in equal text. */
export function writeSvg(drawing: Drawing, options: SvgOptions): WrittenSvg {
  return new SvgWriter(options).write(drawing, options.dark ?? null);
}

class SvgWriter {
  readonly #options: SvgOptions;
  /** The roles of colors in the current mark. */
  #roles: Roles;
  readonly #nameRoles: Roles;
  /** Ids of clips and gradients by their content: equal ones are written once. */
  readonly #definitions = new Map<string, string>();
  #marks = 0;
  #needsDark = false;

  constructor(options: SvgOptions) {
    if (!/^[A-Za-z][\w-]*$/.test(options.idPrefix)) throw new TypeError(`idPrefix: "${options.idPrefix}"`);
    this.#options = options;
    const { tokens, fixed = new Set() } = options;
    this.#roles = colorRoles(tokens, fixed);
    this.#nameRoles = nameRoles(this.#roles, tokens, fixed);
  }

  write({ width, height, scene, origin, background }: Drawing, dark: Drawing | null): WrittenSvg {
    const { label, tokens } = this.#options;
    const backgroundPaint = this.#paint(background, dark?.background);
    const frame = { width: formatNumber(width), height: formatNumber(height) };
    const content = [
      backgroundPaint ? this.#element('rect', { ...frame, fill: backgroundPaint }) : '',
      wrap({ transform: translate(origin[0], origin[1]) }, this.#writeMark(scene, dark?.scene)),
    ].join('');
    const root: Attributes = {
      xmlns: 'http://www.w3.org/2000/svg',
      ...frame,
      viewBox: `0 0 ${frame.width} ${frame.height}`,
      fill: 'none',
      direction: 'ltr',
      'font-family': fontFamily(tokens?.font),
      ...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': 'true' }),
    };
    const definitions = [...this.#definitions].map(([definition, id]) =>
      definition.replace(/^<\w+/, (start) => `${start} id="${id}"`),
    );
    return {
      svg: `<svg${attributesText(root)}>${definitions.join('')}${content}</svg>`,
      marks: this.#marks,
      needsDark: this.#needsDark,
    };
  }

  #writeMark(mark: SceneMark, dark: SceneMark | undefined): string {
    const roles = this.#roles;
    if (mark.name === LINE_NAMES) this.#roles = this.#nameRoles;
    // White or black, depending on the color of a part in each scheme.
    else if (typeof mark.name === 'string' && mark.name.startsWith(PART_VALUES)) this.#roles = new Map();
    const written = this.#writeItems(mark, dark);
    this.#roles = roles;
    return written;
  }

  #writeItems(mark: SceneMark, dark: SceneMark | undefined): string {
    const definition = Object.hasOwn(Marks, mark.marktype) ? Marks[mark.marktype] : undefined;
    // Omit images: the page would have to fetch them.
    if (!definition || mark.marktype === 'image') return '';
    const darkItems = new Map(mark.items.map((item, place) => [item, dark?.items[place]]));
    const items: SceneItem[] = [];
    sceneVisit(mark, (item: SceneItem) => void items.push(item));
    const clip = this.#clip(asChannels(mark)['clip'], asChannels(mark)['group']);
    if (mark.marktype === 'group') {
      return wrap(
        { 'clip-path': clip },
        items.map((item) => this.#writeGroup(item, darkItems.get(item))).join(''),
      );
    }
    const drawn = (definition.nested ? mark.items.slice(0, 1) : items).flatMap((item) => {
      const attributes = this.#toElement(mark.marktype, item, darkItems.get(item));
      return attributes ? [attributes] : [];
    });
    const common = commonAttributes(drawn);
    return wrap(
      { 'clip-path': clip, ...common },
      drawn
        .map(({ name, shared, own, content }) => {
          const rest = Object.entries(shared).filter(([attribute, value]) => common[attribute] !== value);
          return this.#element(name, { ...own, ...Object.fromEntries(rest) }, content);
        })
        .join(''),
      (attributes) => this.#attributesText(attributes),
    );
  }

  #writeGroup(item: SceneItem, dark: SceneItem | undefined): string {
    const channels = asChannels(item);
    if (isHidden(channels)) return '';
    const { shared, own } = this.#paintAttributes(channels, dark && asChannels(dark));
    const { fill, stroke, ...others } = shared;
    const isAbove = Boolean(channels['strokeForeground']);
    const frame = (part: 'background' | 'foreground', paint: Attributes): string => {
      const d = paint['fill'] || paint['stroke'] ? toPathData((emit) => Marks.group[part](emit, item)) : null;
      return d ? this.#element('path', { d, ...others, ...paint }) : '';
    };
    const children: string[] = [];
    const darkMarks = new Map(item.items?.map((child, place) => [child, dark?.items?.[place]]));
    sceneVisit(item, (child: SceneMark) => void children.push(this.#writeMark(child, darkMarks.get(child))));
    const content = [
      frame('background', { fill, stroke: isAbove ? undefined : stroke }),
      wrap({ 'clip-path': this.#clip(channels['clip'], item) }, children.join('')),
      isAbove ? frame('foreground', { stroke }) : '',
    ].join('');
    return wrap({ transform: translate(toNumber(item.x), toNumber(item.y)), ...own }, content);
  }

  /** Returns `null` for an invisible item. */
  #toElement(marktype: string, item: SceneItem, dark: SceneItem | undefined): Drawn | null {
    const channels = asChannels(item);
    if (isHidden(channels)) return null;
    const { shared, own } = this.#paintAttributes(channels, dark && asChannels(dark));
    const { fill, stroke } = shared;
    if (!fill && !stroke) return null;
    // With only a fill or a stroke, set its opacity instead, which a group can share.
    if (own['opacity'] && !(fill && stroke)) {
      const part = fill ? 'fill-opacity' : 'stroke-opacity';
      shared[part] = formatNumber(Number(own['opacity']) * Number(shared[part] ?? 1), 2);
      delete own['opacity'];
    }
    const { measure, tokens } = this.#options;
    const shape = toShape(marktype, item, { measure, font: fontFamily(tokens?.font) });
    return shape && { ...shape, shared: { ...shared, ...shape.shared }, own: { ...shape.own, ...own } };
  }

  /** Returns the colors, line styles, font styles and opacity of an item. */
  #paintAttributes(channels: Channels, dark: Channels | undefined): Record<'shared' | 'own', Attributes> {
    const shared: Attributes = {
      fill: this.#paint(channels['fill'], dark?.['fill']),
      stroke:
        toNumber(channels['strokeWidth'], 1) > 0
          ? this.#paint(channels['stroke'], dark?.['stroke'])
          : undefined,
    };
    for (const [channel, attribute, usual] of NUMBERS) {
      const isPainted = channel.startsWith('fill') ? shared['fill'] : shared['stroke'];
      const value = toNumber(channels[channel], usual);
      if (isPainted && value !== usual) shared[attribute] = formatNumber(value, 2);
    }
    for (const [channel, attribute, allowed] of WORDS) {
      const value = channels[channel];
      const word = typeof value === 'number' ? String(value) : value;
      const counts = channel.startsWith('stroke') ? shared['stroke'] : channels['text'] != null;
      if (counts && typeof word === 'string' && allowed.test(word)) shared[attribute] = word;
    }
    const dash = channels['strokeDash'];
    if (shared['stroke'] && Array.isArray(dash)) {
      const lengths = dash.slice(0, MAX_DASHES).map((length) => toNumber(length, -1));
      if (lengths.every((length) => length >= 0) && lengths.some(Boolean)) {
        shared['stroke-dasharray'] = lengths.map((length) => formatNumber(length)).join();
      }
    }
    const opacity = toNumber(channels['opacity'], 1);
    return { shared, own: opacity < 1 ? { opacity: formatNumber(opacity, 2) } : {} };
  }

  /** Returns a color, both colors, or a reference to a gradient. */
  #paint(value: unknown, dark: unknown): string | undefined {
    if (isGradient(value)) return this.#gradient(value, isGradient(dark) ? dark : null);
    const light = writeColor(value);
    const other = dark === undefined ? null : writeColor(dark);
    // An outline may have a color only on dark pages.
    if (light === null) return other === null ? undefined : `light-dark(transparent,${other})`;
    if (this.#options.tokens?.scheme !== 'light' || hasVariable(this.#roles.get(light))) return light;
    this.#needsDark = true;
    return other === null || other === light ? light : `light-dark(${light},${other})`;
  }

  /** Replaces a radial gradient with its outer color, which covers most of the area. */
  #gradient(gradient: Gradient, dark: Gradient | null): string | undefined {
    const others = dark ? gradientStops(dark) : [];
    const stops = gradientStops(gradient).map((stop, place) => ({
      offset: Math.min(1, Math.max(0, toNumber(stop['offset']))),
      color: this.#paint(stop['color'], others[place]?.['color']),
    }));
    if (gradient.gradient === 'radial') return stops.at(-1)?.color;
    const place = (['x1', 'y1', 'x2', 'y2'] as const).map((name) => [
      name,
      formatNumber(toNumber(gradient[name], name === 'x2' ? 1 : 0), 3),
    ]);
    const written = stops.map(({ offset, color }) => {
      const role = color && this.#roles.get(color);
      const paint = color ? { 'stop-color': color } : { 'stop-opacity': '0' };
      return `<stop${attributesText({ class: role && `vd-${role}`, offset: formatNumber(offset, 3), ...paint })}/>`;
    });
    return this.#define(
      `<linearGradient${attributesText(Object.fromEntries(place) as Attributes)}>${written.join('')}</linearGradient>`,
    );
  }

  #clip(clip: unknown, group: unknown): string | undefined {
    if (!clip || !(group instanceof Object)) return undefined;
    const channels = asChannels(group);
    const corners = Object.keys(channels).some((name) => name.startsWith('cornerRadius') && channels[name]);
    const d =
      typeof clip === 'function'
        ? toPathData((emit) => emit('d', (clip as (context: null) => unknown)(null)))
        : corners
          ? toPathData((emit) => Marks['rect']!.attr(emit, { ...group, x: 0, y: 0 } as Item))
          : null;
    if (d === null && typeof clip === 'function') return undefined;
    const [width, height] = [toNumber(channels['width']), toNumber(channels['height'])];
    const shape =
      d === null ? ['rect', { width: formatNumber(width), height: formatNumber(height) }] : ['path', { d }];
    const [name, attributes] = shape as [string, Attributes];
    return this.#define(`<clipPath><${name}${attributesText(attributes)}/></clipPath>`);
  }

  #define(definition: string): string {
    const id = this.#definitions.get(definition) ?? `${this.#options.idPrefix}-${this.#definitions.size + 1}`;
    this.#definitions.set(definition, id);
    return `url(#${id})`;
  }

  #element(name: Drawn['name'], attributes: Attributes, content = ''): string {
    this.#marks++;
    const text = this.#attributesText(attributes);
    return content ? `<${name}${text}>${content}</${name}>` : `<${name}${text}/>`;
  }

  /** Writes attributes, and adds the classes of colors; those of strokes end in `-line`. */
  #attributesText(attributes: Attributes): string {
    const { fill, stroke } = attributes;
    const [fillRole, strokeRole] = [fill, stroke].map((paint) => paint && roleOf(paint, this.#roles));
    const classes = [fillRole && `vd-${fillRole}`, strokeRole && `vd-${strokeRole}-line`].filter(Boolean);
    return attributesText({ class: classes.join(' ') || undefined, ...attributes });
  }
}

/** Wraps content in a group, if there are content and attributes. */
function wrap(attributes: Attributes, content: string, write = attributesText): string {
  const text = content && write(attributes);
  return text ? `<g${text}>${content}</g>` : content;
}

const isHidden = (channels: Channels): boolean => toNumber(channels['opacity'], 1) <= 0;

/** Returns the most common value of each attribute that all elements of a mark have. */
function commonAttributes(drawn: readonly Drawn[]): Attributes {
  const common: Attributes = {};
  const [first] = drawn;
  if (!first || drawn.length < 2) return common;
  for (const name of Object.keys(first.shared)) {
    const counts = new Map<string | undefined, number>();
    for (const { shared } of drawn) counts.set(shared[name], (counts.get(shared[name]) ?? 0) + 1);
    const [value, count] = [...counts].reduce((best, each) => (each[1] > best[1] ? each : best));
    if (!counts.has(undefined) && count > 1) common[name] = value;
  }
  return common;
}
