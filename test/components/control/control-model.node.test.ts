import { describe, it } from 'node:test';
import { expect } from 'chai';
import {
  resolveBounds,
  controlKind,
  controlSchema,
  declaredHelp,
  missingText,
  undeclaredSchema,
  withValue,
  type Choice,
  type ControlRequest,
} from '../../../src/components/control/control-model.ts';
import { toFormStrings } from '../../../src/controllers/dashboard/form-values.ts';

const OPEN = { min: null, max: null, step: null };
const BOUND = { min: '0', max: '10', step: null };

const choices = (count: number): readonly Choice[] =>
  Array.from({ length: count }, (_, at) => ({ value: `o${at}`, label: `Option ${at}` }));

const want = (wanted: Partial<ControlRequest>): ReturnType<typeof controlKind> =>
  controlKind({ declared: undefined, choices: null, bounds: OPEN, preferred: '', value: null, ...wanted });

const one = (type: 'string' | 'number' | 'boolean' | 'date') => ({ type, multiple: false });
const several = { type: 'string', multiple: true } as const;

describe('controlKind', () => {
  const KINDS: readonly (readonly [string, Partial<ControlRequest>, string, readonly string[]])[] = [
    ['one of some choices', { declared: one('string'), choices: choices(2) }, 'select', ['select', 'radio']],
    ['one of many', { declared: one('number'), choices: choices(500) }, 'select', ['select', 'radio']],
    ['one of none', { declared: one('string'), choices: [] }, 'select', ['select', 'radio']],
    ['several of six', { declared: several, choices: choices(6) }, 'checkboxes', ['checkbox', 'select']],
    ['several of seven', { declared: several, choices: choices(7) }, 'select', ['select', 'checkbox']],
    ['several without choices', { declared: several }, 'text', ['text', 'search']],
    ['several numbers', { declared: { type: 'number', multiple: true } }, 'text', ['text', 'search']],
    ['a boolean', { declared: one('boolean') }, 'checkbox', ['checkbox']],
    ['a date', { declared: one('date'), bounds: BOUND, value: '2026-01-31' }, 'date', ['date']],
    ['a text', { declared: one('string'), bounds: BOUND, value: 'a' }, 'text', ['text', 'search']],
    ['a number', { declared: one('number'), value: 3 }, 'number', ['number']],
    [
      'a number with bounds',
      { declared: one('number'), bounds: BOUND, value: 3 },
      'range',
      ['range', 'number'],
    ],
    ['zero with bounds', { declared: one('number'), bounds: BOUND, value: 0 }, 'range', ['range', 'number']],
    [
      'a number with bounds and without a value',
      { declared: one('number'), bounds: BOUND },
      'number',
      ['number'],
    ],
    [
      'a number with a lower bound',
      { declared: one('number'), bounds: { ...BOUND, max: null }, value: 3 },
      'number',
      ['number'],
    ],
    ['an undeclared parameter', {}, 'text', ['text', 'search', 'number', 'date', 'checkbox']],
    [
      'an undeclared parameter with bounds and a value',
      { bounds: BOUND, value: '4' },
      'text',
      ['text', 'search', 'number', 'range', 'date', 'checkbox'],
    ],
  ];
  for (const [name, wanted, kind, allowedTypes] of KINDS) {
    it(`returns ${kind} for ${name}`, () => {
      expect(want(wanted)).to.deep.equal({ kind, allowedTypes });
    });
  }

  it('returns the preferred kind if it is allowed', () => {
    const bound = { declared: one('number'), bounds: BOUND, value: 3 };
    expect(want({ ...bound, preferred: 'number' }).kind).to.equal('number');
    expect(want({ ...bound, preferred: 'text' }).kind).to.equal('range');
    expect(want({ choices: choices(3), preferred: 'radio' }).kind).to.equal('radio');
    expect(want({ choices: choices(3), preferred: 'checkbox' }).kind).to.equal('select');
    expect(want({ declared: several, choices: choices(3), preferred: 'select' }).kind).to.equal('select');
    expect(want({ declared: several, choices: choices(9), preferred: 'checkbox' }).kind).to.equal(
      'checkboxes',
    );
    for (const preferred of ['search', 'number', 'date', 'checkbox'])
      expect(want({ preferred }).kind).to.equal(preferred);
    expect(want({ preferred: 'range' }).kind, 'without bounds').to.equal('text');
  });

  it('returns only kinds that have a schema for undeclared parameters', () => {
    const types = (['text', 'search', 'number', 'range', 'date', 'checkbox'] as const).map(
      (kind) => undeclaredSchema(kind, BOUND).type,
    );
    expect(types).to.deep.equal(['string', 'string', 'number', 'number', 'date', 'boolean']);
    expect(undeclaredSchema('number', BOUND)).to.deep.equal({
      type: 'number',
      multiple: false,
      options: null,
      extra: { min: '0', max: '10' },
    });
  });
});

describe('controlSchema', () => {
  const declared = { type: 'string', multiple: true } as const;

  it('returns the declared type and the bounds of the control', () => {
    expect(controlSchema('text', BOUND, declared, null)).to.deep.equal({
      type: 'string',
      multiple: true,
      options: null,
      extra: { min: '0', max: '10' },
    });
  });

  it('returns options only if all are listed', () => {
    const { options } = controlSchema('select', OPEN, declared, choices(2));
    expect(options).to.deep.equal({ kind: 'values', values: choices(2) });
  });

  it('depends on the kind of control for undeclared parameters', () => {
    expect(controlSchema('text', OPEN, undefined, null, 'Part of the world').label).to.equal(
      'Part of the world',
    );
    expect(controlSchema('range', OPEN, undefined, choices(2))).to.deep.equal(
      undeclaredSchema('range', OPEN),
    );
  });
});

describe('declaredHelp', () => {
  it('returns a non-empty text of the declaration, or else null', () => {
    const helps = [{ help: 'By day' }, { help: '' }, { help: 3 }, {}, undefined].map((extra) =>
      declaredHelp(extra as never),
    );
    expect(helps).to.deep.equal(['By day', null, null, null, null]);
    expect(declaredHelp({ help: 'x'.repeat(1e6) })).to.have.length(5001);
  });
});

describe('resolveBounds', () => {
  it('prefers attributes to the declaration', () => {
    const extra = { min: 1, max: '2026-12-31', step: 0.5 };
    expect(resolveBounds(OPEN, extra)).to.deep.equal({ min: '1', max: '2026-12-31', step: '0.5' });
    expect(resolveBounds({ min: '5', max: '', step: null }, extra)).to.deep.equal({
      min: '5',
      max: '2026-12-31',
      step: '0.5',
    });
    expect(resolveBounds(OPEN, { min: 0 })).to.deep.equal({ min: '0', max: null, step: null });
    expect(resolveBounds(OPEN, undefined)).to.deep.equal(OPEN);
  });

  it('ignores bounds of other types in the declaration', () => {
    expect(resolveBounds(OPEN, { min: '', max: { of: 1 }, step: true })).to.deep.equal(OPEN);
  });
});

describe('the value of a control', () => {
  it('has a form string for each selected value', () => {
    expect(toFormStrings(null)).to.deep.equal([]);
    expect(toFormStrings('')).to.deep.equal([]);
    expect(toFormStrings([])).to.deep.equal([]);
    expect(toFormStrings(0)).to.deep.equal(['0']);
    expect(toFormStrings(false)).to.deep.equal(['false']);
    expect(toFormStrings(['a', 2])).to.deep.equal(['a', '2']);
    expect(toFormStrings(new Date(2026, 0, 31))).to.deep.equal(['2026-01-31']);
    expect(toFormStrings(new Date(Date.UTC(2026, 0, 31, 1, 2)))).to.deep.equal(['2026-01-31T01:02:00.000Z']);
  });

  it('is appended to the choices if it is not among them', () => {
    const list = choices(2);
    expect(withValue(list, 'o1')).to.deep.equal(list);
    expect(withValue(list, null)).to.deep.equal(list);
    expect(withValue(list, ['o0', 'Mars', 7]).slice(2)).to.deep.equal([
      { value: 'Mars', label: 'Mars' },
      { value: '7', label: '7' },
    ]);
  });
});

it('missingText lists the known parameters', () => {
  expect(missingText('regoin', ['region', 'year'])).to.equal(
    '<vibedasher-control param="regoin">: no chart of the dashboard uses or declares this; its parameters: region, year',
  );
  expect(missingText(null, [])).to.equal(
    '<vibedasher-control>: the attribute "param" is missing; the parameters of the dashboard: none so far',
  );
});
