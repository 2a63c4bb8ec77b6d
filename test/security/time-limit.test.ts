import type { Dataflow } from 'vega-dataflow';
import { expect } from 'chai';
import { nextTask } from '../../src/internal/tasks.ts';
import { Budget } from '../../src/sandbox/budget.ts';
import { useFakeClock } from '../support/fake-timers.ts';
import { BAR, dataset, marks, mount, rejection, unmountAll } from '../vega/support.ts';

/** Many rows with a calculated field. */
const CALCULATED = {
  data: { sequence: { start: 0, stop: 20_000, as: 'region' } },
  transform: [{ calculate: 'sin(datum.region) * 10', as: 'amount' }],
  mark: 'point',
  encoding: {
    x: { field: 'region', type: 'quantitative' },
    y: { field: 'amount', type: 'quantitative' },
  },
} as const;

const rowsOf = (names: readonly string[]) =>
  new Map([
    [
      'main',
      dataset(
        ['region', 'amount'],
        names.map((name, index) => [name, index + 1]),
      ),
    ],
  ]);
const axisLabels = (box: HTMLElement) =>
  [...box.querySelectorAll('.role-axis-label text')].map((text) => text.textContent);

describe('promise 7: the time limit', () => {
  const clock = useFakeClock();
  afterEach(unmountAll);

  describe('of a budget', () => {
    const running = () => new Budget({ _pulse: {} } as unknown as Dataflow);

    it('stops work of more than two seconds, even if it costs few steps', () => {
      const budget = running();
      budget.chargeSteps(1);
      clock.now += 1999;
      for (let step = 0; step < 1000; step += 1) budget.chargeSteps(1);
      clock.now += 2;
      expect(() => {
        for (let step = 0; step < 1000; step += 1) budget.chargeSteps(1);
      }).to.throw('The chart asks for 2001 milliseconds without a pause: at most 2000 are allowed.');
    });

    it('gives many rows more time', () => {
      const budget = running();
      budget.chargeVisits(900_000);
      clock.now += 10_999;
      expect(() => budget.chargeSteps(100_000)).not.to.throw();
      clock.now += 2;
      expect(() => budget.chargeSteps(100_000)).to.throw('at most 11000 are allowed');
    });

    it('lets no chart begin while a large one pauses', async () => {
      await mount(BAR);
      const budget = running();
      budget.chargeVisits(300_000);
      const drawn: string[] = [];
      const drawLarge = async () => {
        for (let pause = 0; pause < 300; pause += 1) {
          clock.now += 101;
          await budget.pauseIfDue();
        }
        drawn.push('large');
      };
      await Promise.all([drawLarge(), mount(BAR).then(() => drawn.push('small'))]);
      expect(drawn).to.deep.equal(['large', 'small']);
    });

    it('restarts with each task of the page', async () => {
      const budget = running();
      budget.chargeSteps(100_000);
      clock.now += 1500;
      await nextTask();
      await nextTask();
      budget.chargeSteps(100_000);
      clock.now += 1500;
      expect(() => budget.chargeSteps(100_000)).not.to.throw();
    });

    it('yields to the page only if the last pause was more than 100 ms ago', async () => {
      const budget = running();
      budget.chargeSteps(1);
      clock.now += 100;
      expect(budget.pauseIfDue()).to.equal(undefined);
      clock.now += 1;
      const pause = budget.pauseIfDue();
      expect(budget.paused).to.equal(true);
      await pause;
      expect(budget.paused).to.equal(false);
      clock.now += 1900;
      expect(() => budget.chargeSteps(100_000)).not.to.throw();
    });

    it('keeps the usage of a run after a pause', async () => {
      const budget = running();
      budget.chargeSteps(400_000_000);
      clock.now += 101;
      await budget.pauseIfDue();
      expect(() => budget.chargeSteps(200_000_000)).to.throw('at most 500000000 are allowed');
    });

    it('adds 300 steps for each row, even after a pause', async () => {
      const budget = running();
      budget.chargeVisits(500_000, 100);
      clock.now += 101;
      await budget.pauseIfDue();
      budget.chargeSteps(100_000_000);
      expect(() => budget.chargeSteps(100_000_000)).to.throw('at most 650000000 are allowed');
    });

    it('does not apply while a picture is drawn', () => {
      const budget = new Budget({ _pulse: null } as unknown as Dataflow);
      budget.chargeSteps(1);
      clock.now += 1e6;
      expect(() => budget.chargeSteps(100_000)).not.to.throw();
    });
  });

  it('stops a transform between two rows', async () => {
    clock.step = 20;
    const error = await rejection(mount(CALCULATED));
    expect(error.message).to.match(/milliseconds without a pause: at most 2\d{3} are allowed/);
    expect(error.kind).to.equal('spec');
  });

  it('stops the update of an event', async () => {
    const many = Array.from({ length: 400 }, () => 'sin(time)').join(' + ');
    const on = [{ events: 'click', update: `time + length(sort(sequence(1000))) + ${many}` }];
    const { chart, container, errors } = await mount({ ...BAR, params: [{ name: 'time', value: 0, on }] });
    clock.step = 3000;
    container.querySelector('svg')!.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    await chart.view.runAsync();
    expect(errors.map(({ message }) => message).join()).to.match(/milliseconds without a pause/);
  });

  it('draws a small chart in one task', async () => {
    const { chart } = await mount(BAR);
    const order: string[] = [];
    const next = nextTask().then(() => order.push('task'));
    await chart.update(rowsOf(['a', 'b'])).then(() => order.push('drawn'));
    await next;
    expect(order).to.deep.equal(['drawn', 'task']);
  });

  describe('with a pause after each operator', () => {
    beforeEach(() => {
      clock.step = 101;
    });

    it('draws the same picture', async () => {
      const { container } = await mount(BAR);
      const waited = container.innerHTML;
      clock.step = 0;
      const { container: other } = await mount(BAR);
      expect(waited.replace(/clip\d+/g, '')).to.equal(other.innerHTML.replace(/clip\d+/g, ''));
    });

    it('lets the page run tasks', async () => {
      const { chart } = await mount(BAR);
      let turns = 0;
      let drawn = false;
      const updating = chart.update(rowsOf(['a', 'b'])).then(() => (drawn = true));
      while (!drawn) {
        await nextTask();
        turns += 1;
      }
      await updating;
      expect(turns).to.be.greaterThan(10);
    });

    it('loses no changes during a pause', async () => {
      const { chart, container, errors } = await mount({ ...BAR, params: [{ name: 'gone', value: 0 }] });
      const first = chart.update(rowsOf(['a', 'b', 'c']));
      await nextTask();
      await nextTask();
      const second = chart.update(rowsOf(['d', 'e']));
      chart.view.signal('gone', 1);
      chart.resize({ width: 300, height: 200 });
      await Promise.all([first, second]);
      await chart.view.runAsync();
      expect(axisLabels(container)).to.include.members(['d', 'e']).and.not.include('a');
      expect(marks(container)).to.have.length(2);
      expect(container.querySelector('svg')!.getAttribute('width')).to.equal('300');
      expect(chart.view.signal('gone')).to.equal(1);
      expect(errors).to.deep.equal([]);
    });

    it('ends without an error when the chart is finalized', async () => {
      const { chart, errors } = await mount(BAR);
      const updating = chart.update(rowsOf(['a', 'b']));
      await nextTask();
      chart.finalize();
      await updating;
      expect(errors).to.deep.equal([]);
    });
  });
});
