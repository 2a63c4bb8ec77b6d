import { expect } from 'chai';
import type { ParamSchema } from '../../../src/charts/types.ts';
import * as form from '../../../src/controllers/dashboard/form-values.ts';
import { boxes, KINDS, OPTIONS, radios } from './control-kinds.ts';

const { groupControls, nativeSchema, readGroup, writeGroup } = form;
type Control = form.Control;

function controlsOf(html: string): readonly Control[] {
  const box = document.createElement('div');
  box.innerHTML = html;
  return [...box.querySelectorAll<Control>('[name], vibedasher-control')];
}

describe('the value of form controls', () => {
  for (const [name, html, value, written, then, marked, declaration] of KINDS) {
    it(`is read from ${name} and written to it`, () => {
      const controls = controlsOf(html);
      expect(readGroup(controls, declaration)).to.deep.equal(value);
      expect(form.someHaveMarkupValue(controls)).to.equal(marked);
      writeGroup(controls, written, declaration);
      expect(readGroup(controls, declaration)).to.deep.equal(then);
    });
  }

  it('keeps the type of the value of a custom element', () => {
    const other = Object.assign(document.createElement('x-picker'), { name: 'p', value: null as unknown });
    const read = [7, false, '', undefined, [1, 'a', null], { toString: () => 'own' }].map((value) => {
      other.value = value;
      return readGroup([other], undefined);
    });
    expect(read).to.deep.equal([7, false, null, null, [1, 'a', 'null'], 'own']);
    other.value = 1;
    writeGroup([other], 2, undefined);
    expect(other.value).to.equal(2);
  });

  it('is written only if the controls show another value', () => {
    const [text] = controlsOf('<input name=p value=x>') as [HTMLInputElement & Control];
    text.setSelectionRange(0, 0);
    let writes = 0;
    Object.defineProperty(text, 'value', { get: () => 'x', set: () => (writes += 1) });
    writeGroup([text], 'x', undefined);
    expect(writes).to.equal(0);
    writeGroup([text], 'y', undefined);
    expect(writes).to.equal(1);
  });

  it('is ignored for private controls and elements that are not controls', () => {
    const drive = (html: string): boolean => controlsOf(html).some(form.isControl);
    const input = (attribute: string): string => `<input name=p ${attribute}>`;
    for (const html of [
      ...['', 'type=color', 'autocomplete=email'].map(input),
      '<textarea name=p></textarea>',
      '<select name=p></select>',
      '<vibedasher-control param=p></vibedasher-control>',
    ])
      expect(drive(html), html).to.equal(true);
    const types = ['password', 'file', 'hidden', 'submit', 'reset', 'button', 'image'];
    const words = [
      'current-password',
      'new-password',
      'one-time-code',
      'username',
      'shipping cc-number',
      'WebAuthn',
    ];
    const tags = ['button', 'fieldset', 'form', 'output', 'iframe', 'a', 'x-other'];
    for (const html of [
      ...types.map((type) => input(`type=${type}`)),
      ...words.map((word) => input(`autocomplete="${word}"`)),
      ...tags.map((tag) => `<${tag} name=p value=x></${tag}>`),
      '<input name="">',
      '<vibedasher-control></vibedasher-control>',
    ])
      expect(drive(html), html).to.equal(false);
  });

  it('belongs to a group of controls of one kind in one form', () => {
    const controls = controlsOf(
      `<form>${boxes()}${radios()}<input name=p></form><form>${boxes()}</form>${radios()}<input name=p>`,
    );
    const units = groupControls(form.findForm, controls).map((unit) =>
      unit.map(({ localName, type }: Control & { type?: string }) => type ?? localName).join(),
    );
    const kinds = ['checkbox,checkbox', 'radio,radio', 'text'];
    expect(units).to.deep.equal([...kinds, ...kinds]);
  });

  const nature = (
    type: ParamSchema['type'],
    multiple = false,
    labels?: object,
    extra?: ParamSchema['extra'],
  ): ParamSchema => {
    const values = Object.entries(labels ?? {}).map(([value, label]) => ({ value, label: String(label) }));
    return { type, multiple, options: labels ? { kind: 'values', values } : null, ...(extra && { extra }) };
  };
  const LABELS = { '': 'All', a: 'A', b: 'B' };
  for (const [name, html, wanted] of [
    ['a text', '<input name=p>', nature('string')],
    ['a text area', '<textarea name=p></textarea>', nature('string')],
    [
      'a number',
      '<input type=number name=p min=1>',
      nature('number', false, undefined, { min: '1', max: '' }),
    ],
    ['a slider', '<input type=range name=p>', nature('number', false, undefined, { min: 0, max: 100 })],
    [
      'a date',
      '<input type=date name=p max=2026>',
      nature('date', false, undefined, { min: '', max: '2026' }),
    ],
    ['a box', '<input type=checkbox name=p>', nature('boolean')],
    ['a box with a value', '<input type=checkbox name=p value=x>', nature('string', false, { x: '' })],
    ['boxes', boxes(), nature('string', true, { a: '', b: '' })],
    ['radio buttons', radios(), nature('string', false, { a: '', b: '' })],
    ['a select', `<select name=p>${OPTIONS}</select>`, nature('string', false, LABELS)],
    ['a list', `<select name=p multiple>${OPTIONS}</select>`, nature('string', true, LABELS)],
    ['a select without options', '<select name=p></select>', nature('string')],
    ['other custom elements', '<x-other name=p></x-other>', null],
  ] as const) {
    it(`has the schema of ${name}`, () => expect(nativeSchema(controlsOf(html))).to.deep.equal(wanted));
  }

  it('has the merged schema of several controls', () => {
    const [some, others] = [nature('string', false, { a: '' }), nature('string', false, { b: '' })];
    const bound = nature('number', false, undefined, { min: 1 });
    for (const [natures, common] of [
      [[], null],
      [[null], null],
      [[bound], bound],
      [[bound, nature('number')], nature('number')],
      [[some, others], nature('string', false, { a: '', b: '' })],
      [[some, nature('string')], nature('string')],
      [[some, nature('number')], null],
      [[some, nature('string', true)], null],
      [[some, null], null],
    ] as const) {
      expect(form.commonSchema(natures)).to.deep.equal(common);
    }
  });
});
