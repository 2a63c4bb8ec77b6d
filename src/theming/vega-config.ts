import type { VegaLiteConfig } from '../spec/types.ts';
import { findTheme } from './themes.ts';
import { contrast, labelSize, luminance, mix, textScale, type Tokens } from './tokens.ts';

/** Returns the colors of categories: the palette, and a ninth for "Other". */
export const categoryColors = ({
  palette,
  muted,
  background,
}: Pick<Tokens, 'palette' | 'muted' | 'background'>): readonly string[] => [
  ...palette,
  mix(muted, background, 0.3),
];

/**
 * Converts tokens to a Vega-Lite config. The config of a spec overrides it. `width` is the width of the chart's box in
 * px, to which legends wrap. `isMap` is true for a chart without axes.
 */
export function vegaConfig(tokens: Tokens, width = 640, isMap = false): VegaLiteConfig {
  const { font, text, muted, grid, background, accent, palette } = tokens;
  const small = labelSize(tokens);
  const body = Math.max(12, Math.round(tokens.fontSize * 0.875));
  // With large text on a phone, one column avoids truncated labels.
  const columns = Math.max(small > 16 ? 1 : 2, Math.floor(width / Math.max(130, small * 11)));
  const quiet = {
    labelColor: muted,
    labelFontSize: small,
    titleColor: muted,
    titleFontSize: small,
    titleFontWeight: 400,
  };
  const heading = { color: text, fontSize: body, fontWeight: 600, anchor: 'start', offset: small };
  const titleAbove = { titleAngle: 0, titleAnchor: 'end', titleBaseline: 'bottom', titleX: 0, titleY: -8 };
  // Not a list of colors, which would repeat for further classes.
  const ramp = { scheme: sequential(accent, background, text) };

  return {
    font,
    background: null,
    // Descenders and round line caps extend beyond the bounds that Vega measures.
    padding: { left: 1, top: 2, right: 1, bottom: 4 },
    autosize: { type: 'pad', contains: 'padding' },
    view: {
      stroke: null,
      continuousWidth: 400,
      continuousHeight: 240,
      discreteWidth: { step: 40 },
      discreteHeight: { step: 24 },
    },
    title: { ...heading, subtitleColor: muted, subtitleFontSize: small, subtitlePadding: 4, frame: 'group' },
    header: {
      ...quiet,
      labelColor: text,
      labelFontWeight: 600,
      labelAnchor: 'start',
      labelPadding: 6,
      titleAnchor: 'start',
    },
    axis: {
      ...quiet,
      domain: false,
      ticks: false,
      grid: false,
      gridColor: grid,
      labelPadding: 6,
      labelOverlap: true,
      labelLimit: Math.round(200 * textScale(tokens)),
      titlePadding: 8,
    },
    axisQuantitative: {
      grid: true,
      tickCount: 4,
      // Emphasize the zero line.
      gridColor: { condition: { test: 'datum.value === 0', value: muted }, value: grid },
    },
    // Keep the first label clear of the lowest label of the y axis.
    axisX: { labelAngle: 0, labelPadding: 9, labelSeparation: 8, titleAnchor: 'end' },
    axisLeft: { ...titleAbove, titleAlign: 'left' },
    axisRight: { ...titleAbove, titleAlign: 'right' },
    // If labels overlap, drop every other one. Uneven gaps, for example between months, are hard to read.
    axisDiscrete: { labelOverlap: 'parity' },
    legend: {
      ...quiet,
      labelColor: text,
      orient: 'top',
      direction: 'horizontal',
      titleAnchor: 'start',
      titlePadding: 6,
      // Leave space for the title of the left axis, which is between legend and plot.
      offset: isMap ? 6 : small + 16,
      columns,
      // Two columns must fit on a phone.
      labelLimit: columns > 1 ? Math.min(160, Math.max(60, Math.round(width / 2) - 24)) : width - 3 * small,
      // Align with the left edge of the picture, like the title.
      layout: { frame: 'bounds' },
      columnPadding: 16,
      rowPadding: 4,
      symbolSize: 80,
      symbolStrokeWidth: 2,
      symbolBaseFillColor: muted,
      gradientThickness: 8,
      gradientLength: 160,
    },
    scale: { bandPaddingInner: 0.25, bandPaddingOuter: 0.125 },
    mark: { color: accent },
    bar: { timeUnitBandSize: 0.75 },
    arc: { stroke: background, strokeWidth: 1 },
    area: { opacity: 0.9 },
    line: { strokeWidth: 2, strokeCap: 'round', strokeJoin: 'round' },
    trail: { color: accent },
    point: { filled: true, size: 60, opacity: 0.7 },
    circle: { size: 60, opacity: 0.7 },
    square: { size: 60, opacity: 0.7 },
    tick: { thickness: 2 },
    rule: { color: muted },
    text: { color: text, fontSize: small },
    boxplot: { size: 16, median: { color: background } },
    geoshape: { stroke: background, strokeWidth: 0.5 },
    range: {
      category: categoryColors(tokens),
      ramp,
      heatmap: ramp,
      ordinal: ramp,
      diverging: { scheme: diverging(accent, palette[1] ?? muted, grid, text) },
    },
  };
}

/** The contrast of the lowest class with the background. On a map, that of places without data is lower. */
const LOWEST_CONTRAST = 1.5;

/** Returns `count` colors of one hue, from near the background to a color. Colors are `#rrggbb`. */
function shades(color: string, background: string, count: number): readonly string[] {
  const ground = luminance(background);
  const isSeen = (part: number): boolean =>
    contrast(luminance(mix(background, color, part)), ground) >= LOWEST_CONTRAST;
  const from = [0.3, 0.35, 0.4, 0.45].find(isSeen) ?? 0.5;
  return Array.from({ length: count }, (_, step) =>
    mix(background, color, from + (step / (count - 1)) * (1 - from)),
  );
}

/** Returns five colors of one hue, from near the background to a color. Colors are `#rrggbb`. */
export const shadesOf = (color: string, background: string): readonly string[] =>
  shades(color, background, 5);

/** Returns colors of one hue, from near the background to the accent, then towards the text color. */
const sequential = (accent: string, background: string, text: string): readonly string[] => [
  ...shades(accent, background, 4),
  mix(accent, text, 0.4),
];

/** Returns colors of two hues that meet in the gray of the grid. */
const diverging = (low: string, high: string, middle: string, text: string): readonly string[] => [
  mix(low, text, 0.25),
  low,
  mix(low, middle, 0.6),
  middle,
  mix(high, middle, 0.6),
  high,
  mix(high, text, 0.25),
];

const configs = new Map<string, VegaLiteConfig>();

/** Widths are rounded down to a multiple of this, in px, so boxes of similar width share a config. */
const STEP = 40;

/**
 * Returns the Vega-Lite config of a theme for a box `width` px wide, or `null` for `theme="none"`. Equal arguments give
 * the same object.
 */
export function themeConfig(
  theme: string,
  tokens: Tokens,
  width = 640,
  isMap = false,
): VegaLiteConfig | null {
  if (theme === 'none') return null;
  const own = findTheme(theme)?.config;
  const step = Math.floor(width / STEP) * STEP;
  const key = JSON.stringify([own, tokens, step, isMap]);
  const config = configs.get(key) ?? { ...vegaConfig(tokens, step, isMap), ...own };
  configs.set(key, config);
  return config;
}
