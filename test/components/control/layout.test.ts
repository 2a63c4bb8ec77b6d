// @engines all
import { expect } from 'chai';
import { styles as pageStyles } from '../../../src/components/page.styles.ts';
import { until } from '../../support/page.ts';
import { MAIN, mountDashboard, salesApi } from '../dashboard/harness.ts';
import { place, recordConsole } from '../viz/harness.ts';

const OPTIONS = { options: ['a', 'b'], default: 'a' };
const SIZE = { type: 'number', min: 1, max: 10, default: 5 };
const FLAG = { type: 'boolean', default: true };
const LONG = 'a text that is longer than a line of a control on a phone, where it wraps';

const control = (more = '', content = ''): string =>
  `<vibedasher-control param="p" ${more}>${content}</vibedasher-control>`;

const CASES: readonly (readonly [what: string, declared: object, markup: string])[] = [
  ['text', {}, control()],
  ['a search', {}, control('type="search"')],
  ['a number', { type: 'number', default: 5 }, control()],
  ['a slider', SIZE, control()],
  ['a slider of the page', SIZE, control('type="range" min="1" max="10" value="5"')],
  ['a date', { type: 'date' }, control()],
  ['a list', OPTIONS, control()],
  ['a list of the page', {}, control('', '<option>a</option><option>b</option>')],
  ['radio buttons', OPTIONS, control('type="radio"')],
  ['checkboxes', { options: ['a', 'b'], multiple: true, default: ['a'] }, control()],
  ['a checkbox', FLAG, control('type="checkbox"')],
  ['a checkbox that only the viz declares', FLAG, control()],
  ['a help text', OPTIONS, control(`help="${LONG}"`)],
  ['a label around it', OPTIONS, `<label>P ${control()}</label>`],
  ['a label before it', OPTIONS, `<label for="p">P</label> ${control('id="p"')}`],
];

describe('<vibedasher-control>: layout in the page', () => {
  recordConsole();
  let sheet: string;
  const style = document.createElement('style');

  before(async () => {
    sheet = pageStyles.cssText;
    style.textContent = sheet;
    document.head.append(style);
  });
  after(() => style.remove());

  const WIDE = 'width: 300px; font: 16px/1.5 sans-serif';

  /** Returns the height of a control that is not defined. */
  function reserved(markup: string): number {
    const frame = document.createElement('iframe');
    place().append(frame);
    const { body, head } = frame.contentDocument!;
    head.innerHTML = `<style>${sheet}</style>`;
    body.innerHTML = `<div style="${WIDE}">${markup}</div>`;
    return body.firstElementChild!.getBoundingClientRect().height;
  }

  for (const [what, declared, markup] of CASES) {
    it(`has the same height before it is defined, before its viz is known, and then: ${what}`, async () => {
      const api = salesApi([{ name: 'p', label: 'P', ...declared }]);
      const release = api.hold('viz');
      const { dashboard, chart } = mountDashboard(api, `<div style="${WIDE}">${markup}</div>${MAIN}`);
      const box = dashboard.querySelector('div')!;
      const input = (state = ''): unknown =>
        box.querySelector('vibedasher-control')!.shadowRoot?.querySelector(`[part=input]${state}`);
      await until(() => input(), 'the control');
      const early = box.getBoundingClientRect().height;
      release();
      await chart('main').ready;
      await until(() => input(':enabled'), 'the declared control');
      const final = box.getBoundingClientRect().height;
      expect(reserved(markup)).to.be.closeTo(final, 1);
      expect(early).to.be.closeTo(final, 1);
    });
  }

  for (const dir of ['ltr', 'rtl']) {
    it(`has a list in the direction of the page (${dir}), with options in that of their text`, async () => {
      const api = salesApi([{ name: 'p', options: ['عربي', 'Latin'], default: 'Latin' }]);
      const { dashboard } = mountDashboard(api, `<div dir="${dir}">${control()}</div>${MAIN}`);
      const list = await until(
        () => dashboard.querySelector('vibedasher-control')!.shadowRoot?.querySelector('select:enabled'),
        'the list',
      );
      const directions = [list, ...list.querySelectorAll('option')].map(
        (each) => getComputedStyle(each).direction,
      );
      expect(directions).to.deep.equal([dir, 'rtl', 'ltr']);
    });
  }

  it('takes no space if it is hidden', () => {
    expect(reserved(control('hidden'))).to.equal(0);
  });
});
