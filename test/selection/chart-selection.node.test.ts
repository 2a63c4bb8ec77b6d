import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { ParamDeclaration } from '../../src/charts/types.ts';
import type { ChartController } from '../../src/controllers/chart/chart.ts';
import { ChartSelection } from '../../src/selection/chart-selection.ts';
import { boardFor } from '../../src/selection/link-board.ts';
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
  readonly withoutChoice?: Readonly<Record<string, ParamValue>>;
  readonly declared?: Readonly<Record<string, Partial<ParamDeclaration>>>;
}

let ids = 5000;

/** Creates a choice in a chart with this spec, in a dashboard with these parameters. */
function choiceIn(
  spec: VegaLiteSpec,
  params: Params,
  {
    id = (ids += 1),
    types = {} as Readonly<Record<string, ColumnType>>,
    rows = [] as readonly (readonly Cell[])[],
    derived = false,
  } = {},
) {
  const log: string[] = [];
  const shared: SharedParams = {
    id,
    resets: 0,
    ask: () => ({}),
    takeChange: () => false,
    paramState: (name) => ({
      value: params.values[name],
      isChosen: params.values[name] !== params.withoutChoice?.[name],
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
  };
  const columns = Object.entries(types).map(([name, type]) => ({ name, type }));
  const data = new Map<string, Dataset>([['main', { columns, rows, truncated: false }]]);
  const viewModel = {
    chart: { kind: 'spec', spec, data, derived, more: 0 },
    loaded: { data },
    locale: localeFor('en'),
  };
  const chart = {
    settings: { request: { shared } },
    drawing: { viewModel, cursor: { endTap: () => {} } },
  } as unknown as ChartController;
  const choice = new ChartSelection(chart, {
    update: () => log.push('update'),
    onSelect: (param, value) => log.push(`selected ${param} ${JSON.stringify(value)}`),
  });
  /** Returns the events since the last call. */
  const happened = (): readonly string[] => log.splice(0);
  return { choice, happened };
}

const region = (text: string) => ({ region: text, amount: 1 });

describe('ChartSelection', () => {
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
    const both = [region('EU'), region('US')];
    expect([choice.chooseAll([]), choice.chooseAll(both), choice.chosen]).to.deep.equal([
      false,
      true,
      ['US'],
    ]);
    expect([both.slice(1), both, []].map((each) => choice.holds(each))).to.deep.equal([true, false, false]);
  });

  it('chooses nothing for a mark without a value', () => {
    const { choice, happened } = choiceIn(SPEC, { values: {} });
    choice.configure('region', false);
    expect([choice.choose({ amount: 1 }, false), happened()]).to.deep.equal([false, []]);
    expect(choice.rowText({ amount: 1 })).to.equal(null);
  });

  it('chooses values of the rows if a derived chart draws other names and words', () => {
    const spec = { ...SPEC, encoding: { ...SPEC.encoding, x: { field: 'column_2', type: 'nominal' } } };
    const types = { amount: 'number', 'in stock.': 'boolean' } as const;
    const { choice, happened } = choiceIn(spec, { values: {} }, { types, derived: true });
    choice.configure('stock', false);
    choice.choose({ column_2: 'Yes' }, false);
    expect([happened()[0], choice.shown?.texts]).to.deep.equal(['set {"stock":true}', ['Yes']]);
    expect(choice.label).to.deep.equal({ name: 'in stock.', value: 'Yes' });
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
    expect(happened().slice(0, 2)).to.deep.equal([
      'set {"from":"2024-03-03","to":"2024-03-05"}',
      'selected from "2024-03-03"',
    ]);
    expect([choice.shown?.banded, choice.label?.value]).to.deep.equal([true, 'Mar 3, 2024 – Mar 5, 2024']);
    choice.choose({ day: midnight(2) }, true);
    expect(choice.label?.value).to.equal('Mar 2, 2024');
    delete params.values['to'];
    expect(choice.label?.value).to.equal('Mar 2, 2024 – …');
    expect([choice.clear(), choice.chosen]).to.deep.equal([true, []]);
  });

  it('shows the name in the declaration, or else the name in the spec', () => {
    const { x, y } = SPEC.encoding;
    const titled = { ...SPEC, encoding: { x: { ...x, title: 'The region' }, y } };
    for (const [spec, declared, name] of [
      [titled, { region: { label: 'Declared' } }, 'Declared'],
      [titled, {}, 'The region'],
      [SPEC, {}, 'Region'],
    ] as const) {
      const { choice } = choiceIn(spec, { values: { region: 'EU' }, declared });
      choice.configure('region', false);
      expect(choice.label?.name).to.equal(name);
    }
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
    const pair = (selectTo: string | null) => {
      const id = (ids += 1);
      const params: Params = { values: {} };
      const [a, b] = [choiceIn(SPEC, params, { id }), choiceIn(SPEC, params, { id })];
      a.choice.configure(selectTo, !selectTo);
      b.choice.configure(null, true);
      for (const { choice } of [a, b]) choice.joinBoard();
      return { a, b };
    };

    it('is shown in all charts with the field and can be extended in each', () => {
      const { a, b } = pair(null);
      a.choice.choose(region('EU'), false);
      expect(a.happened()).to.deep.equal(['update', 'selected null ["EU"]', 'update']);
      expect([b.happened(), b.choice.shown?.texts]).to.deep.equal([['update'], ['EU']]);
      b.choice.choose(region('US'), true);
      expect([a.choice.shown?.texts, a.choice.label?.value]).to.deep.equal([['EU', 'US'], 'EU, US']);
      expect([b.choice.clear(), a.choice.shown, a.choice.isRemovable]).to.deep.equal([true, null, false]);
    });

    it('replaces a highlight with the choice for a parameter', () => {
      const { a, b } = pair('region');
      b.choice.choose(region('US'), false);
      a.choice.choose(region('EU'), false);
      expect([b.choice.shown?.texts, b.choice.isRemovable]).to.deep.equal([['EU'], false]);
    });

    it('is cleared when its chart is removed', () => {
      const { a, b } = pair('region');
      a.choice.choose(region('EU'), false);
      b.happened();
      a.choice.leaveBoard();
      expect([b.happened(), b.choice.shown]).to.deep.equal([['update'], null]);
      a.choice.notifyBoard();
      expect(b.happened()).to.deep.equal([]);
    });
  });

  it('prefers highlights to values of parameters, and matches fields case-insensitively', () => {
    const board = boardFor((ids += 1));
    const members = [
      null,
      { field: 'region', values: [] },
      { field: 'Region', values: ['EU'] },
      { field: 'year', values: [2024] },
    ].map((choice) => ({ choice, update: () => {} }));
    for (const member of members) board.add(member);
    const highlighted = (): unknown =>
      ['region', 'YEAR', 'shop'].map((field) => board.highlightedValues(field));
    expect(highlighted()).to.deep.equal([['EU'], [2024], []]);
    board.highlight = { field: 'REGION', values: ['US', 'ASIA'] };
    expect(highlighted()).to.deep.equal([['US', 'ASIA'], [2024], []]);
    expect([boardFor(ids), boardFor(ids + 1), boardFor(undefined)].indexOf(board)).to.equal(0);
    for (const member of members) board.remove(member);
    expect(boardFor(ids).highlight, 'of the last member').to.equal(null);
  });
});
