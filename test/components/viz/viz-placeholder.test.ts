// @engines all
import { expect } from 'chai';
import morphdom from 'morphdom';
import { fillPlaceholders } from '../../../src/components/viz/viz-placeholder.ts';
import { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { ATTRIBUTES } from '../../../src/pipeline/attributes.ts';
import { listenToConsole, place, settle, recordConsole } from './harness.ts';

const namesFor = (isAnyone: boolean): string[] =>
  Object.values(ATTRIBUTES).flatMap(({ name, forAnyone: author }) =>
    name && author === isAnyone ? [name] : [],
  );
const PLACEHOLDER_ATTRIBUTES = [...namesFor(true), 'lang'];
const REFUSED_ATTRIBUTES = namesFor(false);

const inside = (placeholder: Element): readonly Element[] => [
  ...placeholder.querySelectorAll('vibedasher-viz'),
];

/** Inserts a hidden placeholder, whose element therefore sends no requests. */
function placeholder(attributes: string, content = ''): HTMLElement {
  const hidden = place('display: none');
  hidden.innerHTML = `<div data-vibedasher-viz ${attributes}>${content}</div>`;
  return hidden.firstElementChild as HTMLElement;
}

const attributesOf = (placeholder: Element): Readonly<Record<string, string>> =>
  Object.fromEntries([...inside(placeholder)[0]!.attributes].map(({ name, value }) => [name, value]));

describe('<div data-vibedasher-viz>', () => {
  before(() => fillPlaceholders()(document));
  recordConsole();

  it('receives an element with its data as attributes, even if inserted later', async () => {
    const div = placeholder('data-account="acme" data-slug="sales" data-lang="de"');
    await settle();
    expect(attributesOf(div)).to.deep.equal({ account: 'acme', slug: 'sales', lang: 'de' });
  });

  it('passes parameters on', async () => {
    const div = placeholder(
      `data-slug="sales" data-param-year="2024" data-param-größe="1" data-params='{"a":1}'`,
    );
    await settle();
    expect(attributesOf(div)).to.deep.equal({
      slug: 'sales',
      'param-year': '2024',
      'param-größe': '1',
      params: '{"a":1}',
    });
  });

  it('passes on attributes for queries, charts and dashboards', async () => {
    const spec = '{"mark":"bar","title":"a < b"}';
    const div = placeholder(
      `data-slug="sales" data-sql="SELECT 1 &lt; {{year}}" data-spec='${spec}' data-chart="by-day" ` +
        'data-toolbar="csv png" data-select-to="region" data-highlight="EU" data-reference="1 Target"',
    );
    await settle();
    expect(attributesOf(div)).to.deep.equal({
      slug: 'sales',
      sql: 'SELECT 1 < {{year}}',
      chart: 'by-day',
      toolbar: 'csv png',
      'select-to': 'region',
      highlight: 'EU',
      reference: '1 Target',
    });
    expect((inside(div)[0] as VibedasherViz).spec).to.equal(spec);
  });

  it('passes its height on', async () => {
    const div = placeholder('data-slug="sales" style="height: 300px"');
    const usual = placeholder('data-slug="sales"');
    for (const each of [div, usual]) each.parentElement!.style.display = '';
    await settle();
    expect(inside(div)[0]!.getBoundingClientRect().height).to.equal(300);
    expect(inside(usual)[0]!.getBoundingClientRect().height).to.be.within(301, 520);
  });

  it('does not pass on event handlers, styles and global attributes', async () => {
    const div = placeholder(
      `data-slug="sales" onclick="1" style="color: red" data-onclick="window.harm = 1" data-style="position: fixed" ` +
        `data-id="app" data-class="x" data-slot="y" data-is="z" data-param-a"b="1" data-param-a(b="1"`,
    );
    await settle();
    expect(attributesOf(div)).to.deep.equal({ slug: 'sales' });
  });

  it('refuses attributes for hosts, permissions and limits, and warns once', async () => {
    const warnings = listenToConsole();
    const forbidden =
      'data-api-base="https://evil.example" data-region="us-east-1" data-allow-hosts="https://evil.example" ' +
      'data-max-cells="1" data-timeout="1" data-fallback="viewer" data-snapshot="https://evil.example/" data-live="never" data-queries="browser" DATA-Api-Base="https://evil.example"';
    const divs = [1, 2].map(() => placeholder(`data-slug="sales" ${forbidden}`));
    await settle();
    for (const div of divs) expect(attributesOf(div)).to.deep.equal({ slug: 'sales' });
    expect(warnings).to.have.members(
      REFUSED_ATTRIBUTES.map(
        (name) => `<div data-${name}> is ignored. Use <vibedasher-viz>, or a default of the page`,
      ),
    );
  });

  it('allows or refuses each attribute of the element explicitly', () => {
    const decided = new Set([...PLACEHOLDER_ATTRIBUTES, ...REFUSED_ATTRIBUTES]);
    expect(decided).to.deep.equal(new Set([...VibedasherViz.observedAttributes, 'lang']));
  });

  it('ignores names of members of Object.prototype', async () => {
    const div = placeholder(
      'data-slug="sales" data-constructor="1" data-__proto__="1" data-param-__proto__="1"',
    );
    await settle();
    expect(attributesOf(div)).to.deep.equal({ slug: 'sales', 'param-__proto__': '1' });
    expect('1' in Object.prototype).to.equal(false);
  });

  it('moves its content into the element as fallback', async () => {
    const div = placeholder('data-slug="sales"', '<p>As text</p>');
    await settle();
    expect([...div.children].map(({ localName }) => localName)).to.deep.equal(['vibedasher-viz']);
    expect(inside(div)[0]!.innerHTML).to.equal('<p>As text</p>');
  });

  it('is filled only once by several copies of the script', async () => {
    fillPlaceholders()(document);
    const div = placeholder('data-slug="sales"');
    await settle();
    fillPlaceholders()(document);
    await settle();
    expect(inside(div)).to.have.length(1);
  });

  it('is filled again after the page has emptied it', async () => {
    const div = placeholder('data-slug="sales"');
    await settle();
    div.replaceChildren();
    await settle();
    expect(inside(div)).to.have.length(1);
  });

  it('reuses its element with the new attributes when the page is morphed to its HTML', async () => {
    const div = placeholder('data-slug="sales" data-mark="line"', '<p>As text</p>');
    await settle();
    const [element] = inside(div);
    morphdom(div, '<div data-vibedasher-viz data-slug="sales" data-chart="other"><p>As text</p></div>');
    await settle();
    expect(inside(div).map((each) => each === element)).to.deep.equal([true]);
    expect(attributesOf(div)).to.deep.equal({ slug: 'sales', chart: 'other' });
    expect(element!.innerHTML).to.equal('<p>As text</p>');
  });

  it('does not prevent others from being filled if it is invalid', async () => {
    const host = place('display: none');
    host.innerHTML =
      '<div data-vibedasher-viz data-<="1"></div><div data-vibedasher-viz data-slug="b"></div>';
    await settle();
    expect(inside(host).map((each) => each.getAttribute('slug'))).to.deep.equal([null, 'b']);
  });

  it('loads code on demand, once, when a tag appears in the page', async () => {
    let requestCount = 0;
    fillPlaceholders({
      'x-by-need': () => {
        requestCount++;
        return Promise.reject(new Error('down'));
      },
    })(document);
    await settle();
    expect(requestCount).to.equal(0);
    place().innerHTML = '<section><x-by-need></x-by-need></section>';
    await settle();
    expect(requestCount).to.equal(1);
    place().innerHTML = '<x-by-need></x-by-need>';
    await settle();
    expect(requestCount).to.equal(1);
  });
});
