/** Interactive specs for features that the example specs lack, by feature. */

const CARS = { data: { url: 'data/cars.json' } };
const WEATHER = { data: { url: 'data/seattle-weather.csv', format: { parse: { date: 'date' } } } };
const SALES = {
  data: {
    values: ['North', 'South', 'West', 'East'].flatMap((region, index) =>
      [2023, 2024, 2025].map((year) => ({ region, year, amount: (index * 17 + year * 7) % 60 })),
    ),
  },
};
const POWER = { field: 'Horsepower', type: 'quantitative' };
const MILES = { field: 'Miles_per_Gallon', type: 'quantitative' };
const ORIGIN = { field: 'Origin', type: 'nominal' };

/** Returns a view of dots that are gray unless a parameter selects them. */
const dots = (param: string, more: object = {}): object => ({
  mark: 'point',
  encoding: { x: POWER, y: MILES, color: { condition: { param, ...ORIGIN }, value: 'grey' }, ...more },
});

const bars = {
  mark: 'bar',
  encoding: {
    x: { field: 'region', type: 'nominal' },
    y: { aggregate: 'sum', field: 'amount', type: 'quantitative' },
  },
};

export const INTERACTIVE_SPECS: Readonly<Record<string, object>> = {
  'a brush in a facet': {
    ...CARS,
    facet: { column: ORIGIN },
    spec: { width: 120, height: 120, params: [{ name: 'brush', select: 'interval' }], ...dots('brush') },
  },
  'a brush for each cell of a facet': {
    ...CARS,
    facet: { column: ORIGIN },
    spec: {
      width: 120,
      height: 120,
      params: [{ name: 'brush', select: { type: 'interval', resolve: 'union', encodings: ['x'] } }],
      ...dots('brush'),
    },
  },
  'a zoom': { ...CARS, params: [{ name: 'grid', select: 'interval', bind: 'scales' }], ...dots('grid') },
  'a zoom along the days': {
    ...WEATHER,
    width: 300,
    params: [{ name: 'grid', select: { type: 'interval', encodings: ['x'] }, bind: 'scales' }],
    mark: { type: 'line', clip: true },
    encoding: {
      x: { field: 'date', timeUnit: 'yearmonth', type: 'temporal' },
      y: { aggregate: 'mean', field: 'temp_max', type: 'quantitative' },
    },
  },
  'a zoom of two plots at once': {
    ...CARS,
    repeat: { column: ['Horsepower', 'Weight_in_lbs'] },
    spec: {
      width: 140,
      height: 140,
      params: [{ name: 'grid', select: 'interval', bind: 'scales' }],
      mark: 'point',
      encoding: { x: { field: { repeat: 'column' }, type: 'quantitative' }, y: MILES },
    },
  },
  'a legend to choose from': {
    ...CARS,
    params: [{ name: 'chosen', select: { type: 'point', fields: ['Origin'] }, bind: 'legend' }],
    mark: 'point',
    encoding: {
      x: POWER,
      y: MILES,
      color: ORIGIN,
      opacity: { condition: { param: 'chosen', value: 1 }, value: 0.1 },
    },
  },
  'a legend to hover over': {
    ...CARS,
    params: [
      { name: 'chosen', select: { type: 'point', fields: ['Origin'] }, bind: { legend: 'pointerover' } },
    ],
    mark: 'point',
    encoding: {
      x: POWER,
      y: MILES,
      color: ORIGIN,
      opacity: { condition: { param: 'chosen', value: 1 }, value: 0.1 },
    },
  },
  'the nearest point': {
    ...CARS,
    params: [
      { name: 'near', select: { type: 'point', nearest: true, on: 'pointerover', clear: 'pointerout' } },
    ],
    ...dots('near', { tooltip: [POWER, ORIGIN] }),
  },
  'a rule at the nearest day': {
    ...WEATHER,
    width: 300,
    encoding: { x: { field: 'date', timeUnit: 'yearmonth', type: 'temporal' } },
    layer: [
      { mark: 'line', encoding: { y: { aggregate: 'mean', field: 'temp_max', type: 'quantitative' } } },
      {
        params: [
          { name: 'day', select: { type: 'point', encodings: ['x'], nearest: true, on: 'pointermove' } },
        ],
        mark: { type: 'rule', tooltip: true },
        encoding: { opacity: { condition: { param: 'day', empty: false, value: 1 }, value: 0 } },
      },
    ],
  },
  'a brush that filters the plot next to it': {
    ...CARS,
    hconcat: [
      { width: 180, height: 180, params: [{ name: 'brush', select: 'interval' }], ...dots('brush') },
      {
        height: 180,
        transform: [{ filter: { param: 'brush' } }],
        mark: 'bar',
        encoding: { x: { aggregate: 'count' }, y: ORIGIN, color: ORIGIN },
      },
    ],
  },
  'a brush that sets the scale of the plot below': {
    ...WEATHER,
    vconcat: [
      {
        height: 60,
        params: [
          {
            name: 'span',
            select: { type: 'interval', encodings: ['x'] },
            value: { x: [{ year: 2013 }, { year: 2014 }] },
          },
        ],
        mark: 'area',
        encoding: {
          x: { field: 'date', timeUnit: 'yearmonth', type: 'temporal' },
          y: { aggregate: 'mean', field: 'wind', type: 'quantitative' },
        },
      },
      {
        height: 120,
        mark: { type: 'line', clip: true },
        encoding: {
          x: { field: 'date', timeUnit: 'yearmonth', type: 'temporal', scale: { domain: { param: 'span' } } },
          y: { aggregate: 'max', field: 'wind', type: 'quantitative' },
        },
      },
    ],
  },
  'a cross filter': {
    ...CARS,
    repeat: { column: ['Horsepower', 'Miles_per_Gallon'] },
    spec: {
      width: 140,
      height: 100,
      layer: [
        {
          params: [{ name: 'brush', select: { type: 'interval', encodings: ['x'] } }],
          mark: 'bar',
          encoding: {
            x: { field: { repeat: 'column' }, bin: { maxbins: 12 } },
            y: { aggregate: 'count' },
            color: { value: '#ddd' },
          },
        },
        {
          transform: [{ filter: { param: 'brush' } }],
          mark: 'bar',
          encoding: { x: { field: { repeat: 'column' }, bin: { maxbins: 12 } }, y: { aggregate: 'count' } },
        },
      ],
    },
  },
  'layers, one of them brushed': {
    ...SALES,
    width: 220,
    encoding: { x: { field: 'region', type: 'nominal' } },
    layer: [
      {
        params: [{ name: 'brush', select: { type: 'interval', encodings: ['x'] } }],
        mark: { type: 'bar', cursor: 'crosshair' },
        encoding: {
          y: { aggregate: 'sum', field: 'amount', type: 'quantitative' },
          opacity: { condition: { param: 'brush', value: 1 }, value: 0.4 },
        },
      },
      {
        transform: [{ filter: { param: 'brush' } }],
        mark: { type: 'rule', color: 'firebrick', size: 3 },
        encoding: { x: null, y: { aggregate: 'mean', field: 'amount', type: 'quantitative' } },
      },
    ],
  },
  'a brush with its own style': {
    ...CARS,
    params: [
      {
        name: 'brush',
        select: {
          type: 'interval',
          mark: { fill: 'teal', fillOpacity: 0.2, stroke: 'teal', cursor: 'grab' },
          zoom: false,
        },
        value: { x: [60, 120], y: [15, 35] },
      },
    ],
    ...dots('brush'),
  },
  'a brush over a map': {
    width: 300,
    height: 200,
    projection: { type: 'mercator' },
    data: {
      values: [...Array(12).keys()].map((index) => ({
        longitude: 5 + index * 2,
        latitude: 45 + ((index * 5) % 9),
      })),
    },
    params: [{ name: 'brush', select: 'interval' }],
    mark: { type: 'circle', size: 80 },
    encoding: {
      longitude: { field: 'longitude', type: 'quantitative' },
      latitude: { field: 'latitude', type: 'quantitative' },
      color: { condition: { param: 'brush', value: 'teal' }, value: '#ccc' },
    },
  },
  'bars to choose from, with alt for more': {
    ...SALES,
    width: 220,
    params: [
      { name: 'over', select: { type: 'point', on: 'pointerover', clear: 'pointerout' } },
      {
        name: 'chosen',
        select: { type: 'point', encodings: ['x'], toggle: 'event.altKey || event.shiftKey' },
        value: [{ x: 'South' }],
      },
    ],
    mark: { type: 'bar', tooltip: { content: 'data' }, stroke: 'black' },
    encoding: {
      ...bars.encoding,
      fillOpacity: { condition: { param: 'chosen', value: 1 }, value: 0.3 },
      strokeWidth: { condition: { param: 'over', empty: false, value: 2 }, value: 0 },
      tooltip: { condition: { param: 'chosen', field: 'region' }, value: 'not chosen' },
    },
  },
  'a line to hover over, with a label': {
    ...SALES,
    width: 220,
    params: [{ name: 'over', select: { type: 'point', on: 'pointerover', fields: ['region'] } }],
    mark: { type: 'line', strokeWidth: 6, tooltip: true },
    encoding: {
      x: { field: 'year', type: 'ordinal' },
      y: { field: 'amount', type: 'quantitative' },
      color: { field: 'region' },
      opacity: { condition: { param: 'over', value: 1 }, value: 0.2 },
    },
  },
  'slices, and a text that follows the pointer': {
    ...SALES,
    layer: [
      {
        params: [
          {
            name: 'over',
            select: { type: 'point', on: 'pointerover', clear: 'pointerout', fields: ['region'] },
          },
        ],
        mark: { type: 'arc', innerRadius: 50 },
        encoding: {
          theta: { aggregate: 'sum', field: 'amount', type: 'quantitative' },
          color: { field: 'region' },
          opacity: { condition: { param: 'over', value: 1 }, value: 0.3 },
        },
      },
      {
        transform: [{ filter: { param: 'over', empty: false } }],
        mark: { type: 'text', fontSize: 20 },
        encoding: { text: { field: 'region' } },
      },
    ],
  },
  'every kind of input': {
    ...SALES,
    width: 220,
    params: [
      { name: 'least', value: 0, bind: { input: 'range', min: 0, max: 120, step: 1 } },
      { name: 'width', value: 10, bind: { input: 'number', min: 1, max: 30 } },
      { name: 'rounded', value: false, bind: { input: 'checkbox' } },
      { name: 'ink', value: '#cc0000', bind: { input: 'color' } },
      { name: 'word', value: '', bind: { input: 'text', placeholder: 'part of a name' } },
      { name: 'side', value: 'left', bind: { input: 'select', options: ['left', 'right'] } },
      {
        name: 'picked',
        select: { type: 'point', fields: ['year'] },
        bind: { input: 'radio', options: [2023, 2024, 2025], labels: ['first', 'second', 'third'] },
      },
    ],
    transform: [
      { filter: 'datum.amount * 3 >= least && indexof(lower(datum.region), lower(word)) >= 0' },
      { filter: { param: 'picked' } },
    ],
    mark: {
      type: 'bar',
      width: { expr: 'width' },
      color: { expr: 'ink' },
      cornerRadius: { expr: 'rounded ? 8 : 0' },
    },
    encoding: { ...bars.encoding, y: { ...bars.encoding.y, axis: { orient: { expr: 'side' } } } },
  },
  'a parameter that follows the pointer': {
    ...CARS,
    params: [
      { name: 'grow', value: 30, on: [{ events: 'pointermove', update: '10 + x() / 3' }] },
      { name: 'clicks', value: 0, on: [{ events: 'click', update: 'clicks + 1' }] },
    ],
    layer: [
      { mark: { type: 'circle', size: { expr: 'grow' } }, encoding: { x: POWER, y: MILES } },
      { mark: { type: 'text', text: { expr: "'clicks: ' + clicks" }, x: 40, y: 10 } },
    ],
  },
};
