/** Channels that Vega reads from every item. */
const ALL =
  'aria ariaRole ariaRoleDescription blend cursor description fill fillOpacity height href opacity stroke strokeCap strokeDash strokeDashOffset strokeJoin strokeMiterLimit strokeOpacity strokeWidth tooltip width x x2 xc y y2 yc zindex';
const CORNERS =
  'cornerRadius cornerRadiusBottomLeft cornerRadiusBottomRight cornerRadiusTopLeft cornerRadiusTopRight';
const PATH = 'defined interpolate orient tension';

/** Further channels by mark type. Those of groups include channels of axes, legends, titles and their layout. */
const OWN = new Map<string, string>(
  Object.entries({
    arc: 'cornerRadius endAngle innerRadius outerRadius padAngle startAngle',
    area: PATH,
    group: `${CORNERS} align anchor angle clip column columns format formatType frame limit maxExtent minExtent noBound offset orient padding position range row strokeForeground strokeOffset titlePadding translate`,
    image: 'align aspect baseline smooth url',
    line: PATH,
    path: 'angle isVoronoi path scaleX scaleY',
    rect: CORNERS,
    symbol: 'angle shape size',
    text: '_anchor align anchor angle auto baseline dir dx dy ellipsis font fontSize fontStyle fontVariant fontWeight limit lineBreak lineHeight orient radius text theta',
    trail: 'defined size',
  }),
);

/** Returns whether a spec may set a channel of a mark type. Excludes channels that Vega does not read. */
export function isChannel(marktype: string, name: string): boolean {
  return `${ALL} ${OWN.get(marktype) ?? 'x'}`.split(' ').includes(name);
}
