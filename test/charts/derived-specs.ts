import type { VegaLiteSpec } from '../../src/spec/types.ts';

/**
 * The complete spec of one chart of each kind, by the name of its column set. A change here changes how the chart
 * looks.
 */
export const DERIVED: Readonly<Record<string, VegaLiteSpec>> = {
  'text + number': {
    data: { name: 'main' },
    encoding: {
      x: {
        field: 'region',
        type: 'nominal',
        title: null,
        sort: { field: 'revenue', op: 'sum', order: 'descending' },
        axis: { labelLimit: 256 },
      },
      y: {
        field: 'revenue',
        type: 'quantitative',
        title: 'Revenue',
        scale: { zero: true, nice: false, range: [{ expr: 'height' }, 18] },
        axis: { labels: false, values: [0] },
      },
      tooltip: [
        { field: 'region', type: 'nominal', title: 'Region' },
        { field: 'revenue', type: 'quantitative', title: 'Revenue' },
      ],
    },
    layer: [
      { mark: { type: 'bar', cornerRadiusEnd: 2, width: { expr: "min(bandwidth('x'), 72) * 1" } } },
      {
        mark: {
          type: 'text',
          baseline: { expr: "datum['revenue'] < 0 ? 'top' : 'bottom'" },
          dy: { expr: "datum['revenue'] < 0 ? 5 : -4" },
        },
        encoding: { text: { field: 'revenue', type: 'quantitative', title: 'Revenue' } },
      },
    ],
  },
  'favourable changes': {
    data: { name: 'main' },
    encoding: {
      y: {
        field: 'dimension',
        type: 'nominal',
        title: null,
        sort: { field: 'value', op: 'sum', order: 'descending' },
        axis: { labelLimit: 256, labelPadding: 22, labelOverlap: false },
      },
      x: {
        field: 'value',
        type: 'quantitative',
        title: null,
        scale: { zero: true },
        axis: { orient: 'top', titleAnchor: 'start' },
      },
      tooltip: [
        { field: 'dimension', type: 'nominal', title: 'dimension' },
        { field: 'value', type: 'quantitative', title: 'Current' },
        { field: 'prev_value', type: 'quantitative', title: 'Previous' },
        { field: '_verdict', type: 'nominal', title: '_verdict' },
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
        encoding: {
          x: { field: 'prev_value', type: 'quantitative', title: null },
          opacity: {
            datum: 'Previous',
            type: 'nominal',
            title: null,
            legend: { offset: 10, values: ['Previous'], symbolFillColor: '#7d858f' },
            scale: { domain: ['Current', 'Previous'], range: [1, 0.3] },
          },
        },
      },
      {
        mark: { type: 'bar', cornerRadiusEnd: 2, height: { expr: "min(bandwidth('y'), 72) * 0.5" } },
        encoding: {
          opacity: {
            datum: 'Current',
            type: 'nominal',
            title: null,
            legend: { offset: 10, values: ['Previous'], symbolFillColor: '#7d858f' },
            scale: { domain: ['Current', 'Previous'], range: [1, 0.3] },
          },
          color: {
            condition: {
              test: "datum['_verdict'] !== null",
              field: '_verdict',
              type: 'nominal',
              title: null,
              legend: { offset: 10 },
              scale: { domain: ['Better', 'Worse'], range: ['#0b8a70', '#d8483c'] },
            },
            value: '#7d858f',
          },
        },
      },
      {
        mark: 'text',
        encoding: {
          x: { value: -11 },
          text: { field: '_sign', type: 'nominal', title: null },
          color: {
            condition: {
              test: "datum['_verdict'] !== null",
              field: '_verdict',
              type: 'nominal',
              title: null,
              legend: { offset: 10 },
              scale: { domain: ['Better', 'Worse'], range: ['#0b8a70', '#d8483c'] },
            },
            value: '#7d858f',
          },
        },
      },
    ],
  },
  'date + text + number': {
    data: { name: 'main' },
    mark: { type: 'line', point: { size: 320, opacity: 0 } },
    encoding: {
      x: { field: 'month', type: 'temporal', title: null },
      y: { field: 'delay_minutes', type: 'quantitative', title: 'Delay minutes', scale: { zero: true } },
      color: {
        field: 'carrier',
        type: 'nominal',
        title: null,
        scale: { domain: ['Gamma', 'Beta Jet', 'Alpha Air'] },
      },
      tooltip: [
        { field: 'month', type: 'temporal', title: 'Month', timeUnit: 'yearmonth' },
        { field: 'carrier', type: 'nominal', title: 'Carrier' },
        { field: 'delay_minutes', type: 'quantitative', title: 'Delay minutes', format: { decimals: 1 } },
      ],
    },
  },
  'many parts': {
    data: { name: 'main' },
    encoding: {
      y: {
        field: 'cause',
        type: 'nominal',
        title: null,
        sort: { field: 'deaths', op: 'sum', order: 'descending' },
        axis: { labelLimit: 256, labelOverlap: false },
      },
      x: {
        field: 'deaths',
        type: 'quantitative',
        title: 'Deaths',
        scale: { zero: true },
        axis: { orient: 'top', titleAnchor: 'start' },
      },
      order: { field: '_rank', type: 'quantitative', title: null },
      tooltip: [
        { field: 'cause', type: 'nominal', title: 'Cause' },
        { field: 'age', type: 'nominal', title: 'Age' },
        { field: 'deaths', type: 'quantitative', title: 'Deaths' },
      ],
    },
    layer: [
      {
        mark: { type: 'bar', height: { expr: "min(bandwidth('y'), 72) * 1" } },
        encoding: {
          color: {
            field: 'age',
            type: 'nominal',
            title: null,
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
          x: { field: 'deaths', type: 'quantitative', title: 'Deaths', stack: 'zero', bandPosition: 0.5 },
          detail: { field: 'age', type: 'nominal', title: 'Age' },
          text: { field: 'deaths', type: 'quantitative', title: 'Deaths' },
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
          latitude: { field: 'lat', type: 'quantitative', title: 'Lat' },
          longitude: { field: 'lon', type: 'quantitative', title: 'Lon' },
          size: {
            field: 'inhabitants',
            type: 'quantitative',
            title: 'Inhabitants',
            legend: { values: [1000000, 2000000, 3000000], columns: 4 },
            scale: { rangeMin: 10, rangeMax: { expr: 'clamp(width * height / 600, 30, 400)' } },
          },
          tooltip: [
            { field: 'city', type: 'nominal', title: 'City' },
            { field: 'inhabitants', type: 'quantitative', title: 'Inhabitants' },
          ],
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
          latitude: { field: 'lat', type: 'quantitative', title: 'Lat' },
          longitude: { field: 'lon', type: 'quantitative', title: 'Lon' },
          text: { field: '_label', type: 'nominal' },
          tooltip: [
            { field: 'city', type: 'nominal', title: 'City' },
            { field: 'inhabitants', type: 'quantitative', title: 'Inhabitants' },
          ],
        },
      },
    ],
  },
  'wish: arc of many': {
    data: { name: 'main' },
    encoding: {
      theta: { field: 'population', type: 'quantitative', title: 'Population', stack: true },
      order: { field: '_rank', type: 'quantitative', title: null },
      tooltip: [
        { field: '_group', type: 'nominal', title: 'Country' },
        { field: 'population', type: 'quantitative', title: 'Population', format: { decimals: 1 } },
        { field: '_share', type: 'quantitative', title: 'Share', format: '.1%' },
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
            field: '_group',
            type: 'nominal',
            title: null,
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
        encoding: { detail: { field: '_group', type: 'nominal', title: 'Country' } },
      },
    ],
  },
};
