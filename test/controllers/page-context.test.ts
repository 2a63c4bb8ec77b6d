// @engines all
import { expect } from 'chai';
import { configure } from '../../src/controllers/page-defaults.ts';
import { languageOf, PageContextController } from '../../src/controllers/page-context.ts';
import { cleanUp, frames, TestHost } from './support.ts';

function setUp() {
  const outer = document.createElement('div');
  outer.dataset['test'] = '';
  const host = new TestHost();
  let count = 0;
  new PageContextController(host, () => count++);
  outer.append(host);
  document.body.append(outer);
  return { outer, host, changes: () => count };
}

describe('PageContextController', () => {
  afterEach(cleanUp);
  afterEach(() => configure({ locale: undefined }));

  const CHANGES: readonly (readonly [string, (outer: HTMLElement, host: HTMLElement) => unknown, number])[] =
    [
      ['a change of data-theme on an ancestor', (outer) => outer.setAttribute('data-theme', 'dark'), 1],
      ['a change of class on an ancestor', (outer) => outer.classList.add('dark'), 1],
      ['a change of style on an ancestor', (outer) => (outer.style.color = 'red'), 1],
      ['a change of lang on an ancestor', (outer) => (outer.lang = 'de'), 1],
      ['a change of lang on the host', (_, host) => (host.lang = 'de'), 1],
      ['a change of the page defaults', () => configure({ locale: 'fr' }), 1],
      ['several changes at once', (outer) => configure({ locale: (outer.lang = 'de') }), 1],
      ['a change of an unrelated attribute', (outer) => outer.setAttribute('data-other', '1'), 0],
      ['an added sibling', (outer) => outer.insertAdjacentHTML('beforeend', '<p lang="de">'), 0],
    ];
  for (const [what, act, count] of CHANGES) {
    it(`${count ? 'reports once' : 'does not report'} ${what}`, async () => {
      const { outer, host, changes } = setUp();
      await frames();
      act(outer, host);
      await frames();
      expect(changes()).to.equal(count);
    });
  }

  it('observes ancestors through shadow roots', async () => {
    const { outer, host, changes } = setUp();
    const middle = document.createElement('div');
    middle.attachShadow({ mode: 'open' }).append(host);
    outer.append(middle);
    await frames();
    middle.lang = 'de';
    await frames();
    expect(changes()).to.equal(1);
    expect(languageOf(host)).to.equal('de');
  });

  it('observes the new ancestors after its host moves, and none after its host is removed', async () => {
    const { outer, host, changes } = setUp();
    const other = document.createElement('div');
    other.dataset['test'] = '';
    document.body.append(other);
    other.append(host);
    await frames();
    outer.lang = 'de';
    await frames();
    expect(changes()).to.equal(0);
    other.lang = 'de';
    await frames();
    expect(changes()).to.equal(1);
    host.remove();
    other.lang = 'fr';
    configure({ locale: 'es' });
    await frames();
    expect(changes()).to.equal(1);
  });
});
