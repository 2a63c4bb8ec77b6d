// @engines all
import { expect } from 'chai';
import { rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  apiOf,
  BAR_SPEC,
  cleanUp,
  isShown,
  listenToConsole,
  mountViz,
  readyViz,
  SALES,
  SALES_SQL,
  salesApi,
  shadow,
  status,
  textOf,
} from './harness.ts';

const OWN = 'SELECT shop, takings FROM sales';
const SLOTTED = '<h3 slot="caption">From the slot</h3><p slot="caption">Below it</p>';

const api = () =>
  salesApi({
    queries: {
      [OWN]: rows(['shop', 'takings'], Object.entries({ A: 3, B: 2 })),
    },
  });

const textsOf = (element: Parameters<typeof textOf>[0]) => [
  textOf(element, '.title'),
  textOf(element, '.description'),
];

const svgOf = async (element: ReturnType<typeof mountViz>) =>
  new DOMParser().parseFromString(await (await element.toBlob('image/svg+xml')).text(), 'image/svg+xml');

describe('<vibedasher-viz>: title and description', () => {
  afterEach(cleanUp);

  it('shows heading and description instead of those of the viz', async () => {
    const element = await readyViz(api(), { heading: 'Mine', description: 'And my text' });
    expect(textsOf(element)).to.deep.equal(['Mine', 'And my text']);
    element.heading = 'Other';
    element.description = '';
    await until(() => textsOf(element).join() === 'Other,', 'the new texts');
    element.heading = null;
    await until(() => textOf(element, '.title') === 'Sales by region', 'the name of the viz');
  });

  it('shows a heading instead of the title of the spec', async () => {
    const title = { text: 'In the spec', subtitle: 'Below' };
    const element = await readyViz(apiOf(SALES, { ...BAR_SPEC, title }), { heading: 'Mine' });
    expect(textsOf(element)).to.deep.equal(['Mine', 'Below']);
  });

  for (const [name, attributes, content] of [
    ['heading', { heading: 'From the slot', description: 'Below it' }, ''],
    ['slotted caption', { heading: 'Not shown' }, SLOTTED],
    [
      'slotted caption with markup',
      {},
      '<div slot="caption"><h2>From the <b>slot</b></h2>\n <p>Below it</p></div>',
    ],
  ] as const) {
    it(`shows and announces the ${name} while the rows load, and keeps its place`, async () => {
      const fake = api();
      const release = fake.hold('query');
      const element = mountViz(fake, attributes, { content });
      await fake.seen('query');
      await until(() => textOf(element, '.announcer') === 'Loading From the slot…', 'the announcement');
      const slotted = element.querySelector('[slot]');
      const shown = () => slotted ?? shadow(element).querySelector('.title')!;
      expect(isShown(shown())).to.equal(true);
      const before = shown().getBoundingClientRect();
      release();
      await element.ready;
      const after = shown().getBoundingClientRect();
      expect([after.left, after.top]).to.deep.equal([before.left, before.top]);
      expect(textOf(element, '.announcer[role=status]')).to.equal('From the slot, 3 points.');
    });

    it(`writes the ${name} into files`, async () => {
      const element = await readyViz(api(), attributes, { content });
      const svg = await svgOf(element);
      expect(svg.querySelector('title')!.textContent).to.equal('From the slot');
      const texts = [...svg.querySelectorAll('text')].map(({ textContent }) => textContent);
      expect(texts.slice(0, 2)).to.deep.equal(['From the slot', 'Below it']);
    });
  }

  it('updates the title when the slotted caption changes', async () => {
    const element = await readyViz(api(), {}, { content: SLOTTED });
    element.querySelector('h3')!.textContent = 'Changed';
    await until(() => textOf(element, '.title') === 'Changed', 'the title');
  });

  it('keeps the heading above an error', async () => {
    listenToConsole();
    const fake = api();
    fake.script('query', new Response('{}', { status: 422 }));
    const element = mountViz(fake, { heading: 'Mine', description: 'Text' });
    await status(element, 'error');
    expect(textsOf(element)).to.deep.equal(['Mine', '']);
  });

  it('clips a long heading, and shows markup as text', async () => {
    const element = await readyViz(api(), { heading: `<img src=x onerror=alert(1)> ${'x'.repeat(400)}` });
    expect(shadow(element).querySelector('.title img')).to.equal(null);
    expect(textOf(element, '.title')).to.have.length(301);
  });

  it('shows neither title nor description of the viz above rows of the page', async () => {
    const fake = api();
    const release = fake.hold('query');
    const element = mountViz(fake, { sql: OWN });
    await fake.seen('query');
    await until(() => textOf(element, '.announcer') === 'Loading chart…', 'the announcement');
    release();
    await element.ready;
    expect(textsOf(element)).to.deep.equal(['', '']);
    expect(shadow(element).querySelector('figure')!.getAttribute('aria-label')).to.equal(null);
    expect(shadow(element).querySelector('.chart')!.getAttribute('aria-label')).to.equal('Bar chart');
    const svg = await svgOf(element);
    expect(svg.querySelector('title')!.textContent).to.equal('Bar chart');
    expect([...svg.querySelectorAll('text')].map(({ textContent }) => textContent)).not.to.include(
      'Sales by region',
    );
  });

  it('shows title and description of the viz above rows of the page with caption="viz"', async () => {
    const element = await readyViz(api(), { sql: OWN, caption: 'viz' });
    expect(textsOf(element)).to.deep.equal(['Sales by region', 'All shops, 2024']);
  });

  it('announces alt for the picture instead of the summary, which stays in the page', async () => {
    const element = await readyViz(api(), { alt: 'The north leads.' });
    const picture = shadow(element).querySelector('.chart')!;
    const ids = picture.getAttribute('aria-describedby')!.split(' ');
    expect(ids).to.deep.equal(['alt', 'hint']);
    expect(textOf(element, '#alt')).to.equal('The north leads.');
    expect(textOf(element, '#description')).to.match(/^Bar chart\. Value/);
    expect((await svgOf(element)).querySelector('desc')!.textContent).to.match(
      /^The north leads\. Bar chart\./,
    );
    element.alt = null;
    await element.updateComplete;
    expect(picture.getAttribute('aria-describedby')).to.equal('description hint');
  });

  it('describes the picture by its data if the caption shows the description of the spec', async () => {
    for (const [description, expected] of [
      ['All shops, 2024', /^Bar chart\./],
      ['In the spec', /^In the spec$/],
    ] as const) {
      const spec = JSON.stringify({ ...BAR_SPEC, description });
      const files = { 'charts/main.sql': SALES_SQL, 'charts/main.vl.json': spec };
      const viz = { name: 'Sales', description: 'All shops, 2024', files };
      const element = await readyViz(salesApi({ vizzes: { 'acme/sales': viz } }));
      expect(textOf(element, '#description')).to.match(expected);
    }
  });

  it('gives each table button a name of its own', async () => {
    const elements = ['One', 'Two'].map((heading) => mountViz(api(), { heading }));
    await Promise.all(elements.map(({ ready }) => ready));
    const names = elements.map((each) => shadow(each).querySelector('.tools button')!.ariaLabel);
    expect(names).to.deep.equal(['Show table: One', 'Show table: Two']);
  });

  it('shows messages in the middle of the box', async () => {
    listenToConsole();
    const failing = api();
    failing.script('query', new Response('{}', { status: 422 }));
    const empty = salesApi({ queries: { [SALES_SQL]: rows(['dimension', 'value'], []) } });
    for (const [fake, wanted] of [
      [failing, 'error'],
      [empty, 'empty'],
    ] as const) {
      const element = mountViz(fake, { caption: 'none' });
      await status(element, wanted);
      const [box, message] = [element, shadow(element).querySelector('.message')!].map((each) => {
        const { top, height } = each.getBoundingClientRect();
        return top + height / 2;
      });
      expect(message! - box!, wanted).to.be.closeTo(-14, 8);
    }
  });

  it('warns once about the attribute title', async () => {
    const messages = listenToConsole();
    await Promise.all([mountViz(api(), { title: 'Mine' }).ready, mountViz(api(), { title: 'Too' }).ready]);
    expect(messages.filter((text) => text.includes('title'))).to.have.length(1);
    expect(messages.join()).to.contain('heading');
  });
});
