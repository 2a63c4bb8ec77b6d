import { expect } from 'chai';
import { highlightables } from '../../src/charts/emphasis/selectable.ts';
import { resolveHighlight, withHighlight } from '../../src/charts/emphasis/selected-marks.ts';
import { localeFor } from '../../src/locale/load-locale.ts';
import { CHOSEN, HIGHLIGHTED } from '../../src/internal/secret-names.ts';
import { createTokens, luminance } from '../../src/theming/tokens.ts';
import { vegaConfig } from '../../src/theming/vega-config.ts';
import type { MountRequest } from '../../src/vega/types.ts';
import { dataset, mount, unmountAll, type Mounted } from './support.ts';

const REGIONS = ['North', 'South', 'West'];
const SALES = dataset(
  ['week', 'region', 'amount', 'kind'],
  [1, 2, 3].flatMap((week) =>
    REGIONS.map((region, place) => [week, region, 10 + 30 * place + week, week % 2 ? 'Odd' : 'Even']),
  ),
);
const DATA = new Map([['main', SALES]]);

const amount = { field: 'amount', type: 'quantitative', title: null };
const region = { field: 'region', type: 'nominal', title: null };
const week = { field: 'week', type: 'quantitative', title: null };
const total = { ...amount, aggregate: 'sum' };
const byWeek = { ...week, type: 'ordinal' };
const own = { ...region, scale: { domain: REGIONS, range: ['red', 'green', 'blue'] } };
const SPECS: Readonly<Record<string, readonly [mark: string, encoding: object, selector: string]>> = {
  'on the axis of bars': ['bar', { y: region, x: total }, '.role-axis-label'],
  'on the axis of columns': ['bar', { x: region, y: total }, '.role-axis-label'],
  'in a legend': ['bar', { x: byWeek, y: amount, color: region }, '.role-legend-label'],
  'in a legend with colors of its own': ['area', { x: week, y: amount, color: own }, '.role-legend-label'],
  'at lines': ['line', { x: week, y: amount, color: region }, '.vibedasher_line_names'],
  'above the cells of a facet': [
    'bar',
    { x: byWeek, y: amount, facet: { ...region, columns: 3 } },
    '.role-title-text',
  ],
};

function draw(spec: object, highlight = 'south', tokens = createTokens('light')): Promise<Mounted> {
  const given = spec as MountRequest['spec'];
  const { muted, background } = tokens;
  const resolved = resolveHighlight(given, highlight, DATA);
  return mount(withHighlight(given, highlightables(given), resolved), {
    ...{ data: DATA, size: { width: 600, height: 300 }, locale: localeFor('en').vega },
    ...{ config: vegaConfig(tokens), muted, background },
  });
}

/** Returns the colors of the regions' names. */
function colors(container: HTMLElement, selector: string): Readonly<Record<string, string>> {
  const texts = [...container.querySelectorAll(`${selector} text`)];
  return Object.fromEntries(
    texts
      .map((text) => [text.textContent, text.getAttribute('fill')!] as const)
      .filter(([name]) => REGIONS.includes(name)),
  );
}

describe('names of marks that are not highlighted', () => {
  afterEach(unmountAll);

  for (const [where, [mark, encoding, selector]] of Object.entries(SPECS)) {
    for (const scheme of ['light', 'dark'] as const) {
      it(`are muted but readable ${where}, ${scheme}`, async () => {
        const { text, muted, background } = createTokens(scheme);
        const { container, chart } = await draw({ mark, encoding }, 'south', createTokens(scheme));
        const { South: shown, ...others } = colors(container, selector);
        expect(others).to.deep.equal({ North: muted, West: muted });
        const [low, high] = [muted, background].map(luminance).sort((a, b) => a - b);
        expect((high! + 0.05) / (low! + 0.05)).to.be.at.least(4.5);

        await chart.view.signal(HIGHLIGHTED, null).runAsync();
        const usual = colors(container, selector);
        expect(Object.keys(usual).sort()).to.deep.equal(REGIONS);
        if (selector === '.vibedasher_line_names') expect(shown).to.equal(usual['South']);
        else expect(shown).to.equal(text);

        // Marks that a reader chooses take precedence.
        await chart.view
          .signal(HIGHLIGHTED, { key: 'region', texts: ['South'] })
          .signal(CHOSEN, { key: 'region', texts: ['West'] })
          .runAsync();
        expect(colors(container, selector)).to.include({ North: muted, South: muted });
        expect(colors(container, selector)['West']).to.not.equal(muted);
      });
    }
  }

  it('have faded symbols in a legend', async () => {
    const [mark, encoding] = SPECS['in a legend']!;
    const { container } = await draw({ mark, encoding });
    const opacities = [...container.querySelectorAll('.role-legend-symbol path')].map((path) =>
      path.getAttribute('fill-opacity'),
    );
    expect(opacities).to.deep.equal(['0.25', '1', '0.25']);
  });

  it('keep their color if the highlight is of another column', async () => {
    const spec = {
      mark: 'bar',
      encoding: { y: region, x: amount, color: { field: 'kind', type: 'nominal', title: null } },
    };
    const { container } = await draw(spec, 'Even');
    const { muted } = createTokens('light');
    expect(new Set(Object.values(colors(container, '.role-axis-label')))).to.deep.equal(new Set([muted]));
    const kinds = [...container.querySelectorAll('.role-legend-label text')].map((text) => [
      text.textContent,
      text.getAttribute('fill'),
    ]);
    expect(kinds).to.deep.equal([
      ['Even', createTokens('light').text],
      ['Odd', muted],
    ]);
  });

  it('are darker if the muted color of the page is too light for text', async () => {
    const [mark, encoding, selector] = SPECS['at lines']!;
    const tokens = createTokens('light', { muted: '#aaaaaa' });
    const { container } = await draw({ mark, encoding }, 'south', tokens);
    const { North: faded } = colors(container, selector);
    expect(1.05 / (luminance(faded!) + 0.05)).to.be.within(4.5, 5);
  });

  it('keep the rules of the spec for their color', async () => {
    const labelColor = { condition: { test: 'datum.index === 0', value: 'red' }, value: 'blue' };
    const spec = { mark: 'bar', encoding: { y: { ...region, axis: { labelColor } }, x: total } };
    const { container } = await draw(spec);
    expect(colors(container, '.role-axis-label')).to.include({ South: 'blue' });
  });
});
