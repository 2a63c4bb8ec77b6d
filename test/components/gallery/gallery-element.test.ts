// @engines all
import { expect } from 'chai';
import type {
  VibedasherChooseEvent,
  VibedasherGallery,
} from '../../../src/components/gallery/gallery-element.ts';
import '../../../src/components/dashboard/dashboard-element-define.ts';
import { createPublicClient } from '../../../src/public-client/index.ts';
import { createFakeApi, problem } from '../../support/fake-api.ts';
import { useFakeTimers } from '../../support/fake-timers.ts';
import { once, until } from '../../support/page.ts';
import { place, recordConsole } from '../viz/harness.ts';
import * as harness from './harness.ts';

const { requestQueries, catalogApi, choose, find, mountGallery, namesOf } = harness;
const { readyGallery, status, templates, textOf, type } = harness;

/** The pause in ms, as in gallery-element.ts. */
const TYPING_PAUSE = 250;

describe('<vibedasher-gallery>', () => {
  const messages = recordConsole();

  it('shows the first page as cards and sends its attributes in the request', async () => {
    const api = catalogApi(templates(30));
    const gallery = await readyGallery(api, { 'page-size': '4', 'chart-type': 'line', tags: 'a b, c' });
    expect(requestQueries(api)).to.deep.equal(['?chartType=line&tags=a b,c&limit=4']);
    expect(namesOf(gallery)).to.deep.equal(['Template 1', 'Template 4', 'Template 7', 'Template 10']);
    expect(textOf(gallery, '[part=description]')).to.equal('What number 1 shows.');
    expect(textOf(gallery, '[part=facts]')).to.equal('Line chart · Time · tag 1');
    expect(textOf(gallery, '[part=status]')).to.equal('4 of 10 templates');
    expect(gallery.items.map(({ id }) => id)).to.deep.equal(['t1', 't4', 't7', 't10']);
    expect(messages).to.deep.equal([]);
  });

  it('dispatches an event that crosses shadow roots when a template is chosen', async () => {
    const gallery = await readyGallery(catalogApi(templates(3)));
    const chosen = once<VibedasherChooseEvent>(document, 'vibedasher-choose');
    const [, second] = gallery.shadowRoot!.querySelectorAll<HTMLElement>('[part=title]');
    expect(second).to.be.instanceOf(HTMLButtonElement);
    second!.click();
    const event = await chosen;
    expect(event.item).to.equal(gallery.items[1]);
    expect(event.source).to.equal('templates');
    expect(event.cancelable).to.equal(false);
  });

  describe('paging', () => {
    it('loads more with a button and focuses the first new card', async () => {
      const api = catalogApi(templates(7));
      const gallery = await readyGallery(api, { 'page-size': '3' });
      expect(textOf(gallery, '.more')).to.equal('Show 3 more');
      const release = api.hold('templates');
      find(gallery, '.more').focus();
      find(gallery, '.more').click();
      await status(gallery, 'loading');
      expect(find(gallery, '.more').getAttribute('aria-disabled')).to.equal('true');
      // A second press has no effect.
      find(gallery, '.more').click();
      release();
      await status(gallery, 'ready');
      expect(namesOf(gallery)).to.have.length(6);
      expect(gallery.shadowRoot!.activeElement?.textContent).to.include('Template 4');
      expect(textOf(gallery, '.more')).to.equal('Show 1 more');
      expect(textOf(gallery, '[part=status]')).to.equal('6 of 7 templates');
      find(gallery, '.more').focus();
      find(gallery, '.more').click();
      await until(() => namesOf(gallery).length === 7, 'the last');
      expect(gallery.shadowRoot!.activeElement?.textContent).to.include('Template 7');
      expect(find(gallery, '.more')).to.equal(null);
      expect(textOf(gallery, '[part=status]')).to.equal('7 templates');
      const keys = requestQueries(api).map((query) => query.replace('?limit=3', ''));
      expect(keys).to.deep.equal(['', '&exclusiveStartKey=t3', '&exclusiveStartKey=t6']);
    });

    it('does not move the focus if the reader has moved it meanwhile', async () => {
      const gallery = await readyGallery(catalogApi(templates(6)), { 'page-size': '3' });
      find(gallery, '.more').focus();
      find(gallery, '.more').click();
      find(gallery, 'input').focus();
      await until(() => namesOf(gallery).length === 6, 'the rest');
      expect(gallery.shadowRoot!.activeElement === find(gallery, 'input'), 'the focus').to.equal(true);
    });

    it('drops duplicates and ends at a page without new templates', async () => {
      const api = createFakeApi();
      for (const ids of ['aba', 'bc', 'ca'])
        api.script('templates', Response.json({ templates: [...ids].map((id) => ({ id })), nextKey: ids }));
      const gallery = mountGallery(api, { 'page-size': '9' });
      await until(() => gallery.status === 'ready', 'all pages');
      expect(gallery.items.map(({ id }) => id)).to.deep.equal(['a', 'b', 'c']);
      expect(api.to('templates')).to.have.length(3);
      expect(find(gallery, '.more')).to.equal(null);
    });

    it('keeps the cards and offers a retry if the next page fails', async () => {
      const api = catalogApi(templates(6));
      const gallery = await readyGallery(api, { 'page-size': '3' });
      api.script('templates', problem(503, { message: 'busy' }));
      find(gallery, '.more').click();
      await until(() => gallery.error && find(gallery, '[part=error]'), 'the message');
      expect(gallery.status).to.equal('ready');
      expect(gallery.error!.kind).to.equal('unavailable');
      expect(namesOf(gallery)).to.have.length(3);
      find(gallery, '[part=error] button').click();
      await until(() => namesOf(gallery).length === 6, 'the rest');
      expect(find(gallery, '[part=error]')).to.equal(null);
    });
  });

  describe('search', () => {
    it('finds words without accents after a pause in typing, and can be cleared', async () => {
      const items = ['Café sales', 'Cafes of a city', 'Other'].map((name) => ({ id: name, name }));
      const gallery = await readyGallery(catalogApi(items));
      type(gallery, 'café');
      expect(gallery.search).to.equal(null);
      await until(() => textOf(gallery, '[part=status]') === '2 found', 'the hits');
      type(gallery, '  CAFE city ');
      find(gallery, 'input').dispatchEvent(new Event('change'));
      await gallery.updateComplete;
      expect(textOf(gallery, '[part=status]')).to.equal('1 found');
      type(gallery, 'nowhere');
      await status(gallery, 'empty');
      expect(textOf(gallery, '.message')).to.include('No templates match this search.');
      find(gallery, '.message button').click();
      await status(gallery, 'ready');
      expect(find<HTMLInputElement>(gallery, 'input').value).to.equal('');
      expect(gallery.shadowRoot!.activeElement === find(gallery, 'input'), 'the focus').to.equal(true);
      expect(namesOf(gallery)).to.have.length(3);
    });

    describe('while the reader types', () => {
      const timers = useFakeTimers(TYPING_PAUSE);
      let gallery: VibedasherGallery;

      beforeEach(async () => {
        gallery = mountGallery(catalogApi(templates(3)));
        await status(gallery, 'ready');
      });

      it('applies only the last text after a pause, or at once on a search event', () => {
        type(gallery, 'a');
        type(gallery, 'template 1');
        expect(gallery.search).to.equal(null);
        expect(timers.delays).to.deep.equal([TYPING_PAUSE]);
        timers.fire();
        expect(gallery.search).to.equal('template 1');
        type(gallery, 'template 2');
        find(gallery, 'input').dispatchEvent(new Event('search'));
        expect(gallery.search).to.equal('template 2');
        expect(timers.delays).to.deep.equal([]);
      });

      it('applies no text after the search is cleared', async () => {
        gallery.search = 'nowhere';
        await status(gallery, 'empty');
        type(gallery, 'template 3');
        find(gallery, '.message button').click();
        expect(timers.delays).to.deep.equal([]);
        await status(gallery, 'ready');
        expect([gallery.search, namesOf(gallery).length]).to.deep.equal([null, 3]);
      });

      it('applies no text after the gallery is removed', () => {
        type(gallery, 'template 3');
        gallery.remove();
        expect(timers.delays).to.deep.equal([]);
        expect(gallery.search).to.equal(null);
      });
    });

    it('loads pages until enough templates match, then shows the number of searched templates', async () => {
      const api = catalogApi(templates(250));
      const gallery = await readyGallery(api, { 'page-size': '2', search: 'tag 10' });
      // Of the templates 1 to 100, the search matches 10 and 100.
      expect(requestQueries(api)).to.deep.equal(['?limit=100']);
      expect(textOf(gallery, '[part=status]')).to.equal('2 found in 100 of 250 templates');
      expect(find<HTMLInputElement>(gallery, 'input').value).to.equal('tag 10');
      find(gallery, '.more').click();
      await until(() => namesOf(gallery).length === 4, 'two more');
      expect(namesOf(gallery).at(-1)).to.equal('Template 102');
      expect(textOf(gallery, '[part=status]')).to.equal('12 found in 200 of 250 templates');
    });

    it('stops after ten pages until the reader asks for more', async () => {
      const api = catalogApi(templates(1500));
      const gallery = mountGallery(api, { search: 'nowhere' });
      await status(gallery, 'empty');
      expect(api.to('templates')).to.have.length(10);
      expect(textOf(gallery, '[part=status]')).to.equal('0 found in 1,000 of 1,500 templates');
      find(gallery, '.more').click();
      await until(() => api.to('templates').length === 15, 'the rest');
      await status(gallery, 'empty');
      expect(textOf(gallery, '[part=status]')).to.equal('0 found');
    });
  });

  describe('category filter', () => {
    it('lists the categories of loaded templates and requests the selected one', async () => {
      const api = catalogApi(templates(12));
      const gallery = await readyGallery(api, { 'page-size': '6' });
      const options = (): unknown[] =>
        [...find<HTMLSelectElement>(gallery, 'select').options].map(({ text }) => text);
      expect(options()).to.deep.equal(['All categories', 'Place', 'Rank', 'Time']);
      choose(gallery, 'Rank');
      await until(() => namesOf(gallery)[0] === 'Template 3', 'the category');
      expect(requestQueries(api).at(-1)).to.equal('?category=Rank&limit=6');
      expect(gallery.category).to.equal('Rank');
      expect(options()).to.deep.equal(['All categories', 'Place', 'Rank', 'Time']);
      expect(find<HTMLSelectElement>(gallery, 'select').value).to.equal('Rank');
      choose(gallery, '');
      await until(() => namesOf(gallery)[0] === 'Template 1', 'all');
    });

    it('is visible if there are several categories or one is selected', async () => {
      const one = await readyGallery(catalogApi(['1', '2'].map((id) => ({ id, category: 'Time' }))));
      expect(find(one, '[part=filter]')).to.equal(null);
      const other = mountGallery(catalogApi(templates(3)), { category: 'Sky' });
      await status(other, 'empty');
      expect(find<HTMLSelectElement>(other, 'select').value).to.equal('Sky');
      expect(textOf(other, '.message p')).to.equal('No templates match this search.');
      find(other, '.message button').click();
      await status(other, 'ready');
      expect([other.category, namesOf(other).length]).to.deep.equal([null, 3]);
    });

    it('keeps the cards until those of another category load, but not for another catalogue', async () => {
      const api = catalogApi(templates(6));
      const gallery = await readyGallery(api);
      let release = api.hold('templates');
      choose(gallery, 'Rank');
      await status(gallery, 'loading');
      expect(namesOf(gallery)).to.have.length(6);
      expect(textOf(gallery, '[part=status]')).to.equal('Loading templates…');
      expect(find(gallery, '.cards').ariaBusy).to.equal('true');
      release();
      await status(gallery, 'ready');
      expect([namesOf(gallery).length, find(gallery, '.cards').ariaBusy]).to.deep.equal([2, null]);
      release = api.hold('seeds');
      gallery.category = null;
      gallery.source = 'seeds';
      await status(gallery, 'loading');
      expect([namesOf(gallery).length, find(gallery, '[part=filter]')]).to.deep.equal([0, null]);
      release();
      await status(gallery, 'ready');
      expect(namesOf(gallery)).to.have.length(6);
    });

    it('ignores late responses', async () => {
      const api = catalogApi(templates(12));
      const gallery = await readyGallery(api);
      const answers: (() => void)[] = [];
      api.answer('templates', () => {
        const category = new URL(api.requests.at(-1)!.url).searchParams.get('category');
        const list = templates(12).filter((each) => each['category'] === category);
        return new Promise((resolve) => answers.push(() => resolve(Response.json({ templates: list }))));
      });
      for (const [at, category] of ['Time', 'Place'].entries()) {
        gallery.category = category;
        await until(() => answers.length === at + 1, 'the question');
      }
      answers[1]!();
      await status(gallery, 'ready');
      answers[0]!();
      await new Promise(requestAnimationFrame);
      expect(namesOf(gallery)[0]).to.equal('Template 2');
    });
  });

  describe('with source="seeds"', () => {
    it('loads seeds in pages like templates', async () => {
      const api = catalogApi(templates(5));
      const gallery = await readyGallery(api, { source: 'seeds', 'page-size': '3' });
      find(gallery, '.more').click();
      await until(() => namesOf(gallery).length === 5, 'the rest');
      expect(requestQueries(api, 'seeds')).to.deep.equal(['?limit=3', '?limit=3&exclusiveStartKey=t3']);
      const chosen = once<VibedasherChooseEvent>(gallery, 'vibedasher-choose');
      find(gallery, '[part=title]').click();
      expect((await chosen).source).to.equal('seeds');
    });

    it('pages and filters a plain list of seeds', async () => {
      const api = createFakeApi({ seeds: templates(9) });
      const gallery = await readyGallery(api, { source: 'seeds', 'page-size': '2', category: 'Rank' });
      expect(namesOf(gallery)).to.deep.equal(['Template 3', 'Template 6']);
      expect(textOf(gallery, '[part=status]')).to.equal('2 of 3 templates');
      find(gallery, '.more').click();
      await until(() => namesOf(gallery).length === 3, 'the rest');
      expect(api.to('seeds')).to.have.length(1);
    });

    it('filters pages of seeds by all filters', async () => {
      const api = createFakeApi();
      const items = templates(7).map((each) => ({ ...each, tags: ['all', `t${each['id']}`] }));
      for (const [from, nextKey] of Object.entries({ 0: 't3', 3: 't6', 6: null }))
        api.script('seeds', Response.json({ templates: items.slice(+from, +from + 3), nextKey }));
      const filters = { tags: 'all, tt7', 'chart-type': 'line' };
      const gallery = mountGallery(api, { source: 'seeds', 'page-size': '9', ...filters });
      await until(() => gallery.status === 'ready' && namesOf(gallery).length > 0, 'the one that fits');
      expect(namesOf(gallery)).to.deep.equal(['Template 7']);
      gallery.remove();
      const other = createFakeApi({ seeds: items });
      const wrong = mountGallery(other, { source: 'seeds', tags: 'tt7', 'chart-type': 'bar' });
      await status(wrong, 'empty');
    });
  });

  describe('error messages', () => {
    it('offer a retry', async () => {
      const api = catalogApi(templates(2));
      api.script('templates', new TypeError('offline'));
      const gallery = mountGallery(api);
      const { error } = await once<Event & { error: Error }>(document, 'vibedasher-error');
      await status(gallery, 'error');
      expect(gallery.error).to.equal(error);
      expect(messages.join()).to.include('<vibedasher-gallery> network:');
      expect(namesOf(gallery)).to.deep.equal([]);
      find(gallery, '[part=error] button').click();
      await status(gallery, 'ready');
      expect(gallery.error).to.equal(null);
    });

    const unreadable = 'The data could not be read. Please try again later.';
    const away = 'The data service is unavailable right now. Please try again later.';
    for (const [what, answer, kind, sentence] of [
      ['a malformed response', Response.json({ templates: 'none' }), 'malformed', unreadable],
      ['a response that is not JSON', new Response('<html>'), 'malformed', unreadable],
      ['a base URL without templates', problem(404, { detail: 'Not Found' }), 'unavailable', away],
    ] as const) {
      it(`describe ${what} in a sentence`, async () => {
        const api = catalogApi([]);
        api.script('templates', answer);
        const gallery = mountGallery(api);
        await status(gallery, 'error');
        expect(gallery.error!.kind).to.equal(kind);
        expect(textOf(gallery, '[part=error] p')).to.equal(sentence);
      });
    }

    it('describe invalid attributes, which are logged once', async () => {
      const gallery = document.createElement('vibedasher-gallery');
      gallery.setAttribute('region', 'mars');
      place().append(gallery);
      await status(gallery, 'error');
      gallery.requestUpdate();
      await gallery.updateComplete;
      expect(gallery.error!.kind).to.equal('config');
      expect(messages).to.have.length(1);
      expect(messages[0]).to.include('region="mars"');
      const text = 'This gallery is not set up correctly. Only the author of this page can fix it.';
      expect(textOf(gallery, '[part=error]')).to.equal(text);
      const { fetch } = catalogApi(templates(1));
      gallery.client = createPublicClient({ apiBase: 'https://x.example/api', fetch });
      await status(gallery, 'ready');
    });

    it('describe an empty gallery, and can be replaced with slots', async () => {
      const gallery = mountGallery(catalogApi([]));
      await status(gallery, 'empty');
      expect(textOf(gallery, '.message')).to.equal('There are no templates yet.');
      expect(find(gallery, '.message button')).to.equal(null);
      gallery.innerHTML = '<p slot="empty">Nichts</p><p slot="error">Kaputt</p>';
      const seen = [...gallery.children].map((each) => each.checkVisibility());
      expect(seen).to.deep.equal([true, false]);
    });
  });

  it('reports the result of a refresh', async () => {
    const api = catalogApi(templates(3));
    const gallery = mountGallery(api);
    await gallery.refresh();
    expect(gallery.status).to.equal('ready');
    api.script('templates', problem(500, { message: 'down' }));
    const failure = await gallery.refresh().catch((error: Error) => error);
    expect(failure).to.equal(gallery.error);
    expect(namesOf(gallery)).to.have.length(3);
  });

  it('aborts its request when it is disconnected and starts over when it is connected', async () => {
    const api = catalogApi(templates(3));
    const release = api.hold('templates');
    const gallery = mountGallery(api);
    await api.seen('templates');
    const parent = gallery.parentElement!;
    gallery.remove();
    await until(() => api.to('templates')[0]!.init.signal!.aborted, 'the abort');
    parent.append(gallery);
    await api.seen('templates', 2);
    release();
    await status(gallery, 'ready');
    expect(messages).to.deep.equal([]);
  });

  it('inherits the connection and theme of the enclosing dashboard, and overrides them', async () => {
    const client = (count: number) => {
      const { base, fetch } = catalogApi(templates(count));
      return createPublicClient({ apiBase: base, fetch });
    };
    const dashboard = document.createElement('vibedasher-dashboard');
    Object.assign(dashboard, { client: client(5), theme: 'dark' });
    const gallery = document.createElement('vibedasher-gallery');
    dashboard.append(gallery);
    place().append(dashboard);
    await status(gallery, 'ready');
    const style = (): CSSStyleDeclaration => getComputedStyle(find(gallery, '.gallery'));
    expect([namesOf(gallery).length, style().color]).to.deep.equal([5, 'rgb(232, 234, 237)']);
    dashboard.theme = 'light';
    Object.assign(gallery, { client: client(3), theme: 'dark' });
    await until(() => namesOf(gallery).length === 3, 'the templates of its own client');
    expect(style().backgroundColor).to.equal('rgb(22, 25, 31)');
  });

  it('shows slotted content while loading and after a failure', async () => {
    const content = '<p slot="loading">Moment</p><p slot="error">Kaputt</p>';
    const api = catalogApi([]);
    const release = api.hold('templates');
    api.answer('templates', () => problem(500, { message: 'down' }));
    const gallery = mountGallery(api, { 'page-size': '100' }, { content });
    const isSeen = (slot: string): boolean => gallery.querySelector(`[slot=${slot}]`)!.checkVisibility();
    await status(gallery, 'loading');
    expect([isSeen('loading'), isSeen('error')]).to.deep.equal([true, false]);
    const skeletons = find(gallery, '.cards');
    expect([skeletons.ariaHidden, skeletons.childElementCount]).to.deep.equal(['true', 24]);
    release();
    await status(gallery, 'error');
    expect([isSeen('loading'), isSeen('error')]).to.deep.equal([false, true]);
  });

  it('does not repeat facts on a card', async () => {
    const items = [
      { id: '1', category: 'LINE CHART', chartType: 'line' },
      { id: '2', category: 'Flow', chartType: 'sankey' },
      { id: '3', icon: '📈', tags: ['a', 'b'] },
    ];
    const gallery = await readyGallery(catalogApi(items));
    const facts = [...gallery.shadowRoot!.querySelectorAll('[part=facts]')].map(({ textContent }) =>
      textContent.replace(/\s+/g, ' ').trim(),
    );
    expect(facts).to.deep.equal(['LINE CHART', 'sankey · Flow', 'a, b']);
    expect(find(gallery, '.icon').ariaHidden).to.equal('true');
  });

  it('follows changes of its language', async () => {
    const gallery = await readyGallery(catalogApi(templates(30)), { lang: 'de' });
    expect(textOf(gallery, '[part=status]')).to.equal('24 von 30 Vorlagen');
    expect(find(gallery, '.gallery').lang).to.equal('de');
    gallery.lang = 'ar';
    await until(() => find(gallery, '.gallery').dir === 'rtl', 'Arabic');
    expect(textOf(gallery, '.more')).to.include('عرض المزيد');
  });
});
