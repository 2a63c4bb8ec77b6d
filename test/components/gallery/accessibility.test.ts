// @engines all
import axe from 'axe-core';
import { expect } from 'chai';
import { problem } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import { recordConsole } from '../viz/harness.ts';
import * as harness from './harness.ts';

const { catalogApi, find, mountGallery, namesOf, readyGallery, status, templates, textOf, type } = harness;

const LONG = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenverleih'.repeat(4);

type Row = [name: string, items: number, wanted: 'loading' | 'ready' | 'empty' | 'error', search?: string];
const STATES: readonly Row[] = [
  ['loading', 0, 'loading'],
  ['cards', 30, 'ready'],
  ['a search', 30, 'ready', 'template 1'],
  ['nothing found', 3, 'empty', 'nowhere'],
  ['nothing', 0, 'empty'],
  ['an error', 0, 'error'],
];

describe('<vibedasher-gallery>: accessibility', () => {
  recordConsole();

  for (const [name, items, wanted, search = ''] of STATES) {
    for (const theme of ['light', 'dark']) {
      it(`has no violations: ${name}, ${theme}`, async () => {
        const api = catalogApi(templates(items));
        if (wanted === 'loading') api.hold('templates');
        if (wanted === 'error') api.answer('templates', () => problem(500, {}));
        const gallery = mountGallery(api, { theme, ...(search && { search }) });
        await status(gallery, wanted);
        const rules = { region: { enabled: false }, 'page-has-heading-one': { enabled: false } };
        const { violations } = await axe.run(gallery, { rules });
        const found = violations.map(
          ({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
        );
        expect(found).to.deep.equal([]);
      });
    }
  }

  it('has one button per card, named by its title and described by the rest', async () => {
    const gallery = await readyGallery(catalogApi(templates(3)));
    const cards = [...gallery.shadowRoot!.querySelectorAll('[part=card]')];
    expect(cards.map((card) => card.querySelectorAll('button, a, [tabindex]').length).join()).to.equal(
      '1,1,1',
    );
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
      const long = { id: 'long', name: LONG, description: LONG, category: LONG, tags: [LONG] };
      const api = catalogApi([...templates(4), long, { id: 'bare' }]);
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
      const parts = '.card, label, input, select, .status, .foot *';
      for (const each of gallery.shadowRoot!.querySelectorAll(parts)) {
        const { left, right } = each.getBoundingClientRect();
        expect(left, each.className).to.be.at.least(box.left - 1);
        expect(right, each.className).to.be.at.most(box.right + 1);
      }
      expect(gallery.scrollWidth).to.be.at.most(320);
    });
  }

  it('fits “All categories” next to the search on a phone', async () => {
    const gallery = await readyGallery(
      catalogApi(templates(4)),
      {},
      { style: 'width: 335px; font: 16px "DejaVu Sans", Verdana, sans-serif' },
    );
    const select = find<HTMLSelectElement>(gallery, 'select');
    expect(select.selectedOptions[0]!.text).to.equal('All categories');
    const { width, top } = select.getBoundingClientRect();
    expect(find(gallery, 'input').getBoundingClientRect().top).to.be.closeTo(top, 2);
    select.style.width = 'max-content';
    select.replaceChildren(select.selectedOptions[0]!);
    expect(width).to.be.at.least(select.getBoundingClientRect().width);
  });
});
