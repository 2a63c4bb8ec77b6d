import { describe, it } from 'node:test';
import { expect } from 'chai';
import * as model from '../../../src/components/control/control-model.ts';
import { toFormStrings } from '../../../src/controllers/dashboard/form-values.ts';

const { controlKind, controlSchema, resolveBounds, undeclaredSchema, withValue } = model;

const OPEN = { min: null, max: null, step: null };
const BOUND = { min: '0', max: '10', step: null };

const choices = (count: number): readonly model.Choice[] =>
  Array.from({ length: count }, (_, at) => ({ value: `o${at}`, label: `Option ${at}` }));

const want = (wanted: Partial<model.ControlRequest>): ReturnType<typeof controlKind> =>
  controlKind({ declared: undefined, choices: null, bounds: OPEN, preferred: '', value: null, ...wanted });

const one = (type: 'string' | 'number' | 'boolean' | 'date') => ({ type, multiple: false });
const several = { type: 'string', multiple: true } as const;

const NUMBER = { declared: one('number') };
const UNDECLARED = ['text', 'search', 'number', 'range', 'date', 'checkbox'] as const;

describe('controlKind', () => {
  const KINDS: readonly (readonly [string, Partial<model.ControlRequest>, string, readonly string[]])[] = [
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
    ['a number with bounds', { ...NUMBER, bounds: BOUND, value: 3 }, 'range', ['range', 'number']],
    ['zero with bounds', { ...NUMBER, bounds: BOUND, value: 0 }, 'range', ['range', 'number']],
    ['bounds without a value', { ...NUMBER, bounds: BOUND }, 'number', ['number']],
    ['a lower bound', { ...NUMBER, bounds: { ...BOUND, max: null }, value: 3 }, 'number', ['number']],
    ['no declaration', {}, 'text', ['text', 'search', 'number', 'date', 'checkbox']],
    ['bounds without a declaration', { bounds: BOUND, value: '4' }, 'text', UNDECLARED],
  ];
  for (const [name, wanted, kind, allowedTypes] of KINDS) {
    it(`returns ${kind} for ${name}`, () => {
      expect(want(wanted)).to.deep.equal({ kind, allowedTypes });
    });
  }

  it('returns the preferred kind if it is allowed', () => {
    const bound = { ...NUMBER, bounds: BOUND, value: 3 };
    for (const [wanted, kind] of [
      [{ ...bound, preferred: 'number' }, 'number'],
      [{ ...bound, preferred: 'text' }, 'range'],
      [{ choices: choices(3), preferred: 'radio' }, 'radio'],
      [{ choices: choices(3), preferred: 'checkbox' }, 'select'],
      [{ declared: several, choices: choices(3), preferred: 'select' }, 'select'],
      [{ declared: several, choices: choices(9), preferred: 'checkbox' }, 'checkboxes'],
      [{ preferred: 'range' }, 'text'],
      ...(['search', 'number', 'date', 'checkbox'] as const).map(
        (kind) => [{ preferred: kind }, kind] as const,
      ),
    ] as const)
      expect(want(wanted).kind).to.equal(kind);
  });
});

describe('controlSchema', () => {
  const declared = { type: 'string', multiple: true } as const;

  it('returns the declared type, or else that of the control, and the bounds of the control', () => {
    const extra = { min: '0', max: '10' };
    const text = { type: 'string', multiple: true, options: null, extra };
    expect(controlSchema('text', BOUND, declared, null)).to.deep.equal(text);
    const types = UNDECLARED.map((kind) => undeclaredSchema(kind, BOUND).type);
    expect(types).to.deep.equal(['string', 'string', 'number', 'number', 'date', 'boolean']);
    const number = { type: 'number', multiple: false, options: null, extra };
    expect(undeclaredSchema('number', BOUND)).to.deep.equal(number);
    expect(controlSchema('range', BOUND, undefined, choices(2))).to.deep.equal(number);
    expect(controlSchema('text', OPEN, undefined, null, 'The world').label).to.equal('The world');
  });

  it('returns options only if all are listed', () => {
    const { options } = controlSchema('select', OPEN, declared, choices(2));
    expect(options).to.deep.equal({ kind: 'values', values: choices(2) });
  });
});

describe('declaredHelp', () => {
  it('returns a non-empty text of the declaration, or else null', () => {
    const helps = [{ help: 'By day' }, { help: '' }, { help: 3 }, {}, undefined].map((extra) =>
      model.declaredHelp(extra as never),
    );
    expect(helps).to.deep.equal(['By day', null, null, null, null]);
    expect(model.declaredHelp({ help: 'x'.repeat(1e6) })).to.have.length(5001);
  });
});

describe('resolveBounds', () => {
  it('prefers attributes to the declaration', () => {
    const extra = { min: 1, max: '2026-12-31', step: 0.5 };
    expect(resolveBounds(OPEN, extra)).to.deep.equal({ min: '1', max: '2026-12-31', step: '0.5' });
    const own = { min: '5', max: '', step: null };
    expect(resolveBounds(own, extra)).to.deep.equal({ min: '5', max: '2026-12-31', step: '0.5' });
    expect(resolveBounds(OPEN, { min: 0 })).to.deep.equal({ min: '0', max: null, step: null });
    expect(resolveBounds(OPEN, undefined)).to.deep.equal(OPEN);
  });

  it('ignores bounds of other types in the declaration', () => {
    expect(resolveBounds(OPEN, { min: '', max: { of: 1 }, step: true })).to.deep.equal(OPEN);
  });
});

describe('the value of a control', () => {
  it('has a form string for each selected value', () => {
    for (const [value, strings] of [
      [null, []],
      ['', []],
      [[], []],
      [0, ['0']],
      [false, ['false']],
      [
        ['a', 2],
        ['a', '2'],
      ],
      [new Date(2026, 0, 31), ['2026-01-31']],
      [new Date(Date.UTC(2026, 0, 31, 1, 2)), ['2026-01-31T01:02:00.000Z']],
    ] as const)
      expect(toFormStrings(value)).to.deep.equal(strings);
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
