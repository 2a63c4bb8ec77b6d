import { expect } from 'chai';
import type { ParamSchema } from '../../../src/charts/types.ts';
import {
  commonSchema,
  isControl,
  nativeSchema,
  readGroup,
  someHaveMarkupValue,
  findForm,
  groupControls,
  writeGroup,
  type Control,
} from '../../../src/controllers/dashboard/form-values.ts';
import type { ParamValue } from '../../../src/public-client/types.ts';
import { boxes, KINDS, OPTIONS, radios } from './control-kinds.ts';

function controlsOf(html: string): readonly Control[] {
  const box = document.createElement('div');
  box.innerHTML = html;
  return [...box.querySelectorAll<Control>('[name], vibedasher-control')];
}
describe('the value of form controls', () => {
  for (const [name, html, value, written, then, marked, declaration] of KINDS) {
    it(`is read from ${name} and written to it`, () => {
      const controls = controlsOf(html);
      expect([readGroup(controls, declaration), someHaveMarkupValue(controls)]).to.deep.equal([
        value,
        marked,
      ]);
      writeGroup(controls, written, declaration);
      expect(readGroup(controls, declaration)).to.deep.equal(then);
    });
  }

  it('keeps the type of the value of a custom element', () => {
    const other = Object.assign(document.createElement('x-picker'), { name: 'p', value: null as unknown });
    const values: readonly (readonly [unknown, ParamValue])[] = [
      [7, 7],
      [false, false],
      ['', null],
      [undefined, null],
      [
        [1, 'a', null],
        [1, 'a', 'null'],
      ],
      [{ toString: () => 'own' }, 'own'],
    ];
    for (const [value, read] of values) {
      other.value = value;
      expect(readGroup([other], undefined)).to.deep.equal(read);
    }
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
    const drive = (html: string): boolean => controlsOf(html).some(isControl);
    for (const html of [
      '<input name=p>',
      '<input name=p type=color>',
      '<textarea name=p></textarea>',
      '<select name=p></select>',
      '<input name=p autocomplete=email>',
      '<vibedasher-control param=p></vibedasher-control>',
    ]) {
      expect(drive(html), html).to.equal(true);
    }
    for (const html of [
      ...['password', 'file', 'hidden', 'submit', 'reset', 'button', 'image'].map(
        (type) => `<input name=p type=${type}>`,
      ),
      ...[
        'current-password',
        'new-password',
        'one-time-code',
        'username',
        'shipping cc-number',
        'WebAuthn',
      ].map((word) => `<input name=p autocomplete="${word}">`),
      ...['button', 'fieldset', 'form', 'output', 'iframe', 'a'].map(
        (tag) => `<${tag} name=p value=x></${tag}>`,
      ),
      '<input name="">',
      '<vibedasher-control></vibedasher-control>',
      '<x-other name=p></x-other>',
    ]) {
      expect(drive(html), html).to.equal(false);
    }
  });

  it('belongs to a group of controls of one kind in one form', () => {
    const controls = controlsOf(
      `<form>${boxes()}${radios()}<input name=p></form><form>${boxes()}</form>${radios()}<input name=p>`,
    );
    const units = groupControls(findForm, controls).map((unit) =>
      unit.map(({ localName, type }: Control & { type?: string }) => type ?? localName).join(),
    );
    expect(units).to.deep.equal([
      'checkbox,checkbox',
      'radio,radio',
      'text',
      'checkbox,checkbox',
      'radio,radio',
      'text',
    ]);
  });

  const values = (...list: readonly string[]): ParamSchema['options'] => ({
    kind: 'values',
    values: list.map((value) => ({ value, label: '' })),
  });
  const labelled: ParamSchema['options'] = {
    kind: 'values',
    values: [
      { value: '', label: 'All' },
      { value: 'a', label: 'A' },
      { value: 'b', label: 'B' },
    ],
  };
  for (const [name, html, nature] of [
    ['a text', '<input name=p>', { type: 'string', multiple: false, options: null }],
    ['a text area', '<textarea name=p></textarea>', { type: 'string', multiple: false, options: null }],
    [
      'a number',
      '<input type=number name=p min=1>',
      { type: 'number', multiple: false, options: null, extra: { min: '1', max: '' } },
    ],
    [
      'a slider',
      '<input type=range name=p>',
      { type: 'number', multiple: false, options: null, extra: { min: 0, max: 100 } },
    ],
    [
      'a date',
      '<input type=date name=p max=2026-01-31>',
      { type: 'date', multiple: false, options: null, extra: { min: '', max: '2026-01-31' } },
    ],
    ['a box', '<input type=checkbox name=p>', { type: 'boolean', multiple: false, options: null }],
    [
      'a box with a value',
      '<input type=checkbox name=p value=x>',
      { type: 'string', multiple: false, options: values('x') },
    ],
    ['boxes', boxes(), { type: 'string', multiple: true, options: values('a', 'b') }],
    ['radio buttons', radios(), { type: 'string', multiple: false, options: values('a', 'b') }],
    [
      'a select',
      `<select name=p>${OPTIONS}</select>`,
      { type: 'string', multiple: false, options: labelled },
    ],
    [
      'a list',
      `<select name=p multiple>${OPTIONS}</select>`,
      { type: 'string', multiple: true, options: labelled },
    ],
    [
      'a select without options',
      '<select name=p></select>',
      { type: 'string', multiple: false, options: null },
    ],
    ['other custom elements', '<x-other name=p></x-other>', null],
  ] as const) {
    it(`has the schema of ${name}`, () => expect(nativeSchema(controlsOf(html))).to.deep.equal(nature));
  }

  it('has the merged schema of several controls', () => {
    const nature = (
      type: ParamSchema['type'],
      options: ParamSchema['options'] = null,
      multiple = false,
    ): ParamSchema => ({
      type,
      multiple,
      options,
    });
    const [some, others] = [nature('string', values('a')), nature('string', values('b'))];
    const bound = { ...nature('number'), extra: { min: 1 } };
    for (const [natures, common] of [
      [[], null],
      [[null], null],
      [[bound], bound],
      [[bound, nature('number')], nature('number')],
      [[some, others], nature('string', values('a', 'b'))],
      [[some, nature('string')], nature('string')],
      [[some, nature('number')], null],
      [[some, nature('string', null, true)], null],
      [[some, null], null],
    ] as const) {
      expect(commonSchema(natures)).to.deep.equal(common);
    }
  });
});
