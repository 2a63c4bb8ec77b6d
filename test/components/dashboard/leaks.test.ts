// @lane long
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { createClient } from '../../../src/public-client/create-client.ts';
import { createFakeEnvironment } from '../../public-client/support.ts';
import { rows } from '../../support/fake-api.ts';
import { watchHoldings, type Holdings } from '../../support/holdings.ts';
import { useFakeTimers } from '../../support/fake-timers.ts';
import { until } from '../../support/page.ts';
import { BAR_SPEC, cleanUp, listenToConsole, settle } from '../viz/harness.ts';
import { cellOf, mountDashboard, salesApi } from './harness.ts';

const CHANGES = 120;
/** After this many changes, all code has loaded and run. */
const WARM_UP = 40;
/** Of this many changes, all but the last are replaced before they complete. */
const HASTE = 10;

const sqlOf = (column: string): string => `SELECT ${column}, value FROM sales WHERE region = '{{region}}'`;
const [BAR, DERIVED, TABLE] = ['bar', 'derived', 'cells'].map(sqlOf) as [string, string, string];

/** Results are kept for ten seconds, which do not pass here. These hooks enclose those of the watch. */
const timers = useFakeTimers(3000);

describe('many changes of a parameter', () => {
  let watch: ReturnType<typeof watchHoldings>;
  beforeEach(() => {
    listenToConsole();
    watch = watchHoldings();
  });
  afterEach(() => {
    cleanUp();
    watch.end();
  });

  it('leak no listener, observer, timer, view or element', async () => {
    const api = salesApi(null, {
      'charts/main.sql': BAR,
      'charts/main.vl.json': JSON.stringify(BAR_SPEC),
      'charts/derived.sql': DERIVED,
      'charts/cells.sql': TABLE,
    });
    // The number of rows depends on the value, so each change derives another chart, which needs a new view.
    for (const sql of [BAR, DERIVED, TABLE]) {
      api.setQuery(sql, ({ region }) => {
        const count = 1 + (Number(region) % 8);
        return rows(
          ['dimension', 'value'],
          Array.from({ length: count }, (_, at) => [`${region}.${at}`, at]),
        );
      });
    }
    const environment = createFakeEnvironment();
    const { dashboard, charts } = mountDashboard(
      api,
      `<input name="region" value="0"><output name="region"></output>
       <vibedasher-viz loading="eager"></vibedasher-viz>
       <vibedasher-viz chart="derived" loading="eager"></vibedasher-viz>
       <vibedasher-viz chart="cells" mark="table" loading="eager"></vibedasher-viz>`,
    );
    dashboard.client = createClient({ apiBase: api.base, fetch: api.fetch, maxRetries: 0 }, environment);
    const input = dashboard.querySelector('input')!;

    const choose = (value: number): void => {
      if (value % 2) return dashboard.setParams({ region: String(value) });
      input.value = String(value);
      for (const type of ['input', 'change']) input.dispatchEvent(new Event(type, { bubbles: true }));
    };
    const shown = (value: number): Promise<unknown> =>
      until(() => charts.every((chart) => isShown(chart, value)), `the pictures of ${value}`);
    const change = async (first: number, count: number): Promise<void> => {
      for (let value = first; value < first + count; value++) {
        choose(value);
        if ((value + 1) % HASTE === 0) await shown(value);
        // Interrupt each change at a later task than the previous change.
        else
          for (let task = 0; task < value % HASTE; task++)
            await new Promise((resolve) => setTimeout(resolve));
      }
    };
    /** Counts what is held once no timer is pending. */
    const atRest = async (): Promise<Holdings> => {
      await settle();
      await until(
        () => {
          environment.forget();
          timers.fire();
          return environment.running + watch.count().timers === 0;
        },
        'no pending timer',
        10_000,
      );
      return watch.count();
    };

    await shown(0);
    await change(1, WARM_UP - 1);
    const before = await atRest();
    expect(before.views).to.equal(2);
    await change(WARM_UP, CHANGES);
    expect(await atRest()).to.deep.equal(before);
    dashboard.remove();
    await settle();
    expect(watch.count().views).to.equal(0);
  });
});

/** Returns whether a chart has finished drawing the rows of this value. */
const isShown = (chart: VibedasherViz, value: number): boolean =>
  chart.status === 'ready' && cellOf(chart) === `${value}.0`;
