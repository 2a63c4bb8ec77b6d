import '@vibedasher/embed/types/solid';
import { createSignal } from 'solid-js';

const SQL = 'SELECT shop, SUM(amount) AS amount FROM sales WHERE year = {{year}} GROUP BY shop';
const SPEC = {
  mark: 'bar',
  encoding: {
    y: { field: 'shop', type: 'nominal', sort: '-x', title: null },
    x: { field: 'amount', type: 'quantitative', title: 'Sales' },
  },
};

export function App() {
  const [year, setYear] = createSignal(2024);
  const [likes, setLikes] = createSignal(0);
  const [news, setNews] = createSignal('');
  return (
    <>
      <h1>Sales</h1>
      <label>
        Year{' '}
        <select value={year()} onChange={({ target }) => setYear(Number(target.value))}>
          <option>2024</option>
          <option>2023</option>
        </select>
      </label>{' '}
      <button onClick={() => setLikes(likes() + 1)}>Likes: {likes()}</button>
      <vibedasher-dashboard account="acme" slug="weekly-sales" columns="2" attr:param-year={year()}>
        <vibedasher-viz
          chart="by-region"
          select-to="region"
          on:vibedasher-load={({ timings }) => setNews(`Drawn in ${Math.round(timings.total)} ms`)}
          on:vibedasher-select={({ value }) => setNews(`Selected: ${JSON.stringify(value)}`)}
        />
        <vibedasher-viz sql={SQL} prop:spec={SPEC} caption="none" />
      </vibedasher-dashboard>
      <output>{news()}</output>
    </>
  );
}
