import { expect } from 'chai';
import { addChart, BAR, drawn, failed, inside, marks, SQL, textOf, type Tag } from '../support/charts.ts';
import { closePages, once, openPage, type Page } from '../support/page.ts';

/** A spec that needs the pack `vega-geo`, which needs `vega-statistics`. */
const MAP = {
  projection: { type: 'mercator' },
  mark: 'geoshape',
  data: { graticule: true },
};

const altered = ({ window }: Page): boolean => '__altered' in window;

const addBar = (page: Page, spec: unknown = BAR): ReturnType<typeof addChart> =>
  addChart(page, { attributes: { sql: SQL }, spec });

async function expectRefusal(page: Page, chunk: string, tag: Tag): Promise<void> {
  const viz = addChart(page, tag);
  const error = await failed(viz);
  expect(error.kind).to.equal('network');
  expect(error.message).to.equal('A part of the library could not be loaded');
  expect((error.cause as Error).message).to.match(
    new RegExp(`/chunks/${chunk}-[^/]+\\.js is missing, or is`),
  );
  expect(textOf(viz, '.message p')).to.match(/could not be (loaded|reached)/);
  expect(altered(page)).to.equal(false);
  expect(page.record.violations).to.deep.equal([]);
}

describe('a chunk of the bundle', () => {
  afterEach(closePages);

  it('runs as it was built', async () => {
    const page = await openPage('altered.html?nothing');
    expect(marks(await drawn(addBar(page)), 'rect')).to.have.length(3);
    expect(page.record.violations).to.deep.equal([]);
  });

  for (const chunk of ['data', 'view', 'compile', 'engine']) {
    it(`never runs where ${chunk} was altered, asked for again neither`, async () => {
      const page = await openPage(`altered.html?${chunk}`);
      await expectRefusal(page, chunk, { attributes: { sql: SQL }, spec: BAR });
      const viz = page.document.querySelector('vibedasher-viz')!;
      const again = once(viz, 'vibedasher-error');
      inside(viz).querySelector<HTMLElement>('.message button')!.click();
      await again;
      await expectRefusal(page, chunk, { attributes: { sql: SQL }, spec: BAR });
    });
  }

  it('never runs with a byte more', async () => {
    const page = await openPage('altered.html?view.byte');
    await expectRefusal(page, 'view', {});
  });

  for (const chunk of ['vega-geo', 'vega-statistics']) {
    it(`never runs for a map where ${chunk} was altered; other charts are drawn`, async () => {
      const page = await openPage(`altered.html?${chunk}`);
      await expectRefusal(page, chunk, { attributes: { sql: SQL }, spec: MAP });
      expect(marks(await drawn(addBar(page)), 'rect')).to.have.length(3);
    });
  }

  it('never runs where a language was altered, which leaves English', async () => {
    const page = await openPage('altered.html?de');
    page.document.documentElement.lang = 'de';
    const viz = await drawn(addBar(page));
    expect(textOf(viz, '[part=toolbar]')).to.equal('Show table');
    expect(altered(page)).to.equal(false);
  });
});
