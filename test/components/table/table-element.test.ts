// @engines all
import axe from 'axe-core';
import { expect } from 'chai';
import { until } from '../../support/page.ts';
import * as viz from '../viz/harness.ts';
import { type FakeQuery, rows } from '../../support/fake-api.ts';
import { pressKeys } from '../../support/real-mouse.ts';
import { mountTable, MANY, typed, type TablePage } from './harness.ts';

const { buttonsOf, isShown, press, rowsOf, SALES_SQL, settle, textOf, recordConsole } = viz;

const TYPES = { shop: 'string', amount: 'number', day: 'date', open: 'boolean' };
const MIXED = typed(TYPES, [
  ['Zürich', 20, '2024-03-01', true],
  ['Ähre', null, '2024-01-01', false],
  ['Item 10', 3, null, true],
  [null, 100, '2024-02-01', null],
  ['Item 9', 3, '2023-12-31', false],
]);

/** Dispatches `copy`. Returns the text for the clipboard, or `null` if the table leaves copying to the browser. */
function copy(): string | null {
  const init = { clipboardData: new DataTransfer(), bubbles: true, cancelable: true };
  const event = new ClipboardEvent('copy', init);
  document.dispatchEvent(event);
  return event.defaultPrevented ? (event.clipboardData?.getData('text/plain') ?? null) : null;
}

/** Replaces the clipboard of the browser for a test. */
function replaceClipboard(clipboard: Partial<Clipboard>): void {
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
}

const restoreClipboard = (): void => void Reflect.deleteProperty(navigator, 'clipboard');

/** Returns the rows that are visible in the scroll container, at least in part. */
function inSight({ scroller }: TablePage): readonly number[] {
  const { top, bottom } = scroller.getBoundingClientRect();
  const head = scroller.querySelector('thead')!.getBoundingClientRect().bottom;
  return [...scroller.querySelectorAll('tbody tr')]
    .filter((row) => {
      const box = row.getBoundingClientRect();
      return box.bottom > Math.max(top, head) + 1 && box.top < bottom - 1;
    })
    .map((row) => Number(row.getAttribute('aria-rowindex')) - 2);
}

describe('<vibedasher-table>', () => {
  recordConsole();
  afterEach(restoreClipboard);

  /** Creates `count` rows, each from its index. */
  const list = (
    types: Readonly<Record<string, string>>,
    count: number,
    row: (at: number) => unknown[],
  ): FakeQuery =>
    typed(
      types,
      Array.from({ length: count }, (_, at) => row(at)),
    );

  const numbers = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 'number']));
  const columns = (count: number): string[] => Array.from({ length: count }, (_, at) => `column ${at}`);

  describe('with few rows', () => {
    const SHOPS = (count: number): FakeQuery =>
      list({ shop: 'string', amount: 'number' }, count, (at) => [`Shop ${at}`, at]);
    const BELOW = 'width: 700px; margin-top: 200vh';

    it('has no space below them if it is drawn below the viewport', async () => {
      const { element, scroller, grid } = await mountTable(SHOPS(2), {}, BELOW);
      expect(element.offsetHeight).to.be.within(grid.offsetHeight, grid.offsetHeight + 160);
      expect(scroller.clientHeight).to.equal(grid.offsetHeight);
    });

    it('grows to the usual box, and scrolls, if there are more rows later', async () => {
      const { element, scroller, api } = await mountTable(SHOPS(2), {}, BELOW);
      const { offsetHeight } = element;
      for (const count of [4, 100]) {
        api.setQuery(SALES_SQL, SHOPS(count));
        await element.refresh();
        await settle(element);
        expect(scroller.scrollHeight > scroller.clientHeight).to.equal(count === 100);
      }
      expect(offsetHeight).to.be.below(350);
      expect(element.offsetHeight).to.be.within(350, 520);
    });

    it('keeps its box in sight, where what follows would move, and a height that the page sets', async () => {
      for (const [height, style, attributes] of [
        [460, 'width: 700px', {}],
        [300, BELOW, { style: 'height: 300px' }],
      ] as const) {
        const { element, scroller, grid } = await mountTable(SHOPS(2), attributes, style);
        expect(element.offsetHeight).to.equal(height);
        expect(scroller.clientHeight).to.be.above(grid.offsetHeight + 50);
      }
    });
  });

  it('shows the rows of a viz with a chart file and loads no chart code', async () => {
    const page = await mountTable(MIXED);
    expect(page.column(0)).to.deep.equal(['Zürich', 'Ähre', 'Item 10', '–', 'Item 9']);
    expect(page.element.status).to.equal('ready');
    expect(page.element.view).to.equal(null);
    expect(page.element.shadowRoot!.querySelector('.picture')).to.equal(null);
    expect(buttonsOf(page.element)).to.include('Copy table').and.to.not.include('Show chart');
    expect(textOf(page.element, '.title')).to.equal('Sales by region');
    expect(page.grid.hasAttribute('aria-colcount')).to.equal(false);
    expect(isShown(page.scroller.querySelector('select')!), 'the menu that sorts cards').to.equal(false);
    expect(isShown(page.heading(3))).to.equal(true);
    expect(textOf(page.element, '.notices')).to.not.include('columns');
    expect(getComputedStyle(page.scroller).maskImage, 'without overflow').to.equal('none');
  });

  it('shows the rows of the page’s own query and ignores `mark` and `spec`', async () => {
    const page = await mountTable(MIXED, { mark: 'bar' });
    page.element.spec = { mark: 'bar' };
    await settle(page.element);
    expect(page.column(0)).to.have.length(5);
    page.api.setQuery('SELECT 1', rows(['own'], [['mine']]));
    page.element.sql = 'SELECT 1';
    await until(() => rowsOf(page.element)[0]?.[0] === 'mine', 'the rows of the page’s query');
  });

  describe('sorting', () => {
    it('sorts texts by language, numbers and dates by value, and nulls last, then resets the order', async () => {
      const page = await mountTable(MIXED, { lang: 'de' });
      page.heading(0).click();
      expect(page.column(0)).to.deep.equal(['Ähre', 'Item 9', 'Item 10', 'Zürich', '–']);
      page.heading(0).click();
      expect(page.column(0)).to.deep.equal(['Zürich', 'Item 10', 'Item 9', 'Ähre', '–']);
      page.heading(0).click();
      expect(page.column(0)).to.deep.equal(['Zürich', 'Ähre', 'Item 10', '–', 'Item 9']);
      page.heading(1).click();
      expect(page.column(1)).to.deep.equal(['3', '3', '20', '100', '–']);
      page.heading(1).click();
      expect(page.column(1)).to.deep.equal(['100', '20', '3', '3', '–']);
      page.heading(2).click();
      expect(page.column(0)).to.deep.equal(['Item 9', 'Ähre', '–', 'Zürich', 'Item 10']);
      page.heading(3).click();
      expect(page.column(3).slice(0, 3)).to.deep.equal(['Nein', 'Nein', 'Ja']);
    });

    it('shows the sorted column in its heading and announces it', async () => {
      const page = await mountTable(MIXED);
      const sorts = (): readonly (string | null)[] =>
        [...page.grid.querySelectorAll('th')].map((each) => each.getAttribute('aria-sort'));
      const announced = (): string => textOf(page.element, '[aria-live]');
      expect(sorts()).to.deep.equal([null, null, null, null]);
      page.heading(1).click();
      expect(sorts()).to.deep.equal([null, 'ascending', null, null]);
      expect(announced()).to.equal('Sorted by Amount, ascending.');
      page.heading(1).click();
      expect(sorts()).to.deep.equal([null, 'descending', null, null]);
      page.heading(0).click();
      expect(sorts()).to.deep.equal(['ascending', null, null, null]);
      page.heading(0).click();
      page.heading(0).click();
      expect(sorts()).to.deep.equal([null, null, null, null]);
      expect(announced()).to.equal('In the original order');
    });

    it('is stable', async () => {
      const page = await mountTable(rows(['a', 'b'], [...['x2', 'y1', 'x1', 'y3'].map((each) => [...each])]));
      page.heading(1).click();
      page.heading(0).click();
      expect(rowsOf(page.element).map((row) => row.join(''))).to.deep.equal(['x1', 'x2', 'y1', 'y3']);
    });

    it('keeps the sorting for new rows', async () => {
      const page = await mountTable(MIXED);
      page.heading(1).click();
      page.api.setQuery(
        SALES_SQL,
        typed(TYPES, [
          ['B', 2, null, null],
          ['A', 1, null, null],
        ]),
      );
      await page.element.refresh();
      expect(page.column(0)).to.deep.equal(['A', 'B']);
    });
  });

  describe('keyboard navigation', () => {
    it('has one tab stop, which moves with the focus', async () => {
      const page = await mountTable(MIXED);
      const stops = (): readonly Element[] => [...page.scroller.querySelectorAll('[tabindex="0"]')];
      expect(stops()).to.deep.equal([page.heading(0)]);
      expect(page.scroller.tabIndex).to.equal(-1);
      page.heading(0).focus();
      await page.press('ArrowDown');
      await page.press('ArrowRight');
      expect(page.where()).to.deep.equal([0, 1]);
      expect(stops()).to.deep.equal([page.cell(0, 1)]);
      page.cell(2, 0)!.focus();
      expect(stops()).to.deep.equal([page.cell(2, 0)]);
    });

    it('works with a real keyboard', async () => {
      const page = await mountTable(MIXED);
      page.heading(0).focus();
      await pressKeys('ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowLeft');
      expect(page.where()).to.deep.equal([1, 1]);
      await pressKeys('End');
      expect(page.where()).to.deep.equal([1, 3]);
      await pressKeys('PageDown', 'Home');
      expect(page.where()).to.deep.equal([4, 0]);
      await pressKeys('PageUp', 'ArrowUp', 'ArrowRight', 'Enter');
      expect(page.where()).to.deep.equal([-1, 1]);
      expect(page.column(1)).to.deep.equal(['3', '3', '20', '100', '–']);
      await pressKeys(' ');
      expect(page.column(1)).to.deep.equal(['100', '20', '3', '3', '–']);
    });

    it('leaves the grid with Tab', async () => {
      const page = await mountTable(MIXED);
      const after = document.createElement('input');
      page.element.after(after);
      page.cell(1, 1)!.focus();
      const within = page.element.shadowRoot!;
      // The element’s own buttons follow the rows.
      for (let step = 0; step < 4 && document.activeElement !== after; step += 1) {
        await pressKeys('Tab');
        expect(page.scroller.contains(within.activeElement), 'in the table').to.equal(false);
      }
      expect(document.activeElement === after, 'the focus is behind').to.equal(true);
    });

    it('ignores browser shortcuts', async () => {
      const page = await mountTable(MIXED);
      page.heading(0).focus();
      for (const modifiers of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }]) {
        const init = { key: 'ArrowRight', bubbles: true, cancelable: true, ...modifiers };
        const event = new KeyboardEvent('keydown', init);
        page.heading(0).dispatchEvent(event);
        expect(event.defaultPrevented).to.equal(false);
      }
      expect(page.where()).to.deep.equal([-1, 0]);
    });

    it('mirrors the arrow keys in Arabic', async () => {
      const page = await mountTable(MIXED, { lang: 'ar' });
      page.heading(0).focus();
      await page.press('ArrowLeft');
      expect(page.where()).to.deep.equal([-1, 1]);
      const [first, second] = [0, 1].map((at) => page.heading(at).getBoundingClientRect());
      expect(second!.left).to.be.below(first!.left);
    });

    it('keeps its position when rows are sorted or replaced', async () => {
      const page = await mountTable(MIXED);
      page.heading(1).focus();
      page.heading(1).click();
      expect(page.where()).to.deep.equal([-1, 1]);
      page.cell(1, 1)!.focus();
      await page.element.refresh();
      await settle(page.element);
      expect(page.where()).to.deep.equal([1, 1]);
    });
  });

  describe('with 100,000 rows', () => {
    it('adds only visible rows to the page and scrolls to the last row', async () => {
      const page = await mountTable(MANY);
      const count = (): number => page.grid.tBodies[0]!.rows.length;
      expect(count()).to.be.within(10, 100);
      expect(page.grid.getAttribute('aria-rowcount')).to.equal('100001');
      expect(textOf(page.element, '[part=status]')).to.include('100,000 rows');
      expect(inSight(page)[0]).to.equal(0);
      page.scroller.scrollTop = page.scroller.scrollHeight;
      await until(() => inSight(page).at(-1) === 99_999, 'the last row');
      expect(page.cell(99_999, 0)!.textContent).to.equal('99,999');
      expect(count()).to.be.within(10, 100);
      const last = page.cell(99_999, 0)!.getBoundingClientRect();
      expect(last.bottom).to.be.at.most(page.scroller.getBoundingClientRect().bottom + 1);
      page.scroller.scrollTop = 1_000_000;
      await until(() => inSight(page).some((row) => row > 20_000 && row < 40_000), 'rows in the middle');
    });

    it('sorts all rows and moves to the first and last row by keyboard', async () => {
      const page = await mountTable(MANY);
      page.heading(0).focus();
      page.heading(0).click();
      page.heading(0).click();
      expect(page.cell(0, 0)!.textContent).to.equal('99,999');
      await page.press('End', { ctrlKey: true });
      expect(page.where()).to.deep.equal([99_999, 3]);
      expect(page.cell(99_999, 0)!.textContent).to.equal('0');
      expect(inSight(page).at(-1)).to.equal(99_999);
      await page.press('PageUp');
      const [row] = page.where()!;
      expect(row).to.be.within(99_900, 99_997);
      expect(inSight(page)).to.include(row);
      await page.press('Home', { metaKey: true });
      expect(page.where()).to.deep.equal([-1, 0]);
    });

    it('keeps the focused cell while it is scrolled out of view', async () => {
      const page = await mountTable(MANY);
      const cell = page.cell(1, 1)!;
      cell.focus();
      // WebKit scrolls the focused element into view a moment later.
      await settle(page.element);
      page.scroller.scrollTop = 500_000;
      await until(() => (inSight(page)[0] ?? 0) > 1000, 'other rows');
      expect(page.focused() === cell, 'the same cell').to.equal(true);
      await page.press('ArrowDown');
      expect(page.where()).to.deep.equal([2, 1]);
      expect(inSight(page)).to.include(2);
    });

    it('keeps column widths and position when it is scrolled, hidden and shown', async () => {
      const page = await mountTable(MANY);
      const widths = (): readonly number[] =>
        [...page.grid.querySelectorAll('th')].map((each) => each.getBoundingClientRect().width);
      const before = widths();
      page.scroller.scrollTop = 2_000_000;
      await until(() => (inSight(page)[0] ?? 0) > 50_000, 'other rows');
      expect(widths()).to.deep.equal(before);
      const first = inSight(page)[0];
      const parent = page.element.parentElement!;
      page.element.remove();
      parent.append(page.element);
      await until(() => inSight(page)[0] === first, 'the same place');
    });

    it('scrolls beyond the maximum height of an element', async () => {
      const count = 1_000_000;
      const page = await mountTable(list({ id: 'number' }, count, (at) => [at]));
      expect(page.grid.tBodies[0]!.getBoundingClientRect().height).to.be.below(16_000_000);
      page.heading(0).focus();
      await page.press('End', { ctrlKey: true });
      expect(page.where()).to.deep.equal([count - 1, 0]);
      expect(inSight(page).at(-1)).to.equal(count - 1);
      await page.press('ArrowUp');
      expect(inSight(page)).to.include(count - 2);
    });

    it('truncates a long text and shows the whole text on focus or hover', async function () {
      // Without a window manager, a window can lose the focus for good and then dispatches no focus events.
      if (!document.hasFocus()) this.skip();
      const text = 'word '.repeat(60).trim();
      const types = { name: 'string', more: 'string', value: 'number' };
      const page = await mountTable(list(types, 2000, (at) => [text, 'x', at]));
      const cell = page.cell(0, 0)!;
      expect(cell.scrollWidth).to.be.above(cell.clientWidth);
      cell.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true }));
      expect(cell.title).to.equal(text);
      const before = cell.getBoundingClientRect().height;
      cell.focus();
      expect(cell.getBoundingClientRect().height).to.be.above(before * 2);
      expect(cell.scrollWidth).to.be.at.most(cell.clientWidth);
    });
  });

  describe('with very many columns or long texts', () => {
    const COLUMNS = 20_000;
    const WIDE = list(numbers(Array.from({ length: COLUMNS }, (_, at) => `c${at}`)), 50, (row) =>
      Array.from({ length: COLUMNS }, (_, at) => row + at),
    );
    const LONG = `${'x'.repeat(200_000)}!`;

    it('shows the first columns and the number of all columns, and copies all of them', async () => {
      const page = await mountTable(WIDE);
      expect(page.grid.querySelectorAll('th')).to.have.length(200);
      expect(page.grid.querySelectorAll('td')).to.have.length(50 * 200);
      expect(page.grid.getAttribute('aria-colcount')).to.equal(String(COLUMNS));
      expect(textOf(page.element, '.notices')).to.include('The first 200 of 20,000 columns.');
      page.heading(0).focus();
      await page.press('End');
      expect(page.where()).to.deep.equal([-1, 199]);
      await page.press('ArrowDown');
      expect(copy()!.split('\t')).to.have.length(COLUMNS);
    });

    for (const count of [200, 2000]) {
      it(`truncates long texts in ${count} rows but copies the whole texts`, async () => {
        const types = { [LONG]: 'string', n: 'number' };
        const page = await mountTable(list(types, count, (at) => [at < 200 ? LONG : 'short', at]));
        const cell = page.cell(0, 0)!;
        expect(cell.textContent).to.match(/^x{100,1000}…$/);
        expect(page.heading(0).textContent!.trim()).to.match(/^x{80}…$/i);
        expect(page.heading(0).title).to.match(/^x{300}…$/i);
        expect(cell.dataset['label']).to.have.length(81);
        cell.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
        expect(cell.title || cell.textContent).to.match(/^x{1000}…$/);
        cell.focus();
        expect(copy()).to.equal(`${LONG}\t0`);
      });
    }
  });

  describe('with columns that do not fit', () => {
    const LONG = list(numbers(columns(30)), 40, (at) => Array(30).fill(at * 1e6));
    /** Returns the position of the fade in percent. A scrollbar, which does not fade, shifts it by some pixels. */
    const fade = ({ scroller }: TablePage): number => {
      const [position] = getComputedStyle(scroller).maskPosition.split(',');
      return Number(/([\d.]+)%/.exec(position!.split(' 0')[0]!)?.[1] ?? 0);
    };

    for (const [name, attributes, before, after] of [
      ['from left to right', {}, 100, 0],
      ['in Arabic', { lang: 'ar' }, 0, 100],
      ['in a page from right to left', { dir: 'rtl' }, 0, 100],
    ] as const) {
      it(`fades at its end until the reader scrolls there, ${name}`, async function () {
        if (!CSS.supports('animation-timeline: scroll()')) return this.skip();
        const page = await mountTable(LONG, attributes, 'width: 600px');
        const { scroller } = page;
        const { maskImage } = getComputedStyle(scroller);
        expect(maskImage).to.include(before === 100 ? 'to left' : 'to right');
        // The animation starts one frame after the table was added.
        await until(() => fade(page) === before, 'the beginning');
        scroller.scrollLeft = (before === 100 ? 1 : -1) * scroller.scrollWidth;
        // From right to left, a fractional width may hide the last pixel.
        await until(() => Math.abs(fade(page) - after) < 1, 'the end');
      });
    }
  });

  describe('in 320 px', () => {
    for (const [name, count] of [
      ['few', 2],
      ['many', 1200],
    ] as const) {
      it(`wraps all headings, even long ones, within its width with ${name} rows`, async function () {
        // Without the focus of the window, the headings stay hidden.
        if (!document.hasFocus()) this.skip();
        const names = ['a name of some length', 'another name', 'the third of them', 'x'.repeat(200), 'last'];
        const query = list(numbers(names), count, () => names.map(() => 1));
        const page = await mountTable(query, {}, 'width: 320px');
        const head = page.grid.querySelector('thead tr')!;
        // The menu replaces headings without the focus.
        page.heading(0).focus();
        expect(head.scrollWidth).to.be.at.most(head.clientWidth);
        const { right } = page.scroller.getBoundingClientRect();
        const boxes = names.map((_, at) => page.heading(at).getBoundingClientRect());
        for (const box of boxes) expect(box.right).to.be.at.most(right);
        expect(boxes[2]!.top).to.be.greaterThan(boxes[0]!.top);
        expect(page.scroller.scrollWidth).to.be.at.most(page.scroller.clientWidth);
      });
    }

    it('leaves space for cards with any number of headings', async () => {
      const query = list(numbers(columns(60)), 1, () => Array(60).fill(1));
      const page = await mountTable(query, {}, 'width: 320px');
      expect(page.grid.tHead!.offsetHeight).to.be.below(page.scroller.clientHeight / 2);
      const [menu] = page.scroller.children as unknown as HTMLElement[];
      expect(menu!.offsetHeight).to.be.within(24, 60);
    });

    it('does not wrap short names next to long texts in two columns', async () => {
      const text = 'Somewhere between here and the end of the line';
      const mount = (name: string): Promise<TablePage> =>
        mountTable(typed({ place: 'string', [name]: 'string' }, [[text, '1']]), {}, 'width: 320px');
      const page = await mount('value');
      const lines = (column: number): number => page.heading(column).getClientRects()[0]!.height;
      expect(lines(1)).to.equal(lines(0));
      const other = await mount('x'.repeat(200));
      expect(other.scroller.scrollWidth).to.be.at.most(other.scroller.clientWidth);
    });

    for (const [name, query] of [
      ['few rows', MIXED],
      ['many rows', MANY],
    ] as const) {
      it(`shows ${name} as a list of cards with labels`, async () => {
        const page = await mountTable(query, {}, 'width: 320px');
        const cells = [0, 1, 2, 3].map((column) => page.cell(1, column)!);
        const boxes = cells.map((cell) => cell.getBoundingClientRect());
        // Without table layout, only roles make the cards a table for assistive technology.
        const roles = [page.cell(1, 0)!.parentElement!, ...cells].map((each) => each.getAttribute('role'));
        expect(roles).to.deep.equal(['row', ...Array(4).fill('gridcell')]);
        expect(boxes[1]!.top).to.be.at.least(boxes[0]!.bottom - 1);
        expect(boxes[2]!.left).to.be.at.least(boxes[1]!.right - 1);
        expect(boxes[3]!.top).to.be.at.least(boxes[2]!.bottom - 1);
        for (const [index, box] of boxes.entries()) {
          expect(getComputedStyle(cells[index]!, '::before').content).to.not.equal('none');
          expect(cells[index]!.dataset['label']).to.equal(page.heading(index).textContent.trim());
          expect(box.right).to.be.at.most(page.scroller.getBoundingClientRect().right + 1);
        }
        expect(page.scroller.scrollWidth).to.be.at.most(page.scroller.clientWidth);
        const next = page.cell(2, 0)!.getBoundingClientRect();
        expect(next.top).to.be.at.least(boxes[3]!.bottom);
        const rowHeight = next.top - boxes[0]!.top;
        expect(page.scroller.clientHeight / rowHeight).to.be.above(3.5);
      });

      it(`sorts ${name} in cards by one menu`, async () => {
        const page = await mountTable(query, {}, 'width: 320px');
        expect(page.grid.tHead!.offsetHeight).to.equal(1);
        const menu = page.scroller.querySelector('select')!;
        expect(menu.labels![0]!.textContent.trim()).to.match(/^Sort by/);
        expect(menu.options).to.have.length(1 + 2 * 4);
        const sort = async (value: string): Promise<void> => {
          menu.value = value;
          menu.dispatchEvent(new Event('change', { bubbles: true }));
          await settle(page.element);
        };
        const sorted = (): string | null | undefined =>
          page.grid.querySelector('[aria-sort]')?.getAttribute('aria-sort');
        await sort('1 descending');
        expect(sorted()).to.equal('descending');
        expect(menu.value).to.equal('1 descending');
        await sort('');
        expect(sorted()).to.equal(undefined);
        // The keyboard still reaches the headings, which show only if the window has the focus.
        if (!document.hasFocus()) return;
        page.heading(2).focus();
        expect(page.grid.tHead!.offsetHeight).to.be.above(20);
        await page.press('ArrowDown');
        expect(page.where()).to.deep.equal([0, 2]);
        expect(page.grid.tHead!.offsetHeight).to.equal(1);
      });
    }

    it('never shows overlapping cards for many rows, and scrolls to the last one', async () => {
      let overlaps = 0;
      let frame = 0;
      const check = (): void => {
        const body = document.querySelector('vibedasher-table')?.shadowRoot?.querySelector('tbody');
        const [first, second] = [...(body?.rows ?? [])].map((row) => row.getBoundingClientRect());
        if (first && second && first.bottom > second.top + 1) overlaps += 1;
        frame = requestAnimationFrame(check);
      };
      check();
      const page = await mountTable(MANY, {}, 'width: 320px');
      cancelAnimationFrame(frame);
      expect(overlaps).to.equal(0);
      page.scroller.scrollTop = page.scroller.scrollHeight;
      await until(() => inSight(page).at(-1) === 99_999, 'the last card');
      expect(page.grid.tBodies[0]!.rows.length).to.be.below(60);
    });
  });

  describe('copying', () => {
    it('copies the stored values of the focused row, unless text is selected', async () => {
      const page = await mountTable(
        typed({ shop: 'string', amount: 'number', day: 'date', at: 'timestamp' }, [
          ['a\tb "c"', 1234.5, '2024-01-05', '2024-01-05T10:20:30'],
          ['=HYPERLINK("x")', -1, null, null],
        ]),
      );
      expect(copy()).to.equal(null);
      page.cell(0, 1)!.focus();
      expect(copy()).to.equal('"a\tb ""c"""\t1234.5\t2024-01-05\t2024-01-05 10:20:30');
      await settle(page.element);
      expect(textOf(page.element, '[aria-live]')).to.equal('Row copied.');
      page.cell(1, 1)!.focus();
      expect(copy()).to.equal('"\'=HYPERLINK(""x"")"\t-1\t\t');
      page.heading(0).focus();
      expect(copy()).to.equal('shop\tamount\tday\tat');
      const paragraph = document.createElement('p');
      paragraph.textContent = 'of the page';
      page.element.parentElement!.append(paragraph);
      document.getSelection()!.selectAllChildren(paragraph);
      expect(copy()).to.equal(null);
      document.getSelection()!.removeAllRanges();
      page.heading(0).blur();
      expect(copy()).to.equal(null);
    });

    it('copies all rows as text and as a table, in the displayed order', async () => {
      const written: ClipboardItem[] = [];
      replaceClipboard({ write: async ([item]) => void written.push(item!), writeText: async () => {} });
      const page = await mountTable(rows(['a<b', 'n'], Object.entries({ '<img src=x>': 2, b: 1 })));
      page.heading(1).click();
      press(page.element, 'Copy table');
      await until(() => textOf(page.element, '[part=status]').includes('2 rows copied.'), 'that it is said');
      expect(textOf(page.element, '[aria-live]')).to.equal('2 rows copied.');
      const text = async (type: string): Promise<string> => (await written[0]!.getType(type)).text();
      expect(await text('text/plain')).to.equal('a<b\tn\nb\t1\n<img src=x>\t2');
      const cells = '<tr><td>b</td><td>1</td></tr><tr><td>&lt;img src=x&gt;</td><td>2</td></tr>';
      const html = `<table><tr><th>a&lt;b</th><th>n</th></tr>${cells}</table>`;
      expect(await text('text/html')).to.equal(html);
    });

    it('shows that the browser did not allow copying', async () => {
      const refuse = (): Promise<never> => Promise.reject(new DOMException('no', 'NotAllowedError'));
      replaceClipboard({ write: refuse, writeText: refuse });
      const { execCommand } = document;
      document.execCommand = () => false;
      try {
        const page = await mountTable(MIXED);
        press(page.element, 'Copy table');
        const wanted = 'The browser did not allow copying. You can copy single rows with Ctrl+C.';
        await until(() => textOf(page.element, '[part=status]').includes(wanted), 'the message');
        expect(textOf(page.element, '[aria-live]')).to.equal(wanted);
      } finally {
        document.execCommand = execCommand;
      }
    });
  });

  it('separates a number from the text that follows', async () => {
    const columns = { name: 'string', sales: 'number', city: 'string', share: 'number', more: 'number' };
    const query = (count: number): FakeQuery =>
      list(columns, count, (at) => [`Shop ${at}`, 1000 + at, 'Bremen', 10, 20]);
    const gap = ({ cell }: TablePage, column: number): number => {
      const { paddingInlineEnd } = getComputedStyle(cell(0, column)!);
      const { paddingInlineStart } = getComputedStyle(cell(0, column + 1)!);
      return parseFloat(paddingInlineEnd) + parseFloat(paddingInlineStart);
    };
    for (const count of [3, 300]) {
      const page = await mountTable(query(count), {}, 'width: 700px; font-size: 16px');
      expect(gap(page, 1)).to.be.at.least(24);
      expect(gap(page, 3)).to.be.below(16);
      const [heading, cell] = [page.heading(2).closest('th')!, page.cell(0, 2)!];
      const [above, below] = [heading, cell].map((each) => getComputedStyle(each).paddingInlineStart);
      expect(above).to.equal(below);
    }
    // In cards, each cell is on its own line.
    const cards = await mountTable(query(3), {}, 'width: 320px; font-size: 16px');
    expect(gap(cards, 1)).to.be.below(16);
  });

  for (const [name, query, attributes, style] of [
    ['few rows', MIXED, {}, 'width: 700px'],
    ['many rows', MANY, {}, 'width: 700px'],
    ['cards', MIXED, {}, 'width: 320px'],
    ['many cards', MANY, {}, 'width: 320px'],
    ['Arabic text', MIXED, { lang: 'ar' }, 'width: 700px'],
    ['the dark theme', MIXED, { theme: 'dark' }, 'width: 700px'],
  ] as const) {
    it(`is accessible with ${name}`, async () => {
      const page = await mountTable(query, attributes, style);
      page.heading(1).click();
      const { violations } = await axe.run(page.element, { resultTypes: ['violations'] });
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).to.deep.equal([]);
    });
  }
});
