// @engines all
import axe from 'axe-core';
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { TAGS } from '../../locale/languages.ts';
import { recordClickedLinks, type ClickedLink } from '../../support/clicked-links.ts';
import { problem, rows, type FakeApiOptions } from '../../support/fake-api.ts';
import { once, until } from '../../support/page.ts';
import { RealMouse, sendInput } from '../../support/real-mouse.ts';
import {
  allOf,
  BAR_SPEC,
  cleanUp,
  isShown,
  keydown,
  listenToConsole,
  mountViz,
  place,
  readyViz,
  rectOf,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  textOf,
  withoutDownloads,
} from './harness.ts';

const ALL = 'csv json png svg fullscreen table';
/** Selector of the toolbar's live region. */
const LIVE = '.bar [role=status]';

interface Place {
  readonly width?: number;
  readonly style?: string;
  readonly api?: FakeApiOptions;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Draws a chart with a toolbar and waits for the toolbar's code. */
async function withTools(
  toolbar: string,
  { width = 900, style = `width: ${width}px`, api = {}, attributes = {} }: Place = {},
): Promise<VibedasherViz> {
  const parent = place(style);
  const element = mountViz(salesApi(api), { toolbar, loading: 'eager', ...attributes }, { parent });
  await element.ready.catch(() => {});
  await until(() => shadow(element).querySelector('.bar'), 'the toolbar');
  await settle(element);
  return element;
}

/** Returns the accessible name of a button, without the title of the chart. */
const name = (button: Element): string =>
  (button.getAttribute('aria-label') ?? button.textContent).replace(': Sales by region', '').trim();
/** Returns the accessible names of the visible buttons under the chart. */
const shown = (element: VibedasherViz): string[] => allOf(element, '.tools button').filter(isShown).map(name);
const button = (element: VibedasherViz, called: string): HTMLElement => {
  const found = allOf(element, 'button').find((each) => isShown(each) && name(each) === called);
  if (!found) throw new Error(`No button “${called}” among ${shown(element).join(', ')}`);
  return found;
};
const isOpen = (element: VibedasherViz): boolean =>
  shadow(element).querySelector('.menu')!.matches(':popover-open');
const items = (element: VibedasherViz): readonly HTMLElement[] => allOf(element, '[role=menuitem]');
const focused = (element: VibedasherViz): string | null => {
  const { activeElement } = shadow(element);
  return activeElement && name(activeElement);
};
const press = (element: VibedasherViz, key: string, more?: KeyboardEventInit): boolean =>
  keydown(shadow(element).activeElement!, key, more);

async function open(element: VibedasherViz, called = 'Chart tools'): Promise<HTMLElement> {
  const opener = button(element, called);
  opener.click();
  await until(() => isOpen(element), 'the menu');
  await settle(element);
  return opener;
}

const FULL = document.fullscreenEnabled ? ['Full screen'] : [];

describe('<vibedasher-viz>: toolbar', () => {
  let links: readonly ClickedLink[];
  let restore: () => void;
  const downloads = (): readonly string[] => links.map(({ download }) => download);

  beforeEach(() => {
    ({ links, restore } = recordClickedLinks());
  });
  afterEach(() => {
    restore();
    cleanUp();
  });

  it('is not loaded without the attribute', async () => {
    const element = await readyViz(salesApi());
    expect(shown(element)).to.deep.equal(['Show table']);
    element.toolbar = 'csv';
    await until(() => shown(element).length === 2, 'the toolbar');
    expect(shown(element)).to.deep.equal(['Download CSV', 'Show table']);
    element.toolbar = null;
    await element.updateComplete;
    expect(shown(element)).to.deep.equal(['Show table']);
  });

  it('shows the named tools in their order', async () => {
    const element = await withTools('  table  SVG csv csv');
    expect(shown(element)).to.deep.equal(['Show table', 'Download SVG', 'Download CSV']);
    const wide = await withTools(ALL);
    expect(shown(wide)).to.deep.equal([
      'Download CSV',
      'Download JSON',
      'Download PNG',
      'Download SVG',
      ...FULL,
      'Show table',
    ]);
  });

  it('is a labeled group, warns about unknown tools, and is absent without a known one', async () => {
    const warnings = listenToConsole();
    const element = await withTools('csv xlsx');
    expect(shown(element)).to.deep.equal(['Download CSV', 'Show table']);
    expect(warnings.filter((line) => line.includes('toolbar'))).to.deep.equal([
      '<vibedasher-viz toolbar="csv xlsx">: use any of csv, json, png, svg, fullscreen, share, table, separated by spaces',
    ]);
    const bar = shadow(element).querySelector('.bar')!;
    expect([bar.role, bar.ariaLabel]).to.deep.equal(['group', 'Chart tools']);
    element.toolbar = 'print';
    await until(() => !shadow(element).querySelector('.bar'), 'no toolbar');
  });

  it('offers no pictures of a table', async () => {
    const api = { vizzes: { 'acme/sales': { name: 'Sales', files: { 'charts/main.sql': SALES_SQL } } } };
    const element = await withTools('csv png svg table', { api, attributes: { mark: 'table' } });
    expect(shown(element)).to.deep.equal(['Download CSV', 'Copy table']);
  });

  it('downloads a file and announces it', async () => {
    const element = await withTools('csv svg');
    for (const format of ['CSV', 'SVG']) {
      button(element, `Download ${format}`).click();
      await element.updateComplete;
      expect(textOf(element, LIVE)).to.equal(`Preparing ${format}…`);
      expect(button(element, 'Download CSV').getAttribute('aria-disabled')).to.equal('true');
      await until(() => textOf(element, LIVE) === `The ${format} file is ready.`, 'the file');
      await element.updateComplete;
      expect(button(element, 'Download CSV').getAttribute('aria-disabled')).to.equal(null);
    }
    expect(downloads().map((file) => file.split('.').at(-1))).to.deep.equal(['csv', 'svg']);
    expect(textOf(element, '.notices')).to.equal('');
  });

  it('shows a failed download without affecting the chart', async () => {
    const warnings = listenToConsole();
    const element = await withTools('csv');
    HTMLAnchorElement.prototype.click = () => {
      throw new Error('no');
    };
    button(element, 'Download CSV').click();
    await until(() => textOf(element, '.notices'), 'the message');
    expect(textOf(element, '.notices')).to.equal('Could not create the CSV file.');
    expect(textOf(element, LIVE)).to.equal('Could not create the CSV file.');
    expect(element.status).to.equal('ready');
    expect(warnings.join()).to.contain('no');
    expect(button(element, 'Download CSV').ariaDisabled).to.equal(null);
    await element.refresh();
    await settle(element);
    expect(textOf(element, '.notices')).to.equal('');
  });

  it('shows a notice if a picture is smaller than requested', async () => {
    listenToConsole();
    const spec = { ...BAR_SPEC, width: 8000, height: 40 };
    const files = { 'charts/main.sql': SALES_SQL, 'charts/main.vl.json': JSON.stringify(spec) };
    const api = { vizzes: { 'acme/sales': { name: 'Sales', files } } };
    const element = await withTools('png', { api, attributes: { fit: 'none' } });
    await open(element, 'Download PNG');
    items(element)[2]!.click();
    await until(() => textOf(element, '.notices').includes('smaller than requested'), 'the message');
    expect(textOf(element, LIVE)).to.contain('smaller than requested');
    expect(downloads()).to.have.length(1);
  });

  it('shows a notice if the frame does not allow downloads', async () => {
    listenToConsole();
    const element = await withTools('csv');
    await withoutDownloads(async () => {
      button(element, 'Download CSV').click();
      await until(() => textOf(element, '.notices'), 'the message');
      expect(textOf(element, '.notices')).to.equal('This page does not allow downloads.');
      expect(downloads()).to.deep.equal([]);
    });
  });

  it('keeps its menu open when the chart fails', async () => {
    listenToConsole();
    const refused = 'SELECT nothing';
    const api = { queries: { [refused]: { refusal: { status: 400, message: 'no' } } } };
    const element = await withTools('csv json table', { api, width: 360 });
    await open(element);
    const before = shadow(element).querySelector('.menu')!;
    const failed = once(element, 'vibedasher-error');
    element.sql = refused;
    await failed;
    // The first error loads viz-choices.ts, which changes the message.
    await import('../../../src/components/viz/viz-choices.ts');
    await settle(element);
    expect([isOpen(element), before.isConnected, focused(element)]).to.deep.equal([
      true,
      true,
      'Download CSV',
    ]);
  });

  it('keeps its menu next to the button on scroll and listens only while open', async () => {
    const style = 'position: absolute; top: 100px; left: 0; width: 300px; padding-bottom: 3000px';
    // In a higher box, the menu opens above the button and moves below it on scroll.
    const element = await withTools(ALL, { style, attributes: { caption: 'none' } });
    const listening = new Set<string>();
    const { addEventListener, removeEventListener } = window;
    window.addEventListener = (...about: Parameters<typeof addEventListener>) => {
      listening.add(about[0]);
      addEventListener.apply(window, about);
    };
    window.removeEventListener = (...about: Parameters<typeof removeEventListener>) => {
      listening.delete(about[0]);
      removeEventListener.apply(window, about);
    };
    try {
      const opener = await open(element);
      const menu = shadow(element).querySelector<HTMLElement>('.menu')!;
      const apart = (): number =>
        Math.round(menu.getBoundingClientRect().top - opener.getBoundingClientRect().top);
      const before = apart();
      scrollTo(0, 60);
      await until(() => apart() === before, 'the menu next to its button');
      element.parentElement!.style.top = '90px';
      dispatchEvent(new Event('resize'));
      expect(apart()).to.equal(before);
      expect([...listening].filter((type) => type === 'scroll' || type === 'resize')).to.have.length(2);
      press(element, 'Escape');
      await until(() => !listening.has('scroll') && !listening.has('resize'), 'the removal of the listeners');
    } finally {
      Object.assign(window, { addEventListener, removeEventListener });
      scrollTo(0, 0);
    }
  });

  it('disables its buttons and menu items if there is nothing to export', async () => {
    listenToConsole();
    const refused = { queries: { [SALES_SQL]: { refusal: { status: 400, message: 'no' } } } };
    for (const [api, width] of [
      [{ queries: { [SALES_SQL]: rows(['dimension', 'value'], []) } }, 900],
      [refused, 900],
      [refused, 360],
    ] as const) {
      const isNarrow = width === 360;
      const element = await withTools(isNarrow ? 'csv json table' : ALL, { api, width });
      if (isNarrow) await open(element);
      const buttons = isNarrow ? items(element) : allOf(element, '.wide button');
      expect(buttons.every((each) => each.ariaDisabled === 'true')).to.equal(true);
      for (const each of buttons) each.click();
      await settle(element);
      expect(isOpen(element)).to.equal(isNarrow);
    }
    expect(downloads()).to.deep.equal([]);
  });

  it('causes no layout shift when it loads', async () => {
    for (const width of [900, 500, 360]) {
      for (const language of TAGS) {
        const parent = place(`width: ${width}px`);
        const element = await readyViz(salesApi(), { lang: language }, { parent });
        await settle(element);
        const boxes = (): string =>
          ['.caption', '.stage', '.footer']
            .map((part) => shadow(element).querySelector(part)!.getBoundingClientRect())
            .map(({ top, height }) => `${top} ${height}`)
            .join(', ');
        const before = boxes();
        element.toolbar = ALL;
        await until(() => shadow(element).querySelector('.bar'), 'the toolbar');
        await settle(element);
        expect(boxes(), `${language}, ${width} px`).to.equal(before);
        parent.remove();
      }
    }
  });

  it('fits on one line in every language and width', async () => {
    for (const language of ['en', ...TAGS]) {
      const element = await withTools(ALL, { width: 545, attributes: { lang: language } });
      for (const width of [1000, 545, 544, 400, 240]) {
        element.parentElement!.style.width = `${width}px`;
        await settle(element);
        const { height, right } = rectOf(element, '.tools');
        expect(height, `${language}, ${width} px`).to.be.within(24, 26);
        expect(right).to.be.at.most(element.getBoundingClientRect().right + 1);
      }
      element.parentElement!.remove();
    }
  });

  it('collapses into a menu depending on its width and the number of tools', async () => {
    const words = ['csv', 'json', 'png', 'svg', ...(FULL.length > 0 ? ['fullscreen'] : [])];
    for (const [index, ems] of [0, 27, 29, 32, 34].entries()) {
      if (index >= words.length) break;
      const toolbar = words.slice(0, index + 1).join(' ');
      for (const language of ['en', 'fr', 'pt']) {
        const width = Math.max(ems * 16 + 1, 420);
        const element = await withTools(toolbar, { width, attributes: { lang: language } });
        const at = `${toolbar}, ${language}`;
        expect(shown(element).length, `${at}, wide`).to.equal(index + 2);
        expect(shadow(element).querySelector('.footer')!.clientHeight, at).to.be.at.most(48);
        const [notices, tools] = ['.notices', '.tools'].map((each) =>
          shadow(element).querySelector(each)!.getBoundingClientRect(),
        );
        if (width > 420) expect(tools!.top, at).to.equal(notices!.top);
        element.parentElement!.style.width = `${ems * 16}px`;
        await settle(element);
        if (ems > 0) expect(shown(element).length, `${at}, narrow`).to.equal(2);
        element.parentElement!.remove();
      }
    }
  });

  it('keeps one table button, outside the menu', async () => {
    for (const [toolbar, width] of [
      [ALL, 360],
      ['csv json', 360],
      ['table', 900],
    ] as const) {
      const element = await withTools(toolbar, { width });
      if (width === 360) expect(shown(element)).to.deep.equal(['Chart tools', 'Show table']);
      button(element, 'Show table').click();
      await until(() => shadow(element).querySelector('table'), 'the table');
      expect(shown(element).filter((each) => each === 'Show chart')).to.have.length(1);
    }
  });

  it('is a menu in a narrow container', async () => {
    const element = await withTools(ALL, { width: 360 });
    await open(element);
    expect(items(element).map(name)).to.deep.equal([
      'Download CSV',
      'Download JSON',
      'Download PNG 1×',
      'Download PNG 2×',
      'Download PNG 3×',
      'Download SVG',
      ...FULL,
    ]);
    for (const toolbar of ['csv', 'csv table']) {
      const single = await withTools(toolbar, { width: 360 });
      expect(shown(single)).to.deep.equal(['Download CSV', 'Show table']);
    }
  });

  it('offers PNG scales and focuses the usual one', async () => {
    const element = await withTools(ALL);
    await open(element, 'Download PNG');
    expect(items(element).map(name)).to.deep.equal(['Download PNG 1×', 'Download PNG 2×', 'Download PNG 3×']);
    expect(focused(element)).to.equal('Download PNG 2×');
    items(element)[2]!.click();
    expect(isOpen(element)).to.equal(false);
    await until(() => links.length === 1, 'the file');
    expect(downloads()[0]).to.match(/^sales-\d{4}-\d\d-\d\d\.png$/);
    await until(() => textOf(element, LIVE) === 'The PNG 3× file is ready.', 'the announcement');
    const widthOf = async (blob: Blob): Promise<number> => (await createImageBitmap(blob)).width;
    const [three, one] = [
      await (await fetch(links[0]!.href)).blob(),
      await element.toBlob('image/png', { scale: 1 }),
    ];
    expect(await widthOf(three)).to.equal(3 * (await widthOf(one)));
  });

  it('handles the keys of the menu pattern, and no others', async () => {
    const element = await withTools('csv json svg', { width: 360 });
    const opener = button(element, 'Chart tools');
    opener.focus();
    expect(opener.getAttribute('aria-haspopup')).to.equal('menu');
    expect(opener.getAttribute('aria-expanded')).to.equal('false');
    expect(press(element, 'ArrowUp')).to.equal(false);
    await until(() => isOpen(element), 'the menu');
    await until(() => opener.getAttribute('aria-expanded') === 'true', 'aria-expanded to be true');
    expect(focused(element)).to.equal('Download SVG');
    for (const [key, to] of [
      ['ArrowDown', 'Download CSV'],
      ['ArrowUp', 'Download SVG'],
      ['Home', 'Download CSV'],
      ['ArrowDown', 'Download JSON'],
      ['End', 'Download SVG'],
    ] as const) {
      expect(press(element, key), key).to.equal(false);
      expect(focused(element), key).to.equal(to);
    }
    const receivedKeys: string[] = [];
    element.addEventListener('keydown', ({ key }) => receivedKeys.push(key));
    press(element, 'ArrowUp');
    expect([focused(element), receivedKeys]).to.deep.equal(['Download JSON', []]);
    const isLeft = press(element, 'ArrowDown', { ctrlKey: true });
    expect([isLeft, focused(element), receivedKeys]).to.deep.equal([true, 'Download JSON', ['ArrowDown']]);
    press(element, 'Escape');
    expect(isOpen(element)).to.equal(false);
    expect(focused(element)).to.equal('Chart tools');
    await until(() => opener.getAttribute('aria-expanded') === 'false', 'aria-expanded to be false');

    press(element, 'ArrowDown');
    await until(() => isOpen(element), 'the menu');
    expect(focused(element)).to.equal('Download CSV');
    // The browser moves the focus on from the button.
    expect(press(element, 'Tab')).to.equal(true);
    expect(isOpen(element)).to.equal(false);
    expect(focused(element)).to.equal('Chart tools');

    await open(element);
    items(element).at(-1)!.click();
    await element.updateComplete;
    expect(focused(element)).to.equal('Chart tools');
    await until(() => links.length > 0, 'the file');
  });

  it('opens its menu within the window, next to the button and unclipped', async () => {
    for (const style of ['bottom: 0; right: 0', 'top: 0; left: 0']) {
      const element = await withTools(ALL, {
        style: `position: fixed; width: 300px; overflow: hidden; contain: paint; ${style}`,
      });
      const opener = await open(element);
      const menu = rectOf(element, '.menu');
      const { top, bottom, right } = opener.getBoundingClientRect();
      expect(menu.left).to.be.at.least(0);
      expect(menu.top).to.be.at.least(0);
      expect(menu.right).to.be.at.most(innerWidth);
      expect(menu.bottom).to.be.at.most(innerHeight);
      expect(Math.abs(menu.right - right)).to.be.lessThan(6);
      expect(menu.top >= bottom || menu.bottom <= top || menu.top <= 4).to.equal(true);
      const middle = items(element)[1]!.getBoundingClientRect();
      const hit = shadow(element).elementFromPoint(middle.left + 5, middle.top + 5);
      expect(hit?.textContent.trim()).to.equal('Download JSON');
      expect(shadow(element).querySelector('[style]')?.matches('.menu, figure, .picture *') ?? true).to.equal(
        true,
      );
      element.parentElement!.remove();
    }
  });

  it('closes its menu when the reader presses its button or elsewhere', async () => {
    const element = await withTools(ALL, { width: 360 });
    element.scrollIntoView({ block: 'end' });
    const opener = button(element, 'Chart tools');
    const { left, top, width, height } = opener.getBoundingClientRect();
    const mouse = new RealMouse();
    await mouse.move({ x: left + width / 2, y: top + height / 2 });
    await mouse.click();
    await until(() => isOpen(element), 'the menu');
    await mouse.click();
    await settle(element);
    expect(isOpen(element), 'after the second press').to.equal(false);
    await mouse.click();
    await until(() => isOpen(element), 'the menu again');
    await sendInput({ type: 'move', x: 2, y: 2 });
    await mouse.click();
    await until(() => !isOpen(element), 'the end of the menu');
  });

  describe('full screen', () => {
    it('enters full screen, shows the state and exits', async function () {
      if (!document.fullscreenEnabled) return this.skip();
      const element = await withTools('fullscreen');
      const fullscreenCalls: string[] = [];
      let full = false;
      const matches = (selector: string): boolean =>
        selector === ':fullscreen' ? full : Element.prototype.matches.call(element, selector);
      Object.assign(element, { matches });
      const turn = (on: boolean) => (): Promise<void> => {
        fullscreenCalls.push(on ? 'enter' : 'leave');
        full = on;
        element.dispatchEvent(new Event('fullscreenchange'));
        return Promise.resolve();
      };
      element.requestFullscreen = turn(true);
      const { exitFullscreen } = Document.prototype;
      document.exitFullscreen = turn(false);
      try {
        button(element, 'Full screen').click();
        await element.updateComplete;
        button(element, 'Exit full screen').click();
        await element.updateComplete;
        expect(shown(element)).to.deep.equal(['Full screen', 'Show table']);
        expect(fullscreenCalls).to.deep.equal(['enter', 'leave']);
      } finally {
        document.exitFullscreen = exitFullscreen;
      }
    });

    it('is not offered if the page does not allow it', async () => {
      Object.defineProperty(document, 'fullscreenEnabled', { configurable: true, value: false });
      try {
        const element = await withTools('csv fullscreen');
        expect(shown(element)).to.deep.equal(['Download CSV', 'Show table']);
      } finally {
        Reflect.deleteProperty(document, 'fullscreenEnabled');
      }
    });
  });

  for (const [what, width, act] of [
    ['when wide', 900, () => {}],
    ['with the menu of PNG scales', 900, (element: VibedasherViz) => open(element, 'Download PNG')],
    ['when narrow', 360, () => {}],
    ['with its menu open', 360, open],
    ['with the menu to share', 900, (element: VibedasherViz) => open(element, 'Share')],
  ] as const) {
    for (const theme of ['light', 'dark']) {
      it(`has no axe violations ${what}, ${theme}`, async () => {
        const element = await withTools(`${ALL} share`, { width, attributes: { theme } });
        await act(element);
        const { violations } = await axe.run(element, {
          rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
        });
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).to.deep.equal([]);
      });
    }
  }

  it('has buttons of at least 24 px', async () => {
    listenToConsole();
    for (const width of [900, 360]) {
      const element = await withTools(ALL, { width });
      element.sql = 'SELECT of an unknown query';
      await until(() => element.status === 'stale', 'the failure');
      await settle(element);
      for (const each of allOf(element, '.footer button').filter(isShown)) {
        const { width, height } = each.getBoundingClientRect();
        expect(Math.min(width, height), name(each)).to.be.at.least(24);
      }
    }
  });

  it('uses the language of the chart, even if its text runs from right to left', async () => {
    const element = await withTools('csv fullscreen', { width: 360, attributes: { lang: 'ar' } });
    element.parentElement!.style.marginLeft = '200px';
    const opener = await open(element, 'أدوات الرسم البياني');
    expect(items(element).map(name)[0]).to.equal('تنزيل CSV');
    const menu = rectOf(element, '.menu');
    expect(menu.left).to.be.closeTo(opener.getBoundingClientRect().left, 1);
  });

  it('stays visible when a refresh fails', async () => {
    listenToConsole();
    const api = salesApi();
    const element = await readyViz(api, { toolbar: 'csv' }, { parent: place('width: 900px') });
    await until(() => shadow(element).querySelector('.bar'), 'the toolbar');
    api.script('query', problem(500, { message: 'down' }));
    await element.refresh().catch(() => {});
    await settle(element);
    button(element, 'Download CSV').click();
    await until(() => links.length === 1, 'the file');
    expect(element.status).to.equal('stale');
  });
});
