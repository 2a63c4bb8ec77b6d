import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { ParamDeclaration } from '../../src/charts/types.ts';
import type { ChartController } from '../../src/controllers/chart/chart.ts';
import { ChartSelection } from '../../src/selection/chart-selection.ts';
import { localeFor } from '../../src/locale/load-locale.ts';
import type { SharedParams } from '../../src/pipeline/settings.ts';
import type { Cell, ColumnType, Dataset, ParamValue } from '../../src/public-client/types.ts';
import type { VegaLiteSpec } from '../../src/spec/types.ts';

const SPEC = {
  mark: 'bar',
  encoding: { x: { field: 'region', type: 'nominal' }, y: { field: 'amount', type: 'quantitative' } },
};
const LINE = { ...SPEC, mark: 'line' };
const DAYS = { mark: 'line', encoding: { ...SPEC.encoding, x: { field: 'day', type: 'temporal' } } };
const midnight = (day: number): Date => new Date(2024, 2, day);

interface Params {
  readonly values: Record<string, ParamValue>;
  /** The values without a choice. */
  readonly withoutChoice?: Readonly<Record<string, ParamValue>>;
  readonly declared?: Readonly<Record<string, Partial<ParamDeclaration>>>;
}

let ids = 5000;

/** Creates a choice in a chart with this spec. With `params`, the chart is in a dashboard with these parameters. */
function choiceIn(
  spec: VegaLiteSpec,
  params: Params | null,
  {
    id = (ids += 1),
    types = {} as Readonly<Record<string, ColumnType>>,
    rows = [] as readonly (readonly Cell[])[],
    derived = false,
  } = {},
) {
  const log: string[] = [];
  const shared: SharedParams | undefined = params
    ? {
        id,
        resets: 0,
        ask: () => ({}),
        takeChange: () => false,
        paramState: (name) => ({
          value: params.values[name],
          isChosen: JSON.stringify(params.values[name]) !== JSON.stringify(params.withoutChoice?.[name]),
          declared: params.declared?.[name] as ParamDeclaration | undefined,
          schema: undefined,
        }),
        choose: (patch) => {
          log.push(`set ${JSON.stringify(patch, (_, value: unknown) => value ?? null)}`);
          for (const [name, value] of Object.entries(patch)) {
            if (value === undefined) delete params.values[name];
            else params.values[name] = value;
          }
        },
      }
    : undefined;
  const names = Object.keys(types);
  const columns = names.map((name) => ({ name, type: types[name]! }));
  const data = new Map<string, Dataset>([['main', { columns, rows, truncated: false }]]);
  const viewModel = {
    chart: { kind: 'spec', spec, data, derived, more: 0 },
    loaded: { data },
    locale: localeFor('en'),
  };
  const request = { shared };
  const chart = {
    settings: { request },
    drawing: { viewModel, cursor: { endTap: () => {} } },
  } as unknown as ChartController;
  const choice = new ChartSelection(chart, {
    update: () => log.push('update'),
    onSelect: (param, value) => log.push(`selected ${param} ${JSON.stringify(value)}`),
  });
  /** Returns the events since the last call. */
  const happened = (): readonly string[] => log.splice(0);
  return { choice, happened, request };
}

const region = (text: string) => ({ region: text, amount: 1 });

describe('ChartSelection', () => {
  it('sets, toggles and clears one value', () => {
    const { choice, happened } = choiceIn(SPEC, { values: {} });
    choice.configure('region', false);
    expect([choice.isOn, choice.isRange, choice.isSeveral, choice.isRemovable]).to.deep.equal([
      true,
      false,
      false,
      false,
    ]);
    expect(choice.choose(region('EU'), false)).to.equal(true);
    expect(happened()).to.deep.equal(['set {"region":"EU"}', 'selected region "EU"', 'update']);
    expect([choice.chosen, choice.isRemovable, choice.label]).to.deep.equal([
      ['EU'],
      true,
      { name: 'Region', value: 'EU' },
    ]);
    // Adding has no effect if only one value is allowed.
    choice.choose(region('US'), true);
    expect(choice.chosen).to.deep.equal(['US']);
    choice.choose(region('US'), false);
    expect(choice.chosen).to.deep.equal([]);
    expect(happened().slice(-3)).to.deep.equal(['set {"region":null}', 'selected region null', 'update']);
    expect([choice.clear(), happened()]).to.deep.equal([false, []]);
  });

  for (const [name, selectTo, declared, several] of [
    ['has []', 'regions[]', undefined, true],
    ['has no []', 'regions', undefined, false],
    ['has no [], but the declaration allows several', 'regions', { multiple: true }, true],
    ['has [], but the declaration allows one', 'regions[]', { multiple: false }, false],
    ['names two parameters', 'regions,to', { multiple: true }, false],
  ] as const) {
    it(`allows ${several ? 'several values' : 'one value'} if the attribute ${name}`, () => {
      const { choice } = choiceIn(SPEC, { values: {}, declared: declared ? { regions: declared } : {} });
      choice.configure(`${selectTo}:region`, false);
      expect(choice.isSeveral).to.equal(several);
    });
  }

  it('adds and removes single values, always as a list', () => {
    const { choice, happened } = choiceIn(SPEC, { values: {} });
    choice.configure('regions[]:region', false);
    const set = (): string | undefined => happened().find((each) => each.startsWith('set'));
    const acts: readonly (readonly [() => boolean, string])[] = [
      [() => choice.choose(region('EU'), false), '["EU"]'],
      [() => choice.choose(region('US'), true), '["EU","US"]'],
      [() => choice.choose(region('EU'), true), '["US"]'],
      [() => choice.chooseAll([region('A'), region('B'), region('A')]), '["A","B"]'],
      [() => choice.choose(region('C'), false), '["C"]'],
      [() => choice.choose(region('C'), true), 'null'],
    ];
    for (const [act, wanted] of acts) {
      expect([act(), set()]).to.deep.equal([true, `set {"regions":${wanted}}`]);
    }
  });

  it('chooses the last of several marks if only one value is allowed', () => {
    const { choice } = choiceIn(SPEC, { values: {} });
    choice.configure('region', false);
    expect([
      choice.chooseAll([]),
      choice.chooseAll([region('EU'), region('US')]),
      choice.chosen,
    ]).to.deep.equal([false, true, ['US']]);
    expect([
      choice.holds([region('US')]),
      choice.holds([region('US'), region('EU')]),
      choice.holds([]),
    ]).to.deep.equal([true, false, false]);
  });

  it('chooses nothing for a mark without a value', () => {
    const { choice, happened } = choiceIn(SPEC, { values: {} });
    choice.configure('region', false);
    expect([choice.choose({ amount: 1 }, false), happened(), choice.rowText({ amount: 1 })]).to.deep.equal([
      false,
      [],
      null,
    ]);
  });

  it('reports an invalid select-to attribute', () => {
    const { choice } = choiceIn(SPEC, null);
    expect(['x y', 'region', null].map((text) => [choice.configure(text, false), choice.isOn])).to.deep.equal(
      [
        [false, false],
        [true, true],
        [true, false],
      ],
    );
  });

  it('chooses values of the rows if a derived chart draws other names and words', () => {
    const spec = { ...SPEC, encoding: { ...SPEC.encoding, x: { field: 'column_2', type: 'nominal' } } };
    const types = { amount: 'number', 'in stock.': 'boolean' } as const;
    const { choice, happened } = choiceIn(spec, { values: {} }, { types, derived: true });
    choice.configure('stock', false);
    choice.choose({ column_2: 'Yes' }, false);
    expect([happened()[0], choice.label, choice.shown?.texts]).to.deep.equal([
      'set {"stock":true}',
      { name: 'in stock.', value: 'Yes' },
      ['Yes'],
    ]);
  });

  it('ends a range of months with the last day of the last month', () => {
    const rows = [0, 1, 3].map((month) => [new Date(2024, month), 1]);
    const { choice } = choiceIn(DAYS, { values: {} }, { types: { day: 'date', amount: 'number' }, rows });
    choice.configure('from,to', false);
    choice.chooseAll([{ day: new Date(2024, 1) }, { day: new Date(2024, 3) }]);
    expect(choice.chosen).to.deep.equal(['2024-02-01', '2024-04-30']);
  });

  it('sets both ends of a range and shows only a chosen range', () => {
    const params: Params = { values: { from: '2024-03-01' }, withoutChoice: { from: '2024-03-01' } };
    const types = { day: 'date', amount: 'number' } as const;
    const rows = [1, 2, 3, 5].map((day) => [midnight(day), 1]);
    const { choice, happened } = choiceIn(DAYS, params, { types, rows });
    choice.configure('from,to', false);
    expect([choice.isRange, choice.shown, choice.label, choice.clear()]).to.deep.equal([
      true,
      null,
      null,
      false,
    ]);
    choice.chooseAll([{ day: midnight(5) }, { day: midnight(3) }]);
    expect(happened()).to.deep.equal([
      'set {"from":"2024-03-03","to":"2024-03-05"}',
      'selected from "2024-03-03"',
      'selected to "2024-03-05"',
      'update',
    ]);
    expect([choice.shown?.range, choice.shown?.banded, choice.label?.value]).to.deep.equal([
      ['2024-03-03', '2024-03-05'],
      true,
      'Mar 3, 2024 – Mar 5, 2024',
    ]);
    choice.choose({ day: midnight(2) }, true);
    expect(choice.label?.value).to.equal('Mar 2, 2024');
    delete params.values['to'];
    expect(choice.label?.value).to.equal('Mar 2, 2024 – …');
    expect([choice.clear(), choice.chosen]).to.deep.equal([true, []]);
  });

  it('keeps a choice local outside dashboards', () => {
    const { choice, happened } = choiceIn(SPEC, null);
    choice.configure('region', false);
    choice.choose(region('EU'), false);
    expect([happened(), choice.chosen, choice.isRemovable]).to.deep.equal([
      ['selected region "EU"', 'update'],
      ['EU'],
      true,
    ]);
    choice.configure('region:region', false);
    expect([choice.chosen, choice.isRemovable]).to.deep.equal([[], false]);
  });

  it('shows values with the labels of the viz, if it has any', () => {
    const options = {
      kind: 'values',
      values: [
        { value: 'EU', label: 'Europe' },
        { value: 'US', label: 'US' },
      ],
    } as const;
    const { choice } = choiceIn(SPEC, { values: {}, declared: { region: { options, multiple: true } } });
    choice.configure('region', false);
    choice.chooseAll(['EU', 'US', 'ASIA'].map(region));
    expect(choice.label?.value).to.equal('Europe, US, ASIA');
  });

  it('shows the name in the declaration, or else the name in the spec', () => {
    const titled = {
      ...SPEC,
      encoding: { ...SPEC.encoding, x: { ...SPEC.encoding.x, title: 'The region' } },
    };
    const label = (spec: VegaLiteSpec, declared?: Partial<ParamDeclaration>): string | undefined => {
      const { choice } = choiceIn(spec, {
        values: { region: 'EU' },
        declared: declared ? { region: declared } : {},
      });
      choice.configure('region', false);
      return choice.label?.name;
    };
    expect([label(titled, { label: 'Region' }), label(titled), label(SPEC)]).to.deep.equal([
      'Region',
      'The region',
      'Region',
    ]);
  });

  it('shows a band if marks run along the axis, or else fades the other marks', () => {
    const shown = (spec: VegaLiteSpec): boolean | undefined => {
      const { choice } = choiceIn(spec, { values: { region: 'EU' } });
      choice.configure('region', false);
      return choice.shown?.banded;
    };
    expect([shown(SPEC), shown(LINE)]).to.deep.equal([false, true]);
  });

  describe('linked with other charts', () => {
    const pair = (one: string | null, other: string | null, spec: VegaLiteSpec = SPEC) => {
      const id = (ids += 1);
      const params: Params = { values: {} };
      const [a, b] = [choiceIn(SPEC, params, { id }), choiceIn(spec, params, { id })];
      a.choice.configure(one, one === null);
      b.choice.configure(other, true);
      a.choice.joinBoard();
      b.choice.joinBoard();
      return { a, b };
    };

    it('is shown in all charts with the field and can be extended in each', () => {
      const { a, b } = pair(null, null);
      a.choice.choose(region('EU'), false);
      expect(a.happened()).to.deep.equal(['update', 'selected null ["EU"]', 'update']);
      expect([b.happened(), b.choice.shown?.texts, b.choice.isRemovable]).to.deep.equal([
        ['update'],
        ['EU'],
        true,
      ]);
      b.choice.choose(region('US'), true);
      expect([a.choice.shown?.texts, a.choice.label?.value]).to.deep.equal([['EU', 'US'], 'EU, US']);
      expect([b.choice.clear(), a.choice.shown, a.choice.isRemovable]).to.deep.equal([true, null, false]);
    });

    it('is not shown in a chart without the field', () => {
      const { a, b } = pair(null, null, DAYS);
      a.choice.choose(region('EU'), false);
      expect(b.choice.shown).to.equal(null);
    });

    it('replaces a highlight with the choice for a parameter', () => {
      const { a, b } = pair('region', null);
      b.choice.choose(region('US'), false);
      a.choice.choose(region('EU'), false);
      expect([b.choice.shown?.texts, b.choice.isRemovable]).to.deep.equal([['EU'], false]);
    });

    it('is not shown in a chart that is not linked', () => {
      const { a, b } = pair(null, 'region');
      b.choice.configure('region', false);
      a.choice.choose(region('EU'), false);
      expect(b.choice.shown).to.equal(null);
    });

    it('is lost when its chart leaves or enters a dashboard', () => {
      const { a, b } = pair('region', null);
      a.choice.choose(region('EU'), false);
      b.happened();
      const { shared } = a.request;
      a.request.shared = undefined;
      a.choice.joinBoard();
      expect([b.happened(), b.choice.shown, a.choice.chosen]).to.deep.equal([['update'], null, []]);
      a.choice.choose(region('US'), false);
      a.request.shared = shared;
      a.choice.joinBoard();
      expect(a.choice.chosen).to.deep.equal(['EU']);
      a.request.shared = undefined;
      a.choice.joinBoard();
      expect(a.choice.chosen).to.deep.equal([]);
      a.choice.leaveBoard();
    });

    it('is cleared when its chart is removed', () => {
      const { a, b } = pair('region', null);
      a.choice.choose(region('EU'), false);
      b.happened();
      a.choice.leaveBoard();
      expect([b.happened(), b.choice.shown]).to.deep.equal([['update'], null]);
      a.choice.notifyBoard();
      expect(b.happened()).to.deep.equal([]);
    });
  });
});
