import type { VegaLiteSpec } from '../../src/spec/types.ts';

const text = (field: string, title: string | null) => ({ field, type: 'nominal', title });
const number = (field: string, title: string | null) => ({ field, type: 'quantitative', title });
const VERDICT = {
  condition: {
    test: "datum['_verdict'] !== null",
    ...text('_verdict', null),
    legend: { offset: 10 },
    scale: { domain: ['Better', 'Worse'], range: ['#0b8a70', '#d8483c'] },
  },
  value: '#7d858f',
};
const opacityOf = (datum: string) => ({
  ...{ datum, type: 'nominal', title: null },
  legend: { offset: 10, values: ['Previous'], symbolFillColor: '#7d858f' },
  scale: { domain: ['Current', 'Previous'], range: [1, 0.3] },
});

/**
 * The complete spec of one chart of each kind, by the name of its column set. A change here changes how the chart
 * looks.
 */
export const DERIVED: Readonly<Record<string, VegaLiteSpec>> = {
  'text + number': {
    data: { name: 'main' },
    encoding: {
      x: {
        ...text('region', null),
        sort: { field: 'revenue', op: 'sum', order: 'descending' },
        axis: { labelLimit: 256 },
      },
      y: {
        ...number('revenue', 'Revenue'),
        scale: { zero: true, nice: false, range: [{ expr: 'height' }, 18] },
        axis: { labels: false, values: [0] },
      },
      tooltip: [text('region', 'Region'), number('revenue', 'Revenue')],
    },
    layer: [
      { mark: { type: 'bar', cornerRadiusEnd: 2, width: { expr: "min(bandwidth('x'), 72) * 1" } } },
      {
        mark: {
          type: 'text',
          baseline: { expr: "datum['revenue'] < 0 ? 'top' : 'bottom'" },
          dy: { expr: "datum['revenue'] < 0 ? 5 : -4" },
        },
        encoding: { text: number('revenue', 'Revenue') },
      },
    ],
  },
  'favourable changes': {
    data: { name: 'main' },
    encoding: {
      y: {
        ...text('dimension', null),
        sort: { field: 'value', op: 'sum', order: 'descending' },
        axis: { labelLimit: 256, labelPadding: 22, labelOverlap: false },
      },
      x: { ...number('value', null), scale: { zero: true }, axis: { orient: 'top', titleAnchor: 'start' } },
      tooltip: [
        text('dimension', 'dimension'),
        number('value', 'Current'),
        number('prev_value', 'Previous'),
        text('_verdict', '_verdict'),
      ],
    },
    layer: [
      {
        mark: {
          type: 'bar',
          cornerRadiusEnd: 2,
          height: { expr: "min(bandwidth('y'), 72) * 1" },
          color: '#7d858f',
        },
        encoding: { x: number('prev_value', null), opacity: opacityOf('Previous') },
      },
      {
        mark: { type: 'bar', cornerRadiusEnd: 2, height: { expr: "min(bandwidth('y'), 72) * 0.5" } },
        encoding: { opacity: opacityOf('Current'), color: VERDICT },
      },
      { mark: 'text', encoding: { x: { value: -11 }, text: text('_sign', null), color: VERDICT } },
    ],
  },
  'date + text + number': {
    data: { name: 'main' },
    mark: { type: 'line', point: { size: 320, opacity: 0 } },
    encoding: {
      x: { field: 'month', type: 'temporal', title: null },
      y: { ...number('delay_minutes', 'Delay minutes'), scale: { zero: true } },
      color: { ...text('carrier', null), scale: { domain: ['Gamma', 'Beta Jet', 'Alpha Air'] } },
      tooltip: [
        { field: 'month', type: 'temporal', title: 'Month', timeUnit: 'yearmonth' },
        text('carrier', 'Carrier'),
        { ...number('delay_minutes', 'Delay minutes'), format: { decimals: 1 } },
      ],
    },
  },
  'many parts': {
    data: { name: 'main' },
    encoding: {
      y: {
        ...text('cause', null),
        sort: { field: 'deaths', op: 'sum', order: 'descending' },
        axis: { labelLimit: 256, labelOverlap: false },
      },
      x: {
        ...number('deaths', 'Deaths'),
        scale: { zero: true },
        axis: { orient: 'top', titleAnchor: 'start' },
      },
      order: number('_rank', null),
      tooltip: [text('cause', 'Cause'), text('age', 'Age'), number('deaths', 'Deaths')],
    },
    layer: [
      {
        mark: { type: 'bar', height: { expr: "min(bandwidth('y'), 72) * 1" } },
        encoding: {
          color: {
            ...text('age', null),
            scale: { domain: ['0–19', '20–39', '40–59', '60–79', '80+'] },
            legend: { offset: 10 },
          },
        },
      },
      {
        name: 'vibedasher_part_values',
        mark: {
          type: 'text',
          align: 'center',
          baseline: 'middle',
          color: { expr: "contrast('white', scale('color', datum['age'])) >= 4.5 ? 'white' : 'black'" },
          opacity: {
            expr: "abs(scale('x', datum['deaths']) - scale('x', 0)) >= 39 && min(bandwidth('y'), 72) >= 14 ? 1 : 0",
          },
        },
        encoding: {
          x: { ...number('deaths', 'Deaths'), stack: 'zero', bandPosition: 0.5 },
          detail: text('age', 'Age'),
          text: number('deaths', 'Deaths'),
        },
      },
    ],
  },
  'regional map with sizes': {
    data: { name: 'main' },
    projection: {
      type: 'mercator',
      clipExtent: { expr: '[[-2, -2], [width + 2, height + 2]]' },
      fit: {
        type: 'Feature',
        properties: {},
        geometry: {
          type: 'MultiPoint',
          coordinates: [
            [6, 47],
            [15, 55],
          ],
        },
      },
    },
    layer: [
      {
        data: { name: 'vibedasher:land' },
        mark: { type: 'geoshape', fill: '#8b939e', fillOpacity: 0.35, aria: false },
      },
      {
        mark: { type: 'circle', size: 30, opacity: 0.7 },
        encoding: {
          latitude: number('lat', 'Lat'),
          longitude: number('lon', 'Lon'),
          size: {
            ...number('inhabitants', 'Inhabitants'),
            legend: { values: [1000000, 2000000, 3000000], columns: 4 },
            scale: { rangeMin: 10, rangeMax: { expr: 'clamp(width * height / 600, 30, 400)' } },
          },
          tooltip: [text('city', 'City'), number('inhabitants', 'Inhabitants')],
        },
      },
      {
        transform: [{ filter: "datum['_label'] !== null" }],
        mark: {
          type: 'text',
          baseline: 'middle',
          aria: false,
          align: { expr: "datum['_align']" },
          dx: { expr: "datum['_dx']" },
          dy: { expr: "datum['_dy']" },
        },
        encoding: {
          latitude: number('lat', 'Lat'),
          longitude: number('lon', 'Lon'),
          text: { field: '_label', type: 'nominal' },
          tooltip: [text('city', 'City'), number('inhabitants', 'Inhabitants')],
        },
      },
    ],
  },
  'wish: arc of many': {
    data: { name: 'main' },
    encoding: {
      theta: { ...number('population', 'Population'), stack: true },
      order: number('_rank', null),
      tooltip: [
        text('_group', 'Country'),
        { ...number('population', 'Population'), format: { decimals: 1 } },
        { ...number('_share', 'Share'), format: '.1%' },
      ],
    },
    layer: [
      {
        mark: {
          type: 'arc',
          outerRadius: { expr: 'min(height / 2 - 22, width / 2 - 108)' },
          innerRadius: { expr: '0.56 * min(height / 2 - 22, width / 2 - 108)' },
        },
        encoding: {
          color: {
            ...text('_group', null),
            scale: {
              domain: ['Germany', 'France', 'Italy', 'Spain', 'Poland', 'Romania', ' ', '  ', 'Other'],
            },
            legend: null,
          },
        },
      },
      {
        mark: {
          type: 'text',
          text: { expr: "datum['_group'] + '  ' + format(datum['_share'], '.1%')" },
          align: { expr: "datum['_middle'] < 0.5 ? 'left' : 'right'" },
          radius: { expr: 'min(height / 2 - 22, width / 2 - 108) + 10' },
          dx: { expr: "datum['_dx']" },
          dy: { expr: "datum['_dy']" },
        },
        encoding: { detail: text('_group', 'Country') },
      },
    ],
  },
};
