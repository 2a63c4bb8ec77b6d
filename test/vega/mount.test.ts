// @engines all
import { expect } from 'chai';
import { BAR, dataset, marks, mount, rejection, SALES, unmountAll } from './support.ts';

const pictureSize = (container: HTMLElement): number[] => {
  const svg = container.querySelector('svg')!;
  return [Number(svg.getAttribute('width')), Number(svg.getAttribute('height'))];
};

const calculated = (calculate: string) => ({ ...BAR, transform: [{ calculate, as: 'x' }] });

describe('mounting a chart', () => {
  afterEach(unmountAll);

  it('draws rows as marks, in the size of the box', async () => {
    const { container } = await mount(BAR);
    expect(marks(container, 'rect')).to.have.length(3);
    expect(pictureSize(container)).to.deep.equal([400, 300]);
  });

  it('parses updated rows like the first ones', async () => {
    const spec = {
      data: { name: 'main', format: { type: 'csv', parse: { day: 'utc:%d.%m.%Y' } } },
      mark: 'point',
      encoding: { x: { field: 'day', type: 'temporal' }, y: { field: 'n', type: 'quantitative' } },
    };
    const data = (day: string) => new Map([['main', dataset(['day', 'n'], [[day, 1]])]]);
    const { chart } = await mount(spec, { data: data('1.1.2026') });
    const days = () => chart.view.data('data_0').map((row: { day: unknown }) => Number(row.day));
    expect(days()).to.deep.equal([Date.UTC(2026, 0, 1)]);
    await chart.update(data('1.2.2026'));
    expect(days()).to.deep.equal([Date.UTC(2026, 1, 1)]);
  });

  it('makes room for the longer labels of new rows', async () => {
    const { chart, container } = await mount(BAR);
    await chart.update(new Map([['main', dataset(['region', 'amount'], [['East', 5_000_000]])]]));
    const { left, width } = container.getBoundingClientRect();
    const texts = [...container.querySelectorAll('text')].filter(({ textContent }) => textContent);
    expect(texts.some(({ textContent }) => textContent!.length > 7)).to.equal(true);
    for (const text of texts) expect(text.getBoundingClientRect().left).to.be.at.least(left);
    expect(container.querySelector('svg')!.getBoundingClientRect().width).to.be.at.most(Math.max(400, width));
  });

  it('feeds several named data sets', async () => {
    const layer = (name: string) => ({ ...BAR, data: { name } });
    const other = dataset(['region', 'amount'], [['East', 9]]);
    const spec = { layer: [layer('a'), layer('b')] };
    const { container, chart } = await mount(spec, {
      data: new Map([
        ['a', SALES],
        ['b', other],
      ]),
    });
    expect(marks(container, 'rect')).to.have.length(4);
    await chart.update(new Map([['b', SALES]]));
    expect(marks(container, 'rect')).to.have.length(6);
  });

  it('keeps inline values', async () => {
    const { container } = await mount({ ...BAR, data: { values: [{ region: 'Own', amount: 1 }] } });
    expect(marks(container, 'rect')).to.have.length(1);
    expect(container.textContent).to.contain('Own');
  });

  it('keeps the size of a composed spec, and of every spec with fit="none"', async () => {
    const { chart, container } = await mount({
      hconcat: [1, 2].map(() => ({ ...BAR, width: 50, height: 50 })),
    });
    const before = pictureSize(container);
    expect(before[0]).to.be.lessThan(300);
    chart.resize({ width: 900, height: 900 });
    await chart.view.runAsync();
    expect(pictureSize(container)).to.deep.equal(before);

    const own = await mount({ ...BAR, width: 111, height: 77, autosize: 'fit', padding: 0 }, { fit: 'none' });
    expect(pictureSize(own.container)).to.deep.equal([111, 77]);
  });

  it('uses a canvas for thousands of marks, and on request', async () => {
    const rows = Array.from({ length: 4000 }, (_, index) => [index, index % 7]);
    const points = {
      mark: 'point',
      encoding: { x: { field: 'a', type: 'quantitative' }, y: { field: 'b', type: 'quantitative' } },
    };
    const data = new Map([['main', dataset(['a', 'b'], rows)]]);
    const many = await mount(points, { data, renderer: 'auto' });
    expect(many.container.querySelector('canvas')).not.to.equal(null);
    const line = await mount({ ...points, mark: 'line' }, { data, renderer: 'auto' });
    expect(line.container.querySelector('svg')).not.to.equal(null);
    const withRenderer = await mount(BAR, { renderer: 'canvas' });
    expect(withRenderer.container.querySelector('canvas')).not.to.equal(null);
  });

  it('sets no role or name on the container, and hides the picture from assistive technology', async () => {
    const { container } = await mount({ ...BAR, description: 'Sales' });
    expect(container.getAttributeNames().filter((name) => /role|aria/.test(name))).to.deep.equal([]);
    expect(container.querySelector('svg')!.closest('[aria-hidden=true]')).to.equal(
      container.firstElementChild,
    );
  });

  it('uses the theme as defaults for the spec’s config', async () => {
    const config = { mark: { color: '#123456' }, bar: { opacity: 0.5 } };
    const { container } = await mount({ ...BAR, config: { mark: { color: '#abcdef' } } }, { config });
    const [bar] = marks(container, 'rect');
    expect(bar!.getAttribute('fill')).to.equal('#abcdef');
    expect(bar!.getAttribute('opacity')).to.equal('0.5');
  });

  it('formats numbers and dates with the locale of its view', async () => {
    const locale = (name: string) => ({
      number: { decimal: '.', thousands: ',', grouping: [3], currency: ['$', ''] },
      isEnglish: false,
      time: {
        ...{ dateTime: '%c', date: '%d', time: '%H', periods: ['AM', 'PM'] },
        ...{ days: [], shortDays: [], months: [], shortMonths: [] },
      },
      formatNumber: (value: unknown, format?: unknown) => `${name}${value}${String(format ?? '')}`,
      formatTime: (_value: unknown, format?: string) => `${name}${format ?? ''}`,
      formatDateParts: (_value: Date, parts: readonly string[]) => `${name}${parts.join('-')}`,
    });
    const spec = { ...BAR, mark: { type: 'bar', tooltip: true } };
    const [first, second] = await Promise.all([
      mount(spec, { locale: locale('A') }),
      mount(spec, { locale: locale('B') }),
    ]);
    expect(first.container.textContent).to.contain('A20').and.not.contain('B20');
    expect(second.container.textContent).to.contain('B20').and.not.contain('A20');
    const [point] = first.chart.points(1);
    expect(point!.content).to.deep.equal({
      kind: 'rows',
      title: null,
      rows: [
        { name: 'Region', value: 'North' },
        { name: 'Amount', value: 'A28full' },
      ],
    });
  });

  it('ignores the locale of a spec, which could make d3 loop forever', async () => {
    const number = { decimal: '#', thousands: '#', grouping: [1], currency: ['', ''] };
    const spec = { ...BAR, config: { locale: { number } } };
    for (const config of [null, {}]) {
      const { container } = await mount(spec, { config });
      expect(container.textContent).to.contain('50').and.not.contain('#');
    }
  });

  for (const [what, spec, kind, message] of [
    ['does not compile', { mark: 'nonsense', encoding: {} }, 'spec', 'nonsense'],
    ['has a wrong expression', calculated('datum.amount +'), 'spec', ''],
    ['calls an unknown function', calculated('fetch(1)'), 'spec', 'fetch'],
    ['fails in the dataflow', calculated('datum.missing.deeper'), 'render', ''],
  ] as const) {
    it(`rejects for a spec that ${what}`, async () => {
      const error = await rejection(mount(spec));
      expect(error.kind).to.equal(kind);
      expect(error.message).to.contain(message);
    });
  }

  for (const [when, abort] of [
    ['before it is drawn', (controller: AbortController) => controller.abort()],
    [
      'as soon as it is drawn',
      (controller: AbortController, container: HTMLElement) =>
        new MutationObserver(() => controller.abort()).observe(container, { childList: true }),
    ],
  ] as const) {
    it(`clears the box if it is aborted ${when}`, async () => {
      const controller = new AbortController();
      const container = document.body.appendChild(document.createElement('div'));
      const pending = rejection(mount(BAR, { container, signal: controller.signal }));
      abort(controller, container);
      expect((await pending).name).to.equal('AbortError');
      expect(container.childElementCount).to.equal(0);
    });
  }

  it('never changes the spec', async () => {
    const spec = { ...structuredClone(BAR), title: 'Sales', usermeta: { embedOptions: {} }, width: 100 };
    const before = structuredClone(spec);
    await mount(spec, { captioned: true });
    expect(spec).to.deep.equal(before);
  });
});

describe('the plain title', () => {
  afterEach(unmountAll);

  it('is omitted from the picture if a caption shows it', async () => {
    const spec = { ...BAR, title: { text: 'Sales of the year', subtitle: 'in tons' } };
    expect((await mount(spec, { captioned: true })).container.textContent).not.to.contain(
      'Sales of the year',
    );
    expect((await mount(spec)).container.textContent)
      .to.contain('Sales of the year')
      .and.contain('in tons');
  });

  it('is kept if it is an expression', async () => {
    const spec = { ...BAR, title: { text: { expr: "'Made of ' + 'parts'" } } };
    expect((await mount(spec, { captioned: true })).container.textContent).to.contain('Made of parts');
  });
});

describe('finalizing a chart', () => {
  afterEach(unmountAll);

  it('leaves no listener on the page and no element', async () => {
    const balance = new Map<string, number>();
    const add = window.addEventListener;
    const remove = window.removeEventListener;
    window.addEventListener = function (type: string, listener: never, options?: AddEventListenerOptions) {
      balance.set(type, (balance.get(type) ?? 0) + 1);
      options?.signal?.addEventListener('abort', () => balance.set(type, balance.get(type)! - 1));
      add.call(window, type, listener, options);
    } as typeof window.addEventListener;
    window.removeEventListener = function (type: string, ...rest: [never]) {
      balance.set(type, (balance.get(type) ?? 0) - 1);
      remove.call(window, type, ...rest);
    } as typeof window.removeEventListener;
    try {
      const spec = { ...BAR, width: 'container', params: [{ name: 'brush', select: 'interval' }] };
      const { chart, container } = await mount(spec, { fit: 'none' });
      const svg = container.querySelector('svg')!;
      svg.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, pointerId: 1 }));
      expect(balance.get('pointermove')).to.be.greaterThan(0);
      window.dispatchEvent(new PointerEvent('pointerup', { pointerId: 1 }));
      expect(balance.get('pointermove')).to.equal(0);
      svg.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, pointerId: 1 }));
      chart.finalize();
      chart.finalize();
      expect([...balance.values()].every((count) => count === 0)).to.equal(true);
      expect(container.childElementCount).to.equal(0);
    } finally {
      window.addEventListener = add;
      window.removeEventListener = remove;
    }
  });
});
