/** The script of the mouse, the same for every chart. Its positions come from the first picture. */
import type { Place } from '../support/mouse.ts';
import type { Hand } from './hand.ts';

/** Positions for the mouse, in px from the top left of the picture. */
export interface Places {
  /** The first and the last plot. */
  readonly plots: readonly Box[];
  /** On the first, the middle and the last mark. */
  readonly marks: readonly Place[];
  /** On the first and the last entry of the legends. */
  readonly legend: readonly Place[];
  /** To the right of the picture. */
  readonly outside: Place;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Step {
  readonly name: string;
  play(hand: Hand): Promise<void>;
}

/** Finds the positions in an SVG picture of vega-embed. */
export function findPlaces(container: HTMLElement): Places {
  const svg = container.querySelector('svg')!;
  const origin = svg.getBoundingClientRect();
  const boxOf = (element: Element): Box => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: left - origin.left, y: top - origin.top, width, height };
  };
  const find = (selector: string): Element[] =>
    [...svg.querySelectorAll(selector)].filter((element) => element.getBoundingClientRect().width > 0);
  const onElement = (element: Element): Place => {
    if (!element.closest('.mark-line, .mark-trail, .mark-rule')) return within(boxOf(element), 0.5, 0.5);
    const path = element as SVGGeometryElement;
    const middle = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM()!);
    return rounded(middle.x - origin.left, middle.y - origin.top);
  };
  const groups = find('.role-frame, .role-scope').filter((group) => !group.closest('.role-legend'));
  const plots = groups
    // A group that contains groups (a facet, a concat) is not a plot.
    .filter((group) => !groups.some((other) => other !== group && group.contains(other)))
    .flatMap((group) => [...group.querySelectorAll(':scope > g > .background')].map(boxOf));
  const marks = find('.role-mark:not(.mark-group) > *');
  const legend = find('.role-legend-symbol > *, .role-legend-label > *');
  return {
    plots: ends(plots),
    marks: unique([marks[0], marks[Math.floor(marks.length / 2)], marks.at(-1)]).map(onElement),
    legend: ends(legend).map(onElement),
    outside: rounded(origin.width + 25, Math.min(origin.height, 120) / 2),
  };
}

/** Returns the steps for a picture. Each step changes the picture if its spec listens for the event. */
export function writeScript({ plots, marks, legend, outside }: Places): Step[] {
  const steps: Step[] = [
    { name: 'hover', play: (hand) => hand.move(...marks, ...legend, outside) },
    {
      name: 'click',
      async play(hand) {
        for (const [index, mark] of marks.entries()) await hand.click(mark, { shiftKey: index > 0 });
      },
    },
    {
      name: 'click in the legend',
      async play(hand) {
        for (const [index, entry] of legend.entries()) await hand.click(entry, { shiftKey: index > 0 });
      },
    },
  ];
  for (const [index, plot] of plots.entries()) {
    const name = plots.length > 1 ? ` in plot ${index + 1}` : '';
    const at = (x: number, y: number): Place => within(plot, x, y);
    const path = [at(0.3, 0.3), at(0.4, 0.45), at(0.62, 0.7)] as const;
    steps.push(
      { name: `double click${name}`, play: (hand) => hand.doubleClick(at(0.05, 0.05)) },
      { name: `brush${name}`, play: (hand) => hand.drag(path) },
      {
        name: `move the brush${name}`,
        play: (hand) => hand.drag([at(0.45, 0.5), at(0.5, 0.55), at(0.55, 0.4)]),
      },
      { name: `zoom the brush${name}`, play: (hand) => hand.zoom(at(0.55, 0.45), -120, -120, 60) },
      { name: `brush with shift${name}`, play: (hand) => hand.drag(path, { shiftKey: true }) },
      {
        name: `brush out of the picture${name}`,
        async play(hand) {
          await hand.drag([at(0.7, 0.8), at(0.8, 0.85), outside]);
          await hand.move(at(0.2, 0.2));
        },
      },
      { name: `wheel${name}`, play: (hand) => hand.zoom(at(0.1, 0.9), -80, 40) },
      { name: `click beside the marks${name}`, play: (hand) => hand.click(at(0.98, 0.02)) },
    );
  }
  return [
    ...steps,
    { name: 'set the inputs', play: (hand) => hand.setInputs() },
    { name: 'hover once more', play: (hand) => hand.move(...marks, ...legend) },
  ];
}

const rounded = (x: number, y: number): Place => ({ x: Math.round(x), y: Math.round(y) });

const within = ({ x, y, width, height }: Box, right: number, down: number): Place =>
  rounded(x + width * right, y + height * down);

const unique = <T>(values: readonly (T | undefined)[]): T[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];

const ends = <T>(values: readonly T[]): T[] => unique([values[0], values.at(-1)]);
