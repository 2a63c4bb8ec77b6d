// @engines all
import axe from 'axe-core';
import { expect } from 'chai';
import { problem, type FakeApi } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import { recordConsole } from '../viz/harness.ts';
import { catalogApi, find, mountGallery, namesOf, status, templates, textOf, type } from './harness.ts';

const LONG = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenverleih'.repeat(4);

interface State {
  readonly name: string;
  readonly items?: number;
  readonly arrange?: (api: FakeApi) => void;
  readonly search?: string;
  readonly status: 'loading' | 'ready' | 'empty' | 'error';
}

const STATES: readonly State[] = [
  { name: 'loading', arrange: (api) => void api.hold('templates'), status: 'loading' },
  { name: 'cards', items: 30, status: 'ready' },
  { name: 'a search', items: 30, search: 'template 1', status: 'ready' },
  { name: 'nothing found', items: 3, search: 'nowhere', status: 'empty' },
  { name: 'nothing', status: 'empty' },
  {
    name: 'an error',
    arrange: (api) => void api.answer('templates', () => problem(500, {})),
    status: 'error',
  },
];

describe('<vibedasher-gallery>: accessibility', () => {
  recordConsole();

  for (const { name, items = 0, arrange, search = '', status: wanted } of STATES) {
    for (const theme of ['light', 'dark']) {
      it(`has no violations: ${name}, ${theme}`, async () => {
        const api = catalogApi(templates(items));
        arrange?.(api);
        const gallery = mountGallery(api, { theme, ...(search && { search }) });
        await status(gallery, wanted);
        const { violations } = await axe.run(gallery, {
          rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
        });
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`),
        ).to.deep.equal([]);
      });
    }
  }

  it('has one button per card, named by its title and described by the rest', async () => {
    const gallery = mountGallery(catalogApi(templates(3)));
    await status(gallery, 'ready');
    const cards = [...gallery.shadowRoot!.querySelectorAll('[part=card]')];
    expect(cards.map((card) => card.querySelectorAll('button, a, [tabindex]').length)).to.deep.equal([
      1, 1, 1,
    ]);
    axe.setup(document.documentElement);
    const button = find(gallery, '[part=title]');
    expect(axe.commons.text.accessibleText(button)).to.equal('Template 1');
    axe.teardown();
    const about = gallery.shadowRoot!.getElementById(button.getAttribute('aria-describedby')!)!;
    expect(about.textContent).to.include('What number 1 shows.');
    // The whole card is the click target of the button.
    const { left, bottom, width } = cards[0]!.getBoundingClientRect();
    const hit = gallery.shadowRoot!.elementFromPoint(left + width / 2, Math.min(bottom, innerHeight) - 4);
    expect(hit === button, 'the button').to.equal(true);
  });

  it('announces the number of templates in a live region that exists from the start', async () => {
    const api = catalogApi(templates(5));
    const release = api.hold('templates');
    const gallery = mountGallery(api);
    await gallery.updateComplete;
    const region = find(gallery, '[role=status]');
    await until(() => textOf(gallery, '[role=status]') === 'Loading templates…', 'that it loads');
    release();
    await status(gallery, 'ready');
    expect(find(gallery, '[role=status]') === region, 'the same region').to.equal(true);
    expect(region.textContent).to.equal('5 templates');
    type(gallery, 'number 3');
    await until(() => region.textContent === '1 found', 'the hits');
  });

  for (const lang of ['en', 'ar']) {
    it(`fits a box of 320 px without layout shifts (${lang})`, async () => {
      const items = [
        ...templates(4),
        { id: 'long', name: LONG, description: LONG, category: LONG, tags: [LONG] },
        { id: 'bare' },
      ];
      const api = catalogApi(items);
      const release = api.hold('templates');
      const gallery = mountGallery(api, { lang, 'page-size': '5' }, { style: 'width: 320px' });
      await status(gallery, 'loading');
      const top = find(gallery, '.cards').offsetTop;
      release();
      await status(gallery, 'ready');
      expect(namesOf(gallery)).to.have.length(5);
      expect(find(gallery, 'select').checkVisibility()).to.equal(true);
      expect(find(gallery, '.cards').offsetTop).to.be.closeTo(top, 1);
      const box = gallery.getBoundingClientRect();
      for (const each of gallery.shadowRoot!.querySelectorAll(
        '.card, label, input, select, .status, .foot *',
      )) {
        const { left, right } = each.getBoundingClientRect();
        expect(left, each.className).to.be.at.least(box.left - 1);
        expect(right, each.className).to.be.at.most(box.right + 1);
      }
      expect(gallery.scrollWidth).to.be.at.most(320);
    });
  }

  it('fits “All categories” next to the search on a phone', async () => {
    const gallery = mountGallery(
      catalogApi(templates(4)),
      {},
      { style: 'width: 335px; font: 16px "DejaVu Sans", Verdana, sans-serif' },
    );
    await status(gallery, 'ready');
    const select = find<HTMLSelectElement>(gallery, 'select');
    expect(select.selectedOptions[0]!.text).to.equal('All categories');
    const { width, top } = select.getBoundingClientRect();
    expect(find(gallery, 'input').getBoundingClientRect().top).to.be.closeTo(top, 2);
    select.style.width = 'max-content';
    select.replaceChildren(select.selectedOptions[0]!);
    expect(width).to.be.at.least(select.getBoundingClientRect().width);
  });
});
