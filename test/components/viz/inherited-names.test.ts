/** Tests values in rows that are names of `Object.prototype` members, wherever a chart shows the values. */
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  apiOf,
  BAR_SPEC,
  cleanUp,
  mountViz,
  openTable,
  partsOf,
  pressKey,
  rowsOf,
  shadow,
  textOf,
} from './harness.ts';

const NAMES = ['__proto__', 'constructor', 'hasOwnProperty', 'toString'];
/** The suffix of escaped texts. */
const MARK = '\u2060';

const VALUES = rows(
  ['dimension', 'value'],
  NAMES.map((name, index) => [name, index + 1]),
);
const SERIES = rows(
  ['date', 'series', 'value'],
  NAMES.flatMap((name, index) => [0, 1].map((month) => [`2024-0${month + 1}-01`, name, index + month])),
);

async function draw(
  data: ReturnType<typeof rows>,
  attributes: Readonly<Record<string, string>>,
  spec?: object,
): Promise<VibedasherViz> {
  const element = mountViz(apiOf(data, spec), { loading: 'eager', ...attributes });
  element.style.cssText = 'width: 800px; height: 500px';
  await element.ready;
  await element.updateComplete;
  return element;
}

const written = (element: VibedasherViz): string => shadow(element).innerHTML;

describe('<vibedasher-viz>: values such as "constructor"', () => {
  let inherited: readonly PropertyKey[];
  beforeEach(() => void (inherited = Reflect.ownKeys(Object.prototype)));
  afterEach(() => {
    cleanUp();
    expect(Reflect.ownKeys(Object.prototype)).to.deep.equal(inherited);
    expect(([] as unknown[])[0]).to.equal(undefined);
  });

  for (const [what, data, marks] of [
    ['values', VALUES, ['bar', 'arc', 'point', 'table']],
    ['series', SERIES, ['line', 'area', 'bar', 'point']],
  ] as const)
    for (const mark of marks)
      it(`appear in a derived chart of ${what}: ${mark}`, async () => {
        const element = await draw(data, { mark });
        for (const name of NAMES) expect(written(element)).to.contain(name);
        expect(shadow(element).textContent).not.to.contain(MARK);
      });

  it('appear in facets and legends of a published spec', async () => {
    const spec = {
      mark: 'bar',
      encoding: {
        column: { field: 'series' },
        x: { field: 'date', type: 'temporal' },
        y: { field: 'value', type: 'quantitative' },
        color: { field: 'series' },
      },
    };
    const element = await draw(SERIES, {}, spec);
    for (const name of NAMES) expect(written(element).split(`>${name}<`).length).to.be.greaterThan(2);
    expect(shadow(element).querySelectorAll('.mark-rect.role-mark > *')).to.have.length(8);
  });

  it('appear unchanged in tooltips, tables and files', async () => {
    const element = await draw(VALUES, {}, { ...BAR_SPEC, mark: { type: 'bar', tooltip: true } });
    for (const name of NAMES) {
      pressKey(element, name === NAMES[0] ? 'Home' : 'ArrowRight');
      await until(() => textOf(element, '.tooltip').includes(name), `the tooltip of ${name}`);
      expect(textOf(element, '.tooltip')).not.to.contain(MARK);
    }
    for (const type of ['text/csv', 'application/json', 'image/svg+xml'] as const) {
      const text = await (await element.toBlob(type)).text();
      for (const name of NAMES) expect(text).to.contain(name);
      expect(text).not.to.contain(MARK);
    }
    await openTable(element);
    expect(rowsOf(element).map(([name]) => name)).to.deep.equal(NAMES);
  });

  for (const highlight of NAMES) {
    it(`can be highlighted: ${highlight}`, async () => {
      const element = await draw(VALUES, { highlight }, BAR_SPEC);
      const looks = (): ReadonlySet<string> =>
        new Set(
          partsOf(element, '.mark-rect.role-mark > *').map((bar) =>
            ['opacity', 'fill', 'fill-opacity'].map((name) => bar.getAttribute(name)).join(),
          ),
        );
      await until(() => looks().size === 2, 'one bar that differs');
    });
  }

  it('are passed to the page when a reader selects them', async () => {
    const element = await draw(VALUES, { 'select-to': 'region' }, BAR_SPEC);
    const chosen: unknown[] = [];
    element.addEventListener('vibedasher-select', ({ value, datum }) =>
      chosen.push([value, datum?.['dimension']]),
    );
    for (const [keys, name] of [
      [['Home', 'Enter'], '__proto__'],
      [['Home', 'ArrowRight', 'Enter'], 'constructor'],
    ] as const) {
      // Enter does nothing until the selection code has loaded.
      await until(() => {
        for (const key of keys) pressKey(element, key);
        return chosen.length > 0;
      }, `the choice of ${name}`);
      expect(chosen.splice(0)).to.deep.equal([[name, name]]);
    }
  });
});
