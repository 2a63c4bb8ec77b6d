import type { Outline } from './outline.ts';

/** What the column sets give. Written by `node test/charts/write-derived-specs.ts`. */
export const DERIVED: Readonly<Record<string, Outline>> = {
  'text + number': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['region:string', 'revenue:number'],
        rows: 5,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      encoding: {
        x: {
          field: 'region',
          type: 'nominal',
          title: null,
          sort: {
            field: 'revenue',
            op: 'sum',
            order: 'descending',
          },
          axis: {
            labelLimit: 256,
          },
        },
        y: {
          field: 'revenue',
          type: 'quantitative',
          title: 'Revenue',
          scale: {
            zero: true,
            nice: false,
            range: [
              {
                expr: 'height',
              },
              18,
            ],
          },
          axis: {
            labels: false,
            values: [0],
          },
        },
        tooltip: [
          {
            field: 'region',
            type: 'nominal',
            title: 'Region',
          },
          {
            field: 'revenue',
            type: 'quantitative',
            title: 'Revenue',
          },
        ],
      },
      layer: [
        {
          mark: {
            type: 'bar',
            cornerRadiusEnd: 2,
            width: {
              expr: "min(bandwidth('x'), 72) * 1",
            },
          },
        },
        {
          mark: {
            type: 'text',
            baseline: {
              expr: "datum['revenue'] < 0 ? 'top' : 'bottom'",
            },
            dy: {
              expr: "datum['revenue'] < 0 ? 5 : -4",
            },
          },
          encoding: {
            text: {
              field: 'revenue',
              type: 'quantitative',
              title: 'Revenue',
            },
          },
        },
      ],
    },
  },
  'long text + number': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['country:string', 'population_millions:number'],
        rows: 11,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      encoding: {
        y: {
          field: 'country',
          type: 'nominal',
          title: null,
          sort: {
            field: 'population_millions',
            op: 'sum',
            order: 'descending',
          },
          axis: {
            labelLimit: 256,
            labelOverlap: false,
          },
        },
        x: {
          field: 'population_millions',
          type: 'quantitative',
          title: 'Population millions',
          scale: {
            zero: true,
            nice: false,
            range: [
              0,
              {
                expr: 'width - 44',
              },
            ],
          },
          axis: {
            orient: 'top',
            titleAnchor: 'start',
            labels: false,
            values: [0],
          },
        },
        tooltip: [
          {
            field: 'country',
            type: 'nominal',
            title: 'Country',
          },
          {
            field: 'population_millions',
            type: 'quantitative',
            title: 'Population millions',
          },
        ],
      },
      layer: [
        {
          mark: {
            type: 'bar',
            cornerRadiusEnd: 2,
            height: {
              expr: "min(bandwidth('y'), 72) * 1",
            },
          },
        },
        {
          mark: {
            type: 'text',
            align: {
              expr: "datum['population_millions'] < 0 ? 'right' : 'left'",
            },
            dx: {
              expr: "datum['population_millions'] < 0 ? -5 : 5",
            },
          },
          encoding: {
            text: {
              field: 'population_millions',
              type: 'quantitative',
              title: 'Population millions',
            },
          },
        },
      ],
    },
  },
  'very long text + number': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['segment:string', 'employees:number'],
        rows: 6,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      encoding: {
        y: {
          field: 'segment',
          type: 'nominal',
          title: null,
          sort: {
            field: 'employees',
            op: 'sum',
            order: 'descending',
          },
          axis: {
            labelLimit: 256,
            labelOverlap: false,
          },
        },
        x: {
          field: 'employees',
          type: 'quantitative',
          title: 'Employees',
          scale: {
            zero: true,
            nice: false,
            range: [
              0,
              {
                expr: 'width - 44',
              },
            ],
          },
          axis: {
            orient: 'top',
            titleAnchor: 'start',
            labels: false,
            values: [0],
          },
        },
        tooltip: [
          {
            field: 'segment',
            type: 'nominal',
            title: 'Segment',
          },
          {
            field: 'employees',
            type: 'quantitative',
            title: 'Employees',
          },
        ],
      },
      layer: [
        {
          mark: {
            type: 'bar',
            cornerRadiusEnd: 2,
            height: {
              expr: "min(bandwidth('y'), 72) * 1",
            },
          },
        },
        {
          mark: {
            type: 'text',
            align: {
              expr: "datum['employees'] < 0 ? 'right' : 'left'",
            },
            dx: {
              expr: "datum['employees'] < 0 ? -5 : 5",
            },
          },
          encoding: {
            text: {
              field: 'employees',
              type: 'quantitative',
              title: 'Employees',
            },
          },
        },
      ],
    },
  },
  'names above their bars': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['segment:string', 'employees:number'],
        rows: 6,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      encoding: {
        y: {
          field: 'segment',
          type: 'nominal',
          title: null,
          sort: {
            field: 'employees',
            op: 'sum',
            order: 'descending',
          },
          axis: null,
        },
        x: {
          field: 'employees',
          type: 'quantitative',
          title: 'Employees',
          scale: {
            zero: true,
            nice: false,
            range: [
              0,
              {
                expr: 'width - 44',
              },
            ],
          },
          axis: {
            orient: 'top',
            titleAnchor: 'start',
            labels: false,
            values: [],
          },
        },
        tooltip: [
          {
            field: 'segment',
            type: 'nominal',
            title: 'Segment',
          },
          {
            field: 'employees',
            type: 'quantitative',
            title: 'Employees',
          },
        ],
      },
      layer: [
        {
          mark: {
            type: 'bar',
            cornerRadiusEnd: 2,
            height: {
              expr: "min(bandwidth('y'), 72) * 0.4",
            },
            yOffset: 7,
          },
        },
        {
          mark: {
            type: 'text',
            align: {
              expr: "datum['employees'] < 0 ? 'right' : 'left'",
            },
            dx: {
              expr: "datum['employees'] < 0 ? -5 : 5",
            },
            yOffset: 7,
          },
          encoding: {
            text: {
              field: 'employees',
              type: 'quantitative',
              title: 'Employees',
            },
          },
        },
        {
          mark: {
            type: 'text',
            align: 'left',
            baseline: 'bottom',
            yOffset: {
              expr: "4 - min(bandwidth('y'), 72) * 0.2",
            },
          },
          encoding: {
            x: {
              value: 0,
            },
            text: {
              field: 'segment',
              type: 'nominal',
              title: 'Segment',
            },
          },
        },
      ],
    },
  },
  'forty long categories': {
    kind: 'spec',
    more: 24,
    data: [
      {
        name: 'main',
        columns: ['product:string', 'units_sold:number'],
        rows: 16,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'bar',
        cornerRadiusEnd: 2,
        height: {
          expr: "min(bandwidth('y'), 72) * 1",
        },
      },
      encoding: {
        y: {
          field: 'product',
          type: 'nominal',
          title: null,
          sort: {
            field: 'units_sold',
            op: 'sum',
            order: 'descending',
          },
          axis: {
            labelLimit: 256,
            labelOverlap: false,
          },
        },
        x: {
          field: 'units_sold',
          type: 'quantitative',
          title: 'Units sold',
          scale: {
            zero: true,
          },
          axis: {
            orient: 'top',
            titleAnchor: 'start',
          },
        },
        tooltip: [
          {
            field: 'product',
            type: 'nominal',
            title: 'Product',
          },
          {
            field: 'units_sold',
            type: 'quantitative',
            title: 'Units sold',
          },
        ],
      },
    },
  },
  'weekdays + number': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['weekday:string', 'visits:number'],
        rows: 7,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      encoding: {
        x: {
          field: 'weekday',
          type: 'nominal',
          title: null,
          sort: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
          axis: {
            labelLimit: 256,
            labelExpr:
              "slice(datum.label, 0, width / length(domain('x')) < 26 ? 1 : width / length(domain('x')) < 30 ? 3 : 99)",
            labelSeparation: 2,
          },
        },
        y: {
          field: 'visits',
          type: 'quantitative',
          title: 'Visits',
          scale: {
            zero: true,
            nice: false,
            range: [
              {
                expr: 'height',
              },
              18,
            ],
          },
          axis: {
            labels: false,
            values: [0],
          },
        },
        tooltip: [
          {
            field: 'weekday',
            type: 'nominal',
            title: 'Weekday',
          },
          {
            field: 'visits',
            type: 'quantitative',
            title: 'Visits',
          },
        ],
      },
      layer: [
        {
          mark: {
            type: 'bar',
            cornerRadiusEnd: 2,
            width: {
              expr: "min(bandwidth('x'), 72) * 1",
            },
          },
        },
        {
          mark: {
            type: 'text',
            baseline: {
              expr: "datum['visits'] < 0 ? 'top' : 'bottom'",
            },
            dy: {
              expr: "datum['visits'] < 0 ? 5 : -4",
            },
          },
          encoding: {
            text: {
              field: 'visits',
              type: 'quantitative',
              title: 'Visits',
            },
          },
        },
      ],
    },
  },
  'age groups + number': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['age_group:string', 'members:number'],
        rows: 9,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      encoding: {
        x: {
          field: 'age_group',
          type: 'nominal',
          title: null,
          sort: ['0–9', '10–19', '20–29', '30–39', '40–49', '50–59', '60–69', '70–79', '80+'],
          axis: {
            labelLimit: 256,
          },
        },
        y: {
          field: 'members',
          type: 'quantitative',
          title: 'Members',
          scale: {
            zero: true,
            nice: false,
            range: [
              {
                expr: 'height',
              },
              18,
            ],
          },
          axis: {
            labels: false,
            values: [0],
          },
        },
        tooltip: [
          {
            field: 'age_group',
            type: 'nominal',
            title: 'Age group',
          },
          {
            field: 'members',
            type: 'quantitative',
            title: 'Members',
          },
        ],
      },
      layer: [
        {
          mark: {
            type: 'bar',
            cornerRadiusEnd: 2,
            width: {
              expr: "min(bandwidth('x'), 72) * 1",
            },
          },
        },
        {
          mark: {
            type: 'text',
            baseline: {
              expr: "datum['members'] < 0 ? 'top' : 'bottom'",
            },
            dy: {
              expr: "datum['members'] < 0 ? 5 : -4",
            },
          },
          encoding: {
            text: {
              field: 'members',
              type: 'quantitative',
              title: 'Members',
            },
          },
        },
      ],
    },
  },
  'negative values': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['department:string', 'change_in_staff:number'],
        rows: 6,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      encoding: {
        y: {
          field: 'department',
          type: 'nominal',
          title: null,
          sort: {
            field: 'change_in_staff',
            op: 'sum',
            order: 'descending',
          },
          axis: {
            labelLimit: 256,
            labelOverlap: false,
          },
        },
        x: {
          field: 'change_in_staff',
          type: 'quantitative',
          title: 'Change in staff',
          scale: {
            zero: true,
            nice: false,
            range: [
              44,
              {
                expr: 'width - 44',
              },
            ],
          },
          axis: {
            orient: 'top',
            titleAnchor: 'start',
            labels: false,
            values: [0],
          },
        },
        tooltip: [
          {
            field: 'department',
            type: 'nominal',
            title: 'Department',
          },
          {
            field: 'change_in_staff',
            type: 'quantitative',
            title: 'Change in staff',
          },
        ],
      },
      layer: [
        {
          mark: {
            type: 'bar',
            cornerRadiusEnd: 2,
            height: {
              expr: "min(bandwidth('y'), 72) * 1",
            },
          },
        },
        {
          mark: {
            type: 'text',
            align: {
              expr: "datum['change_in_staff'] < 0 ? 'right' : 'left'",
            },
            dx: {
              expr: "datum['change_in_staff'] < 0 ? -5 : 5",
            },
          },
          encoding: {
            text: {
              field: 'change_in_staff',
              type: 'quantitative',
              title: 'Change in staff',
            },
          },
        },
      ],
    },
  },
  'repeated categories': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['species:string', 'body_mass_g:number'],
        rows: 150,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'point',
        opacity: 0.7,
      },
      encoding: {
        y: {
          field: 'species',
          type: 'nominal',
          title: null,
          sort: {
            field: 'body_mass_g',
            op: 'median',
            order: 'descending',
          },
          axis: {
            labelLimit: 256,
            labelOverlap: false,
          },
        },
        x: {
          field: 'body_mass_g',
          type: 'quantitative',
          title: 'Body mass g',
          scale: {
            zero: false,
          },
          axis: {
            orient: 'top',
            titleAnchor: 'start',
          },
        },
        tooltip: [
          {
            field: 'species',
            type: 'nominal',
            title: 'Species',
          },
          {
            field: 'body_mass_g',
            type: 'quantitative',
            title: 'Body mass g',
          },
        ],
      },
    },
  },
  'boolean + number': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['is_member:string', 'orders:number'],
        rows: 3,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      encoding: {
        x: {
          field: 'is_member',
          type: 'nominal',
          title: null,
          sort: {
            field: 'orders',
            op: 'sum',
            order: 'descending',
          },
          axis: {
            labelLimit: 256,
          },
        },
        y: {
          field: 'orders',
          type: 'quantitative',
          title: 'Orders',
          scale: {
            zero: true,
            nice: false,
            range: [
              {
                expr: 'height',
              },
              18,
            ],
          },
          axis: {
            labels: false,
            values: [0],
          },
        },
        tooltip: [
          {
            field: 'is_member',
            type: 'nominal',
            title: 'Is member',
          },
          {
            field: 'orders',
            type: 'quantitative',
            title: 'Orders',
          },
        ],
      },
      layer: [
        {
          mark: {
            type: 'bar',
            cornerRadiusEnd: 2,
            width: {
              expr: "min(bandwidth('x'), 72) * 1",
            },
          },
        },
        {
          mark: {
            type: 'text',
            baseline: {
              expr: "datum['orders'] < 0 ? 'top' : 'bottom'",
            },
            dy: {
              expr: "datum['orders'] < 0 ? 5 : -4",
            },
          },
          encoding: {
            text: {
              field: 'orders',
              type: 'quantitative',
              title: 'Orders',
            },
          },
        },
      ],
    },
  },
  'null category': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['channel:string', 'orders:number'],
        rows: 4,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      encoding: {
        x: {
          field: 'channel',
          type: 'nominal',
          title: null,
          sort: {
            field: 'orders',
            op: 'sum',
            order: 'descending',
          },
          axis: {
            labelLimit: 256,
          },
        },
        y: {
          field: 'orders',
          type: 'quantitative',
          title: 'Orders',
          scale: {
            zero: true,
            nice: false,
            range: [
              {
                expr: 'height',
              },
              18,
            ],
          },
          axis: {
            labels: false,
            values: [0],
          },
        },
        tooltip: [
          {
            field: 'channel',
            type: 'nominal',
            title: 'Channel',
          },
          {
            field: 'orders',
            type: 'quantitative',
            title: 'Orders',
          },
        ],
      },
      layer: [
        {
          mark: {
            type: 'bar',
            cornerRadiusEnd: 2,
            width: {
              expr: "min(bandwidth('x'), 72) * 1",
            },
          },
        },
        {
          mark: {
            type: 'text',
            baseline: {
              expr: "datum['orders'] < 0 ? 'top' : 'bottom'",
            },
            dy: {
              expr: "datum['orders'] < 0 ? 5 : -4",
            },
          },
          encoding: {
            text: {
              field: 'orders',
              type: 'quantitative',
              title: 'Orders',
            },
          },
        },
      ],
    },
  },
  'date + number': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['month:date', 'passengers:number'],
        rows: 48,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'line',
        point: {
          size: 320,
          opacity: 0,
        },
      },
      encoding: {
        x: {
          field: 'month',
          type: 'temporal',
          title: null,
        },
        y: {
          field: 'passengers',
          type: 'quantitative',
          title: 'Passengers',
          scale: {
            zero: false,
          },
        },
        tooltip: [
          {
            field: 'month',
            type: 'temporal',
            title: 'Month',
            timeUnit: 'yearmonth',
          },
          {
            field: 'passengers',
            type: 'quantitative',
            title: 'Passengers',
          },
        ],
      },
    },
  },
  'few dates': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['year:date', 'median_rent:number'],
        rows: 7,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'line',
        point: {
          size: 30,
          opacity: 1,
        },
      },
      encoding: {
        x: {
          field: 'year',
          type: 'temporal',
          title: null,
        },
        y: {
          field: 'median_rent',
          type: 'quantitative',
          title: 'Median rent',
          scale: {
            zero: false,
          },
        },
        tooltip: [
          {
            field: 'year',
            type: 'temporal',
            title: 'Year',
            timeUnit: 'year',
          },
          {
            field: 'median_rent',
            type: 'quantitative',
            title: 'Median rent',
          },
        ],
      },
    },
  },
  'year number + number': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['year:date', 'co2_ppm:number'],
        rows: 40,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'line',
        point: {
          size: 320,
          opacity: 0,
        },
      },
      encoding: {
        x: {
          field: 'year',
          type: 'temporal',
          title: null,
        },
        y: {
          field: 'co2_ppm',
          type: 'quantitative',
          title: 'Co2 ppm',
          scale: {
            zero: false,
          },
        },
        tooltip: [
          {
            field: 'year',
            type: 'temporal',
            title: 'Year',
            timeUnit: 'year',
          },
          {
            field: 'co2_ppm',
            type: 'quantitative',
            title: 'Co2 ppm',
          },
        ],
      },
    },
  },
  'dates before 1970': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['date:date', 'wheat_price:number'],
        rows: 52,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'line',
        point: {
          size: 320,
          opacity: 0,
        },
      },
      encoding: {
        x: {
          field: 'date',
          type: 'temporal',
          title: null,
        },
        y: {
          field: 'wheat_price',
          type: 'quantitative',
          title: 'Wheat price',
          scale: {
            zero: true,
          },
        },
        tooltip: [
          {
            field: 'date',
            type: 'temporal',
            title: 'Date',
            timeUnit: 'year',
          },
          {
            field: 'wheat_price',
            type: 'quantitative',
            title: 'Wheat price',
          },
        ],
      },
    },
  },
  'days + number': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['day:date', 'temperature:number'],
        rows: 90,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'line',
        point: {
          size: 320,
          opacity: 0,
        },
      },
      encoding: {
        x: {
          field: 'day',
          type: 'temporal',
          title: null,
        },
        y: {
          field: 'temperature',
          type: 'quantitative',
          title: 'Temperature',
          scale: {
            zero: true,
          },
        },
        tooltip: [
          {
            field: 'day',
            type: 'temporal',
            title: 'Day',
            timeUnit: 'yearmonthdate',
          },
          {
            field: 'temperature',
            type: 'quantitative',
            title: 'Temperature',
          },
        ],
      },
    },
  },
  'timestamps + number': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['measured_at:date', 'load_mw:number'],
        rows: 96,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'line',
        point: {
          size: 320,
          opacity: 0,
        },
      },
      encoding: {
        x: {
          field: 'measured_at',
          type: 'temporal',
          title: null,
        },
        y: {
          field: 'load_mw',
          type: 'quantitative',
          title: 'Load mw',
          scale: {
            zero: false,
          },
        },
        tooltip: [
          {
            field: 'measured_at',
            type: 'temporal',
            title: 'Measured at',
            timeUnit: 'yearmonthdatehoursminutes',
          },
          {
            field: 'load_mw',
            type: 'quantitative',
            title: 'Load mw',
          },
        ],
      },
    },
  },
  'date + text + number': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['month:date', 'delay_minutes:number', 'carrier:string'],
        rows: 108,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'line',
        point: {
          size: 320,
          opacity: 0,
        },
      },
      encoding: {
        x: {
          field: 'month',
          type: 'temporal',
          title: null,
        },
        y: {
          field: 'delay_minutes',
          type: 'quantitative',
          title: 'Delay minutes',
          scale: {
            zero: true,
          },
        },
        color: {
          field: 'carrier',
          type: 'nominal',
          title: null,
          scale: {
            domain: ['Gamma', 'Beta Jet', 'Alpha Air'],
          },
        },
        tooltip: [
          {
            field: 'month',
            type: 'temporal',
            title: 'Month',
            timeUnit: 'yearmonth',
          },
          {
            field: 'carrier',
            type: 'nominal',
            title: 'Carrier',
          },
          {
            field: 'delay_minutes',
            type: 'quantitative',
            title: 'Delay minutes',
          },
        ],
      },
    },
  },
  'date + crossing series': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['month:date', 'tickets:number', 'team:string'],
        rows: 96,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'line',
        point: {
          size: 320,
          opacity: 0,
        },
      },
      encoding: {
        x: {
          field: 'month',
          type: 'temporal',
          title: null,
        },
        y: {
          field: 'tickets',
          type: 'quantitative',
          title: 'Tickets',
          scale: {
            zero: false,
          },
        },
        color: {
          field: 'team',
          type: 'nominal',
          title: null,
          scale: {
            domain: ['Blue', 'Green', 'Grey', 'Red'],
          },
        },
        tooltip: [
          {
            field: 'month',
            type: 'temporal',
            title: 'Month',
            timeUnit: 'yearmonth',
          },
          {
            field: 'team',
            type: 'nominal',
            title: 'Team',
          },
          {
            field: 'tickets',
            type: 'quantitative',
            title: 'Tickets',
          },
        ],
      },
    },
  },
  'twelve series': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['country:string', 'year:date', 'index:number'],
        rows: 110,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      autosize: 'fit',
      facet: {
        field: 'country',
        type: 'nominal',
        title: 'Country',
        sort: [
          'Germany',
          'France',
          'Italy',
          'Spain',
          'Poland',
          'Romania',
          'Netherlands',
          'Belgium',
          'Czech Republic',
          'Sweden',
          'Portugal',
        ],
        header: {
          title: 'Index',
        },
      },
      columns: 4,
      spacing: {
        column: 20,
        row: 10,
      },
      spec: {
        width: 130,
        height: 44,
        encoding: {
          x: {
            field: 'year',
            type: 'temporal',
            title: null,
          },
          y: {
            field: 'index',
            type: 'quantitative',
            title: null,
            scale: {
              zero: true,
            },
            axis: {
              tickCount: 2,
            },
          },
          tooltip: [
            {
              field: 'country',
              type: 'nominal',
              title: 'Country',
            },
            {
              field: 'year',
              type: 'temporal',
              title: 'Year',
              timeUnit: 'year',
            },
            {
              field: 'index',
              type: 'quantitative',
              title: 'Index',
            },
          ],
        },
        layer: [
          {
            mark: 'line',
          },
          {
            mark: {
              type: 'point',
              clip: true,
              size: 320,
              opacity: 0,
            },
          },
        ],
      },
    },
  },
  'date + several numbers': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['quarter:date', '_value:number', '_series:string'],
        rows: 32,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'line',
        point: {
          size: 30,
          opacity: 1,
        },
      },
      encoding: {
        x: {
          field: 'quarter',
          type: 'temporal',
          title: null,
        },
        y: {
          field: '_value',
          type: 'quantitative',
          title: null,
          scale: {
            zero: true,
          },
        },
        color: {
          field: '_series',
          type: 'nominal',
          title: null,
          scale: {
            domain: ['New customers', 'Lost customers'],
          },
        },
        tooltip: [
          {
            field: 'quarter',
            type: 'temporal',
            title: 'Quarter',
            timeUnit: 'yearquarter',
          },
          {
            field: '_series',
            type: 'nominal',
            title: '_series',
          },
          {
            field: '_value',
            type: 'quantitative',
            title: '_value',
          },
        ],
      },
    },
  },
  'date + prev_value': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['dimension:date', '_series:string', '_value:number'],
        rows: 24,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'line',
        point: {
          size: 30,
          opacity: 1,
        },
      },
      encoding: {
        x: {
          field: 'dimension',
          type: 'temporal',
          title: null,
        },
        y: {
          field: '_value',
          type: 'quantitative',
          title: null,
          scale: {
            zero: false,
          },
        },
        strokeDash: {
          field: '_series',
          type: 'nominal',
          title: null,
          scale: {
            domain: ['Current', 'Previous'],
            range: [
              [1, 0],
              [3, 4],
            ],
          },
          legend: {
            symbolType: 'stroke',
            symbolStrokeWidth: 2,
            offset: 10,
          },
        },
        tooltip: [
          {
            field: 'dimension',
            type: 'temporal',
            title: 'dimension',
            timeUnit: 'yearmonth',
          },
          {
            field: '_series',
            type: 'nominal',
            title: '_series',
          },
          {
            field: '_value',
            type: 'quantitative',
            title: '_value',
          },
        ],
      },
    },
  },
  'dimension + value': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['dimension:string', 'value:number'],
        rows: 5,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      encoding: {
        x: {
          field: 'dimension',
          type: 'nominal',
          title: null,
          sort: {
            field: 'value',
            op: 'sum',
            order: 'descending',
          },
          axis: {
            labelLimit: 256,
          },
        },
        y: {
          field: 'value',
          type: 'quantitative',
          title: null,
          scale: {
            zero: true,
            nice: false,
            range: [
              {
                expr: 'height',
              },
              18,
            ],
          },
          axis: {
            labels: false,
            values: [0],
          },
        },
        tooltip: [
          {
            field: 'dimension',
            type: 'nominal',
            title: 'dimension',
          },
          {
            field: 'value',
            type: 'quantitative',
            title: 'value',
          },
        ],
      },
      layer: [
        {
          mark: {
            type: 'bar',
            cornerRadiusEnd: 2,
            width: {
              expr: "min(bandwidth('x'), 72) * 1",
            },
          },
        },
        {
          mark: {
            type: 'text',
            baseline: {
              expr: "datum['value'] < 0 ? 'top' : 'bottom'",
            },
            dy: {
              expr: "datum['value'] < 0 ? 5 : -4",
            },
          },
          encoding: {
            text: {
              field: 'value',
              type: 'quantitative',
              title: null,
            },
          },
        },
      ],
    },
  },
  'dimension + value + prev_value': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['dimension:string', 'value:number', 'prev_value:number'],
        rows: 4,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      encoding: {
        y: {
          field: 'dimension',
          type: 'nominal',
          title: null,
          sort: {
            field: 'value',
            op: 'sum',
            order: 'descending',
          },
          axis: {
            labelLimit: 256,
            labelOverlap: false,
          },
        },
        x: {
          field: 'value',
          type: 'quantitative',
          title: null,
          scale: {
            zero: true,
          },
          axis: {
            orient: 'top',
            titleAnchor: 'start',
          },
        },
        tooltip: [
          {
            field: 'dimension',
            type: 'nominal',
            title: 'dimension',
          },
          {
            field: 'value',
            type: 'quantitative',
            title: 'Current',
          },
          {
            field: 'prev_value',
            type: 'quantitative',
            title: 'Previous',
          },
        ],
      },
      layer: [
        {
          mark: {
            type: 'bar',
            cornerRadiusEnd: 2,
            height: {
              expr: "min(bandwidth('y'), 72) * 1",
            },
          },
          encoding: {
            x: {
              field: 'prev_value',
              type: 'quantitative',
              title: null,
            },
            opacity: {
              datum: 'Previous',
              type: 'nominal',
              title: null,
              legend: {
                offset: 10,
              },
              scale: {
                domain: ['Current', 'Previous'],
                range: [1, 0.3],
              },
            },
          },
        },
        {
          mark: {
            type: 'bar',
            cornerRadiusEnd: 2,
            height: {
              expr: "min(bandwidth('y'), 72) * 0.5",
            },
          },
          encoding: {
            opacity: {
              datum: 'Current',
              type: 'nominal',
              title: null,
              legend: {
                offset: 10,
              },
              scale: {
                domain: ['Current', 'Previous'],
                range: [1, 0.3],
              },
            },
          },
        },
      ],
    },
  },
  'favourable changes': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['dimension:string', 'value:number', 'prev_value:number', '_verdict:string', '_sign:string'],
        rows: 4,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      encoding: {
        y: {
          field: 'dimension',
          type: 'nominal',
          title: null,
          sort: {
            field: 'value',
            op: 'sum',
            order: 'descending',
          },
          axis: {
            labelLimit: 256,
            labelPadding: 22,
            labelOverlap: false,
          },
        },
        x: {
          field: 'value',
          type: 'quantitative',
          title: null,
          scale: {
            zero: true,
          },
          axis: {
            orient: 'top',
            titleAnchor: 'start',
          },
        },
        tooltip: [
          {
            field: 'dimension',
            type: 'nominal',
            title: 'dimension',
          },
          {
            field: 'value',
            type: 'quantitative',
            title: 'Current',
          },
          {
            field: 'prev_value',
            type: 'quantitative',
            title: 'Previous',
          },
          {
            field: '_verdict',
            type: 'nominal',
            title: '_verdict',
          },
        ],
      },
      layer: [
        {
          mark: {
            type: 'bar',
            cornerRadiusEnd: 2,
            height: {
              expr: "min(bandwidth('y'), 72) * 1",
            },
            color: '#7d858f',
          },
          encoding: {
            x: {
              field: 'prev_value',
              type: 'quantitative',
              title: null,
            },
            opacity: {
              datum: 'Previous',
              type: 'nominal',
              title: null,
              legend: {
                offset: 10,
                values: ['Previous'],
                symbolFillColor: '#7d858f',
              },
              scale: {
                domain: ['Current', 'Previous'],
                range: [1, 0.3],
              },
            },
          },
        },
        {
          mark: {
            type: 'bar',
            cornerRadiusEnd: 2,
            height: {
              expr: "min(bandwidth('y'), 72) * 0.5",
            },
          },
          encoding: {
            opacity: {
              datum: 'Current',
              type: 'nominal',
              title: null,
              legend: {
                offset: 10,
                values: ['Previous'],
                symbolFillColor: '#7d858f',
              },
              scale: {
                domain: ['Current', 'Previous'],
                range: [1, 0.3],
              },
            },
            color: {
              condition: {
                test: "datum['_verdict'] !== null",
                field: '_verdict',
                type: 'nominal',
                title: null,
                legend: {
                  offset: 10,
                },
                scale: {
                  domain: ['Better', 'Worse'],
                  range: ['#0b8a70', '#d8483c'],
                },
              },
              value: '#7d858f',
            },
          },
        },
        {
          mark: 'text',
          encoding: {
            x: {
              value: -11,
            },
            text: {
              field: '_sign',
              type: 'nominal',
              title: null,
            },
            color: {
              condition: {
                test: "datum['_verdict'] !== null",
                field: '_verdict',
                type: 'nominal',
                title: null,
                legend: {
                  offset: 10,
                },
                scale: {
                  domain: ['Better', 'Worse'],
                  range: ['#0b8a70', '#d8483c'],
                },
              },
              value: '#7d858f',
            },
          },
        },
      ],
    },
  },
  'favourable without before': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['dimension:string', 'value:number', '_verdict:string', '_sign:string'],
        rows: 3,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      encoding: {
        x: {
          field: 'dimension',
          type: 'nominal',
          title: null,
          sort: {
            field: 'value',
            op: 'sum',
            order: 'descending',
          },
          axis: {
            labelLimit: 256,
            labelPadding: 22,
          },
        },
        y: {
          field: 'value',
          type: 'quantitative',
          title: null,
          scale: {
            zero: true,
            nice: false,
            range: [
              {
                expr: 'height - 18',
              },
              18,
            ],
          },
          axis: {
            labels: false,
            values: [0],
          },
        },
        tooltip: [
          {
            field: 'dimension',
            type: 'nominal',
            title: 'dimension',
          },
          {
            field: 'value',
            type: 'quantitative',
            title: 'value',
          },
          {
            field: '_verdict',
            type: 'nominal',
            title: '_verdict',
          },
        ],
      },
      layer: [
        {
          mark: {
            type: 'bar',
            cornerRadiusEnd: 2,
            width: {
              expr: "min(bandwidth('x'), 72) * 1",
            },
          },
          encoding: {
            color: {
              condition: {
                test: "datum['_verdict'] !== null",
                field: '_verdict',
                type: 'nominal',
                title: null,
                legend: {
                  offset: 10,
                },
                scale: {
                  domain: ['Better', 'Worse'],
                  range: ['#0b8a70', '#d8483c'],
                },
              },
              value: '#7d858f',
            },
          },
        },
        {
          mark: {
            type: 'text',
            baseline: {
              expr: "datum['value'] < 0 ? 'top' : 'bottom'",
            },
            dy: {
              expr: "datum['value'] < 0 ? 5 : -4",
            },
          },
          encoding: {
            text: {
              field: 'value',
              type: 'quantitative',
              title: null,
            },
          },
        },
        {
          mark: 'text',
          encoding: {
            y: {
              value: {
                expr: 'height + 11',
              },
            },
            text: {
              field: '_sign',
              type: 'nominal',
              title: null,
            },
            color: {
              condition: {
                test: "datum['_verdict'] !== null",
                field: '_verdict',
                type: 'nominal',
                title: null,
                legend: {
                  offset: 10,
                },
                scale: {
                  domain: ['Better', 'Worse'],
                  range: ['#0b8a70', '#d8483c'],
                },
              },
              value: '#7d858f',
            },
          },
        },
      ],
    },
  },
  'reversed measure': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['dimension:string', 'value:number', 'prev_value:number', '_verdict:string', '_sign:string'],
        rows: 3,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      encoding: {
        x: {
          field: 'dimension',
          type: 'nominal',
          title: null,
          sort: {
            field: 'value',
            op: 'sum',
            order: 'descending',
          },
          axis: {
            labelLimit: 256,
            labelPadding: 22,
          },
        },
        y: {
          field: 'value',
          type: 'quantitative',
          title: null,
          scale: {
            zero: true,
          },
          axis: {},
        },
        tooltip: [
          {
            field: 'dimension',
            type: 'nominal',
            title: 'dimension',
          },
          {
            field: 'value',
            type: 'quantitative',
            title: 'Current',
          },
          {
            field: 'prev_value',
            type: 'quantitative',
            title: 'Previous',
          },
          {
            field: '_verdict',
            type: 'nominal',
            title: '_verdict',
          },
        ],
      },
      layer: [
        {
          mark: {
            type: 'bar',
            cornerRadiusEnd: 2,
            width: {
              expr: "min(bandwidth('x'), 72) * 1",
            },
            color: '#7d858f',
          },
          encoding: {
            y: {
              field: 'prev_value',
              type: 'quantitative',
              title: null,
            },
            opacity: {
              datum: 'Previous',
              type: 'nominal',
              title: null,
              legend: {
                offset: 10,
                values: ['Previous'],
                symbolFillColor: '#7d858f',
              },
              scale: {
                domain: ['Current', 'Previous'],
                range: [1, 0.3],
              },
            },
          },
        },
        {
          mark: {
            type: 'bar',
            cornerRadiusEnd: 2,
            width: {
              expr: "min(bandwidth('x'), 72) * 0.5",
            },
          },
          encoding: {
            opacity: {
              datum: 'Current',
              type: 'nominal',
              title: null,
              legend: {
                offset: 10,
                values: ['Previous'],
                symbolFillColor: '#7d858f',
              },
              scale: {
                domain: ['Current', 'Previous'],
                range: [1, 0.3],
              },
            },
            color: {
              condition: {
                test: "datum['_verdict'] !== null",
                field: '_verdict',
                type: 'nominal',
                title: null,
                legend: {
                  offset: 10,
                },
                scale: {
                  domain: ['Better', 'Worse', 'Unchanged'],
                  range: ['#0b8a70', '#d8483c', '#7d858f'],
                },
              },
              value: '#7d858f',
            },
          },
        },
        {
          mark: 'text',
          encoding: {
            y: {
              value: {
                expr: 'height + 11',
              },
            },
            text: {
              field: '_sign',
              type: 'nominal',
              title: null,
            },
            color: {
              condition: {
                test: "datum['_verdict'] !== null",
                field: '_verdict',
                type: 'nominal',
                title: null,
                legend: {
                  offset: 10,
                },
                scale: {
                  domain: ['Better', 'Worse', 'Unchanged'],
                  range: ['#0b8a70', '#d8483c', '#7d858f'],
                },
              },
              value: '#7d858f',
            },
          },
        },
      ],
    },
  },
  'one row': {
    kind: 'number',
    label: 'Revenue',
    value: 1240500,
    column: {
      name: 'value',
      type: 'number',
    },
    comparison: {
      previous: 1107000,
      change: 0.12059620596205962,
      direction: 'up',
      favorable: true,
      period: null,
    },
  },
  'one number': {
    kind: 'number',
    label: 'Total revenue',
    value: 48211.5,
    column: {
      name: 'total_revenue',
      type: 'number',
    },
    comparison: null,
  },
  'big integer': {
    kind: 'number',
    label: 'Rows processed',
    value: '9007199254740993123',
    column: {
      name: 'rows_processed',
      type: 'number',
    },
    comparison: null,
  },
  'two numbers': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['miles_per_gallon:number', 'horsepower:number'],
        rows: 120,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'point',
        opacity: 0.7,
      },
      encoding: {
        x: {
          field: 'miles_per_gallon',
          type: 'quantitative',
          title: 'Miles per gallon',
          scale: {
            zero: true,
          },
        },
        y: {
          field: 'horsepower',
          type: 'quantitative',
          title: 'Horsepower',
          scale: {
            zero: true,
          },
        },
        tooltip: [
          {
            field: 'miles_per_gallon',
            type: 'quantitative',
            title: 'Miles per gallon',
          },
          {
            field: 'horsepower',
            type: 'quantitative',
            title: 'Horsepower',
          },
        ],
      },
    },
  },
  'many points': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['distance_km:number', 'delay:number'],
        rows: 4000,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'point',
        opacity: 0.16,
      },
      encoding: {
        x: {
          field: 'distance_km',
          type: 'quantitative',
          title: 'Distance km',
          scale: {
            zero: true,
          },
        },
        y: {
          field: 'delay',
          type: 'quantitative',
          title: 'Delay',
          scale: {
            zero: true,
          },
        },
        tooltip: [
          {
            field: 'distance_km',
            type: 'quantitative',
            title: 'Distance km',
          },
          {
            field: 'delay',
            type: 'quantitative',
            title: 'Delay',
          },
        ],
      },
    },
  },
  'two numbers + text': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['bill_length:number', 'bill_depth:number', 'island:string'],
        rows: 150,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'point',
        opacity: 0.7,
      },
      encoding: {
        x: {
          field: 'bill_length',
          type: 'quantitative',
          title: 'Bill length',
          scale: {
            zero: false,
          },
        },
        y: {
          field: 'bill_depth',
          type: 'quantitative',
          title: 'Bill depth',
          scale: {
            zero: false,
          },
        },
        color: {
          field: 'island',
          type: 'nominal',
          title: null,
          scale: {
            domain: ['Dream', 'Biscoe', 'Torgersen'],
          },
        },
        tooltip: [
          {
            field: 'island',
            type: 'nominal',
            title: 'Island',
          },
          {
            field: 'bill_length',
            type: 'quantitative',
            title: 'Bill length',
          },
          {
            field: 'bill_depth',
            type: 'quantitative',
            title: 'Bill depth',
          },
        ],
      },
    },
  },
  'text + text + number': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['region:string', 'revenue:number', 'product:string', '_rank:number'],
        rows: 15,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'bar',
        width: {
          expr: "min(bandwidth('x'), 72) * 1",
        },
      },
      encoding: {
        x: {
          field: 'region',
          type: 'nominal',
          title: null,
          sort: {
            field: 'revenue',
            op: 'sum',
            order: 'descending',
          },
          axis: {
            labelLimit: 256,
          },
        },
        y: {
          field: 'revenue',
          type: 'quantitative',
          title: 'Revenue',
          scale: {
            zero: true,
          },
          axis: {},
          aggregate: 'sum',
        },
        color: {
          field: 'product',
          type: 'nominal',
          title: null,
          scale: {
            domain: ['Hardware', 'Software', 'Services'],
          },
        },
        order: {
          field: '_rank',
          type: 'quantitative',
          title: null,
          aggregate: 'min',
        },
        tooltip: [
          {
            field: 'region',
            type: 'nominal',
            title: 'Region',
          },
          {
            field: 'product',
            type: 'nominal',
            title: 'Product',
          },
          {
            field: 'revenue',
            type: 'quantitative',
            title: 'Revenue',
            aggregate: 'sum',
          },
        ],
      },
    },
  },
  'text + text + average': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['site:string', 'avg_yield:number', 'year:string'],
        rows: 8,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'bar',
      },
      encoding: {
        y: {
          field: 'site',
          type: 'nominal',
          title: null,
          sort: {
            field: 'avg_yield',
            op: 'sum',
            order: 'descending',
          },
          axis: {
            labelLimit: 256,
            labelOverlap: false,
          },
        },
        x: {
          field: 'avg_yield',
          type: 'quantitative',
          title: 'Avg yield',
          scale: {
            zero: true,
          },
          axis: {
            orient: 'top',
            titleAnchor: 'start',
          },
        },
        color: {
          field: 'year',
          type: 'nominal',
          title: null,
          scale: {
            domain: ['1931', '1932'],
          },
          legend: {
            offset: 10,
          },
        },
        yOffset: {
          field: 'year',
          sort: ['1931', '1932'],
        },
        tooltip: [
          {
            field: 'site',
            type: 'nominal',
            title: 'Site',
          },
          {
            field: 'year',
            type: 'nominal',
            title: 'Year',
          },
          {
            field: 'avg_yield',
            type: 'quantitative',
            title: 'Avg yield',
          },
        ],
      },
    },
  },
  'many parts': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['cause:string', 'deaths:number', 'age:string', '_rank:number'],
        rows: 55,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'bar',
        height: {
          expr: "min(bandwidth('y'), 72) * 1",
        },
      },
      encoding: {
        y: {
          field: 'cause',
          type: 'nominal',
          title: null,
          sort: {
            field: 'deaths',
            op: 'sum',
            order: 'descending',
          },
          axis: {
            labelLimit: 256,
            labelOverlap: false,
          },
        },
        x: {
          field: 'deaths',
          type: 'quantitative',
          title: 'Deaths',
          scale: {
            zero: true,
          },
          axis: {
            orient: 'top',
            titleAnchor: 'start',
          },
          aggregate: 'sum',
        },
        color: {
          field: 'age',
          type: 'nominal',
          title: null,
          scale: {
            domain: ['0–19', '20–39', '40–59', '60–79', '80+'],
          },
          legend: {
            offset: 10,
          },
        },
        order: {
          field: '_rank',
          type: 'quantitative',
          title: null,
          aggregate: 'min',
        },
        tooltip: [
          {
            field: 'cause',
            type: 'nominal',
            title: 'Cause',
          },
          {
            field: 'age',
            type: 'nominal',
            title: 'Age',
          },
          {
            field: 'deaths',
            type: 'quantitative',
            title: 'Deaths',
            aggregate: 'sum',
          },
        ],
      },
    },
  },
  'text + numbers': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['fruit:string', '_value:number', '_series:string'],
        rows: 8,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'bar',
      },
      encoding: {
        x: {
          field: 'fruit',
          type: 'nominal',
          title: null,
          sort: {
            field: '_value',
            op: 'sum',
            order: 'descending',
          },
          axis: {
            labelLimit: 256,
          },
        },
        y: {
          field: '_value',
          type: 'quantitative',
          title: null,
          scale: {
            zero: true,
          },
          axis: {},
        },
        color: {
          field: '_series',
          type: 'nominal',
          title: null,
          scale: {
            domain: ['Exports', 'Imports'],
          },
        },
        xOffset: {
          field: '_series',
          sort: ['Exports', 'Imports'],
        },
        tooltip: [
          {
            field: 'fruit',
            type: 'nominal',
            title: 'Fruit',
          },
          {
            field: '_series',
            type: 'nominal',
            title: '_series',
          },
          {
            field: '_value',
            type: 'quantitative',
            title: '_value',
          },
        ],
      },
    },
  },
  'text + attribute + number': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['country:string', 'population:number', 'continent:string'],
        rows: 4,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      encoding: {
        x: {
          field: 'country',
          type: 'nominal',
          title: null,
          sort: {
            field: 'population',
            op: 'sum',
            order: 'descending',
          },
          axis: {
            labelLimit: 256,
          },
        },
        y: {
          field: 'population',
          type: 'quantitative',
          title: 'Population',
          scale: {
            zero: true,
            nice: false,
            range: [
              {
                expr: 'height',
              },
              18,
            ],
          },
          axis: {
            labels: false,
            values: [0],
          },
        },
        tooltip: [
          {
            field: 'country',
            type: 'nominal',
            title: 'Country',
          },
          {
            field: 'population',
            type: 'quantitative',
            title: 'Population',
          },
          {
            field: 'continent',
            type: 'nominal',
            title: 'Continent',
          },
        ],
      },
      layer: [
        {
          mark: {
            type: 'bar',
            cornerRadiusEnd: 2,
            width: {
              expr: "min(bandwidth('x'), 72) * 1",
            },
          },
        },
        {
          mark: {
            type: 'text',
            baseline: {
              expr: "datum['population'] < 0 ? 'top' : 'bottom'",
            },
            dy: {
              expr: "datum['population'] < 0 ? 5 : -4",
            },
          },
          encoding: {
            text: {
              field: 'population',
              type: 'quantitative',
              title: 'Population',
            },
          },
        },
      ],
    },
  },
  'latitude + longitude': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['latitude:number', 'longitude:number', 'city:string'],
        rows: 12,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      projection: {
        type: 'equalEarth',
      },
      layer: [
        {
          data: {
            name: 'vibedasher:land',
            format: {
              type: 'topojson',
              feature: 'land',
            },
          },
          mark: {
            type: 'geoshape',
            color: '#8b939e',
            opacity: 0.3,
            stroke: null,
            clip: true,
            aria: false,
          },
        },
        {
          mark: {
            type: 'circle',
            size: 30,
            opacity: 0.7,
          },
          encoding: {
            latitude: {
              field: 'latitude',
              type: 'quantitative',
              title: 'Latitude',
            },
            longitude: {
              field: 'longitude',
              type: 'quantitative',
              title: 'Longitude',
            },
            tooltip: [
              {
                field: 'city',
                type: 'nominal',
                title: 'City',
              },
            ],
          },
        },
      ],
    },
  },
  'regional map with sizes': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['lat:number', 'lon:number', 'inhabitants:number', 'city:string'],
        rows: 9,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      projection: {
        type: 'mercator',
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
          data: {
            name: 'vibedasher:land',
            format: {
              type: 'topojson',
              feature: 'land',
            },
          },
          mark: {
            type: 'geoshape',
            color: '#8b939e',
            opacity: 0.3,
            stroke: null,
            clip: true,
            aria: false,
          },
        },
        {
          mark: {
            type: 'circle',
            size: 30,
            opacity: 0.7,
          },
          encoding: {
            latitude: {
              field: 'lat',
              type: 'quantitative',
              title: 'Lat',
            },
            longitude: {
              field: 'lon',
              type: 'quantitative',
              title: 'Lon',
            },
            size: {
              field: 'inhabitants',
              type: 'quantitative',
              title: 'Inhabitants',
              legend: {
                tickCount: 3,
                columns: 4,
              },
              scale: {
                rangeMin: 10,
                rangeMax: 400,
              },
            },
            tooltip: [
              {
                field: 'city',
                type: 'nominal',
                title: 'City',
              },
              {
                field: 'inhabitants',
                type: 'quantitative',
                title: 'Inhabitants',
              },
            ],
          },
        },
      ],
    },
  },
  'wish: arc': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: [
          'share_pct:number',
          'heating:string',
          '_rank:number',
          '_share:number',
          '_middle:number',
          '_dx:number',
          '_dy:number',
        ],
        rows: 5,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      encoding: {
        theta: {
          field: 'share_pct',
          type: 'quantitative',
          title: 'Share pct',
          stack: true,
        },
        order: {
          field: '_rank',
          type: 'quantitative',
          title: null,
        },
        tooltip: [
          {
            field: 'heating',
            type: 'nominal',
            title: 'Heating',
          },
          {
            field: 'share_pct',
            type: 'quantitative',
            title: 'Share pct',
          },
        ],
      },
      layer: [
        {
          mark: {
            type: 'arc',
            outerRadius: {
              expr: 'min(height / 2 - 22, width / 2 - 153)',
            },
            innerRadius: {
              expr: '0.56 * min(height / 2 - 22, width / 2 - 153)',
            },
          },
          encoding: {
            color: {
              field: 'heating',
              type: 'nominal',
              title: null,
              scale: {
                domain: ['Gas', 'Oil', 'District heating', 'Other', 'Heat pump'],
              },
              legend: null,
            },
          },
        },
        {
          mark: {
            type: 'text',
            text: {
              expr: "datum['heating'] + '  ' + format(datum['_share'], datum['_share'] < 0.01 ? '.1~%' : '.0%')",
            },
            align: {
              expr: "datum['_middle'] < 0.5 ? 'left' : 'right'",
            },
            radius: {
              expr: 'min(height / 2 - 22, width / 2 - 153) + 10',
            },
            dx: {
              expr: "datum['_dx']",
            },
            dy: {
              expr: "datum['_dy']",
            },
          },
          encoding: {
            detail: {
              field: 'heating',
              type: 'nominal',
              title: 'Heating',
            },
          },
        },
      ],
    },
  },
  'wish: arc of many': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: [
          'population:number',
          '_group:string',
          '_rank:number',
          '_share:number',
          '_middle:number',
          '_dx:number',
          '_dy:number',
        ],
        rows: 5,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      encoding: {
        theta: {
          field: 'population',
          type: 'quantitative',
          title: 'Population',
          stack: true,
        },
        order: {
          field: '_rank',
          type: 'quantitative',
          title: null,
        },
        tooltip: [
          {
            field: '_group',
            type: 'nominal',
            title: 'Country',
          },
          {
            field: 'population',
            type: 'quantitative',
            title: 'Population',
          },
        ],
      },
      layer: [
        {
          mark: {
            type: 'arc',
            outerRadius: {
              expr: 'min(height / 2 - 22, width / 2 - 95)',
            },
            innerRadius: {
              expr: '0.56 * min(height / 2 - 22, width / 2 - 95)',
            },
          },
          encoding: {
            color: {
              field: '_group',
              type: 'nominal',
              title: null,
              scale: {
                domain: ['Germany', 'France', 'Italy', 'Spain', ' ', '  ', '   ', '    ', 'Other'],
              },
              legend: null,
            },
          },
        },
        {
          mark: {
            type: 'text',
            text: {
              expr: "datum['_group'] + '  ' + format(datum['_share'], datum['_share'] < 0.01 ? '.1~%' : '.0%')",
            },
            align: {
              expr: "datum['_middle'] < 0.5 ? 'left' : 'right'",
            },
            radius: {
              expr: 'min(height / 2 - 22, width / 2 - 95) + 10',
            },
            dx: {
              expr: "datum['_dx']",
            },
            dy: {
              expr: "datum['_dy']",
            },
          },
          encoding: {
            detail: {
              field: '_group',
              type: 'nominal',
              title: 'Country',
            },
          },
        },
      ],
    },
  },
  'wish: area': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['month:date', 'passengers:number'],
        rows: 48,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'area',
        point: {
          size: 320,
          opacity: 0,
        },
        line: true,
        opacity: 0.25,
      },
      encoding: {
        x: {
          field: 'month',
          type: 'temporal',
          title: null,
        },
        y: {
          field: 'passengers',
          type: 'quantitative',
          title: 'Passengers',
          scale: {
            zero: true,
          },
        },
        tooltip: [
          {
            field: 'month',
            type: 'temporal',
            title: 'Month',
            timeUnit: 'yearmonth',
          },
          {
            field: 'passengers',
            type: 'quantitative',
            title: 'Passengers',
          },
        ],
      },
    },
  },
  'wish: stacked area': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['year:date', 'net_generation:number', 'source:string', '_rank:number'],
        rows: 51,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'area',
        point: {
          size: 320,
          opacity: 0,
        },
      },
      encoding: {
        x: {
          field: 'year',
          type: 'temporal',
          title: null,
        },
        y: {
          field: 'net_generation',
          type: 'quantitative',
          title: 'Net generation',
          scale: {
            zero: true,
          },
          aggregate: 'sum',
        },
        color: {
          field: 'source',
          type: 'nominal',
          title: null,
          scale: {
            domain: ['Renewables', 'Nuclear', 'Fossil'],
          },
        },
        order: {
          field: '_rank',
          type: 'quantitative',
          title: null,
          aggregate: 'min',
        },
        tooltip: [
          {
            field: 'year',
            type: 'temporal',
            title: 'Year',
            timeUnit: 'year',
          },
          {
            field: 'source',
            type: 'nominal',
            title: 'Source',
          },
          {
            field: 'net_generation',
            type: 'quantitative',
            title: 'Net generation',
            aggregate: 'sum',
          },
        ],
      },
    },
  },
  'wish: bars over months': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['month:date', 'orders:number'],
        rows: 14,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'bar',
        width: {
          band: 1,
        },
      },
      encoding: {
        x: {
          field: 'month',
          type: 'ordinal',
          title: null,
          timeUnit: 'yearmonth',
        },
        y: {
          field: 'orders',
          type: 'quantitative',
          title: 'Orders',
          scale: {
            zero: true,
          },
        },
        tooltip: [
          {
            field: 'month',
            type: 'temporal',
            title: 'Month',
            timeUnit: 'yearmonth',
          },
          {
            field: 'orders',
            type: 'quantitative',
            title: 'Orders',
          },
        ],
      },
    },
  },
  'wish: stacked bars over years': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['year:date', 'orders:number', 'kind:string', '_rank:number'],
        rows: 16,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'bar',
        width: {
          band: 1,
        },
      },
      encoding: {
        x: {
          field: 'year',
          type: 'ordinal',
          title: null,
          timeUnit: 'year',
        },
        y: {
          field: 'orders',
          type: 'quantitative',
          title: 'Orders',
          scale: {
            zero: true,
          },
        },
        color: {
          field: 'kind',
          type: 'nominal',
          title: null,
          scale: {
            domain: ['Returning', 'New'],
          },
        },
        order: {
          field: '_rank',
          type: 'quantitative',
          title: null,
        },
        tooltip: [
          {
            field: 'year',
            type: 'temporal',
            title: 'Year',
            timeUnit: 'year',
          },
          {
            field: 'kind',
            type: 'nominal',
            title: 'Kind',
          },
          {
            field: 'orders',
            type: 'quantitative',
            title: 'Orders',
          },
        ],
      },
    },
  },
  'wish: bars over weeks': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['week:date', 'orders:number'],
        rows: 10,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'bar',
        width: {
          band: 1,
        },
      },
      encoding: {
        x: {
          field: 'week',
          type: 'ordinal',
          title: null,
          timeUnit: 'yearmonthdate',
        },
        y: {
          field: 'orders',
          type: 'quantitative',
          title: 'Orders',
          scale: {
            zero: true,
          },
        },
        tooltip: [
          {
            field: 'week',
            type: 'temporal',
            title: 'Week',
            timeUnit: 'yearmonthdate',
          },
          {
            field: 'orders',
            type: 'quantitative',
            title: 'Orders',
          },
        ],
      },
    },
  },
  'wish: line over categories': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['weekday:string', 'visits:number'],
        rows: 7,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'line',
        point: {
          size: 30,
          opacity: 1,
        },
      },
      encoding: {
        x: {
          field: 'weekday',
          type: 'nominal',
          title: null,
          sort: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
          axis: {
            labelExpr:
              "slice(datum.label, 0, width / length(domain('x')) < 26 ? 1 : width / length(domain('x')) < 30 ? 3 : 99)",
            labelSeparation: 2,
          },
        },
        y: {
          field: 'visits',
          type: 'quantitative',
          title: 'Visits',
          scale: {
            zero: false,
          },
        },
        tooltip: [
          {
            field: 'weekday',
            type: 'nominal',
            title: 'Weekday',
          },
          {
            field: 'visits',
            type: 'quantitative',
            title: 'Visits',
          },
        ],
      },
    },
  },
  'wish: points over categories': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['country:string', 'population:number'],
        rows: 11,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'point',
        opacity: 0.7,
      },
      encoding: {
        y: {
          field: 'country',
          type: 'nominal',
          title: null,
          sort: {
            field: 'population',
            op: 'median',
            order: 'descending',
          },
          axis: {
            labelLimit: 256,
            labelOverlap: false,
          },
        },
        x: {
          field: 'population',
          type: 'quantitative',
          title: 'Population',
          scale: {
            zero: true,
          },
          axis: {
            orient: 'top',
            titleAnchor: 'start',
          },
        },
        tooltip: [
          {
            field: 'country',
            type: 'nominal',
            title: 'Country',
          },
          {
            field: 'population',
            type: 'quantitative',
            title: 'Population',
          },
        ],
      },
    },
  },
  'wish: number': {
    kind: 'number',
    label: 'Revenue',
    value: 105,
    column: {
      name: 'revenue',
      type: 'number',
    },
    comparison: null,
  },
  'wish: table': {
    kind: 'table',
  },
  'names that Vega would misread': {
    kind: 'table',
  },
  'hostile names': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['column_1:string', '_value:number', '_series:string'],
        rows: 6,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      mark: {
        type: 'bar',
      },
      encoding: {
        x: {
          field: 'column_1',
          type: 'nominal',
          title: null,
          sort: {
            field: '_value',
            op: 'sum',
            order: 'descending',
          },
          axis: {
            labelLimit: 256,
          },
        },
        y: {
          field: '_value',
          type: 'quantitative',
          title: null,
          scale: {
            zero: true,
          },
          axis: {},
        },
        color: {
          field: '_series',
          type: 'nominal',
          title: null,
          scale: {
            domain: ['Constructor', 'Sum(a.b)'],
          },
        },
        xOffset: {
          field: '_series',
          sort: ['Constructor', 'Sum(a.b)'],
        },
        tooltip: [
          {
            field: 'column_1',
            type: 'nominal',
            title: 'Proto',
          },
          {
            field: '_series',
            type: 'nominal',
            title: '_series',
          },
          {
            field: '_value',
            type: 'quantitative',
            title: '_value',
          },
        ],
      },
    },
  },
  'emoji and right-to-left': {
    kind: 'spec',
    more: 0,
    data: [
      {
        name: 'main',
        columns: ['🎉 الفئة:string', 'العدد:number'],
        rows: 3,
      },
    ],
    spec: {
      data: {
        name: 'main',
      },
      encoding: {
        x: {
          field: '🎉 الفئة',
          type: 'nominal',
          title: null,
          sort: {
            field: 'العدد',
            op: 'sum',
            order: 'descending',
          },
          axis: {
            labelLimit: 256,
          },
        },
        y: {
          field: 'العدد',
          type: 'quantitative',
          title: 'العدد',
          scale: {
            zero: true,
            nice: false,
            range: [
              {
                expr: 'height',
              },
              18,
            ],
          },
          axis: {
            labels: false,
            values: [0],
          },
        },
        tooltip: [
          {
            field: '🎉 الفئة',
            type: 'nominal',
            title: '🎉 الفئة',
          },
          {
            field: 'العدد',
            type: 'quantitative',
            title: 'العدد',
          },
        ],
      },
      layer: [
        {
          mark: {
            type: 'bar',
            cornerRadiusEnd: 2,
            width: {
              expr: "min(bandwidth('x'), 72) * 1",
            },
          },
        },
        {
          mark: {
            type: 'text',
            baseline: {
              expr: "datum['العدد'] < 0 ? 'top' : 'bottom'",
            },
            dy: {
              expr: "datum['العدد'] < 0 ? 5 : -4",
            },
          },
          encoding: {
            text: {
              field: 'العدد',
              type: 'quantitative',
              title: 'العدد',
            },
          },
        },
      ],
    },
  },
};
