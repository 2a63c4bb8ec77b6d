// @engines all
import { expect } from 'chai';
import '../../src/components/table/table-element-define.ts';
import { createPublicClient } from '../../src/public-client/index.ts';
import { problem, rows, type FakeApi } from '../support/fake-api.ts';
import { until } from '../support/page.ts';
import { pressKeys, RealMouse } from '../support/real-mouse.ts';
import { mountDashboard, salesApi } from '../components/dashboard/harness.ts';
import { catalogApi, mountGallery, templates } from '../components/gallery/harness.ts';
import '../components/control/harness.ts';
import { cleanUp, listenToConsole, place } from '../components/viz/harness.ts';

const down = (): Response => problem(503, {});

/** Returns the class or tag of the focused element in a shadow root. */
const focusIn = ({ shadowRoot }: Element): string | null => {
  const focused = shadowRoot?.activeElement;
  return focused ? focused.classList[0] || focused.localName : null;
};

const retryIn = ({ shadowRoot }: Element): HTMLButtonElement | undefined =>
  [...(shadowRoot?.querySelectorAll('button') ?? [])].find(
    ({ textContent }) => textContent.trim() === 'Try again',
  );

/** Mounts an element below the viewport. */
function mount(api: FakeApi, tag: 'vibedasher-viz' | 'vibedasher-table') {
  const element = document.createElement(tag);
  element.client = createPublicClient({ apiBase: api.base, fetch: api.fetch, maxRetries: 0 });
  Object.assign(element, { account: 'acme', slug: 'sales', loading: 'eager' });
  element.style.marginTop = '3000px';
  place().append(element);
  return element;
}

describe('the focus on a "Try again" button', () => {
  beforeEach(() => {
    listenToConsole();
    scrollTo(0, 0);
  });
  afterEach(cleanUp);

  for (const tag of ['vibedasher-viz', 'vibedasher-table'] as const) {
    it(`stays in <${tag}> when the button is removed, without scrolling`, async () => {
      const api = salesApi();
      const recover = api.answer('viz', down);
      const element = mount(api, tag);
      const button = await until(() => retryIn(element), 'the button');
      button.focus({ preventScroll: true });
      recover();
      button.click();
      await until(() => element.status === 'ready', 'the rows');
      await element.updateComplete;
      expect([focusIn(element), scrollY]).to.deep.equal(['figure', 0]);
      const figure = element.shadowRoot!.querySelector('figure')!;
      // Browsers dispatch this event when the reader changes to another window, and keep the focus for the return.
      figure.dispatchEvent(new FocusEvent('blur'));
      await new Promise(requestAnimationFrame);
      expect(focusIn(element), 'after a change of windows').to.equal('figure');
      figure.blur();
      expect(figure.hasAttribute('tabindex'), 'no stop afterwards').to.equal(false);
    });
  }

  for (const [by, framed] of [
    ['a mouse', false],
    ['the keyboard', true],
  ] as const) {
    it(`${framed ? 'is' : 'is not'} visible after the button was pressed with ${by}`, async function () {
      // In Safari, a click on a button does not focus it.
      if (!framed && /WebKit(?!.*Chrome)/.test(navigator.userAgent)) this.skip();
      const api = salesApi();
      const recover = api.answer('viz', down);
      const element = mount(api, 'vibedasher-viz');
      element.style.marginTop = '0';
      const before = document.createElement('button');
      element.before(before);
      const button = await until(() => retryIn(element), 'the button');
      recover();
      if (framed) {
        before.focus();
        await pressKeys('Tab', 'Enter');
      } else {
        const { left, top, width, height } = button.getBoundingClientRect();
        const mouse = new RealMouse();
        await mouse.move({ x: left + width / 2, y: top + height / 2 });
        await mouse.click();
      }
      await until(() => element.status === 'ready', 'the rows');
      await element.updateComplete;
      const figure = element.shadowRoot!.querySelector('figure')!;
      expect(focusIn(element)).to.equal('figure');
      expect(getComputedStyle(figure).outlineStyle).to.equal(framed ? 'solid' : 'none');
      figure.blur();
      expect(figure.style.outlineStyle).to.equal('');
    });
  }

  it('stays in a chart that keeps its previous picture', async () => {
    const api = salesApi();
    const element = mount(api, 'vibedasher-table');
    await element.ready;
    const recover = ['query', 'batch'].map((route) => api.answer(route as 'query', down));
    await element.refresh().catch(() => {});
    const button = await until(() => retryIn(element), 'the button');
    button.focus({ preventScroll: true });
    for (const each of recover) each();
    await element.refresh();
    expect([element.status, focusIn(element), scrollY]).to.deep.equal(['ready', 'figure', 0]);
  });

  it('is not taken from another element', async () => {
    const api = salesApi();
    const recover = api.answer('viz', down);
    const element = mount(api, 'vibedasher-viz');
    const button = await until(() => retryIn(element), 'the button');
    const field = document.createElement('input');
    place().append(field);
    // Move the focus as late as possible: just before the update that removes the button.
    button.focus({ preventScroll: true });
    element.addEventListener('vibedasher-status', () => field.focus({ preventScroll: true }), { once: true });
    recover();
    button.click();
    await until(() => element.status === 'ready', 'the rows');
    expect([document.activeElement === field, focusIn(element)]).to.deep.equal([true, null]);
    const other = mount(api, 'vibedasher-viz');
    field.blur();
    await other.ready;
    expect(document.activeElement === document.body).to.equal(true);
  });

  it('stays in a gallery', async () => {
    const api = catalogApi(templates(3));
    const recover = api.answer('templates', down);
    const gallery = mountGallery(api);
    const button = await until(() => retryIn(gallery), 'the button');
    button.focus({ preventScroll: true });
    recover();
    button.click();
    await until(() => gallery.status !== 'error', 'another attempt');
    await until(() => focusIn(gallery) !== null, 'the focus');
    expect(focusIn(gallery)).to.equal('gallery');
  });

  it('moves to the select of a control once its options have loaded', async () => {
    const api = salesApi([{ name: 'region', default: 'EU', options: { sql: 'SELECT regions' } }]);
    api.setQuery('SELECT regions', rows(['value'], [['EU'], ['US']]));
    const recover = api.answer('viz', down);
    const { dashboard } = mountDashboard(
      api,
      '<vibedasher-control param="region"></vibedasher-control><vibedasher-viz mark="table" loading="eager"></vibedasher-viz>',
    );
    const control = dashboard.querySelector('vibedasher-control')!;
    const button = await until(() => retryIn(control), 'the button');
    button.focus({ preventScroll: true });
    recover();
    const release = api.hold('viz');
    button.click();
    await until(() => focusIn(control) === 'all', 'the focus while it waits');
    release();
    await until(() => focusIn(control) === 'select', 'the list');
    expect(control.shadowRoot!.querySelector('.all')!.hasAttribute('tabindex')).to.equal(false);
  });

  it('stays in a dashboard that draws the charts of its viz', async () => {
    const api = salesApi();
    const recover = api.answer('viz', down);
    const { dashboard } = mountDashboard(api, '');
    const button = await until(() => retryIn(dashboard), 'the button');
    button.focus({ preventScroll: true });
    recover();
    button.click();
    await until(() => focusIn(dashboard) === 'title', 'the title');
  });
});
