import type { VibedasherViz } from '@vibedasher/embed';
import '@vibedasher/embed/types/preact';
import { useState } from 'preact/hooks';

const SQL = 'SELECT shop, SUM(amount) AS amount FROM sales WHERE year = {{year}} GROUP BY shop';
const SPEC = {
  mark: 'bar',
  encoding: {
    y: { field: 'shop', type: 'nominal', sort: '-x', title: null },
    x: { field: 'amount', type: 'quantitative', title: 'Sales' },
  },
};

/** An object that is set by a ref arrives whether or not the element is defined by then. */
const setSpec = (viz: VibedasherViz | null) => {
  if (viz) viz.spec = SPEC;
};

export function App() {
  const [year, setYear] = useState(2024);
  const [likes, setLikes] = useState(0);
  const [news, setNews] = useState('');
  return (
    <>
      <h1>Sales</h1>
      <label>
        Year{' '}
        <select value={year} onChange={({ currentTarget }) => setYear(Number(currentTarget.value))}>
          <option>2024</option>
          <option>2023</option>
        </select>
      </label>{' '}
      <button onClick={() => setLikes(likes + 1)}>Likes: {likes}</button>
      <vibedasher-dashboard account="acme" slug="weekly-sales" columns="2" param-year={year}>
        <vibedasher-viz
          chart="by-region"
          select-to="region"
          onvibedasher-load={({ timings }) => setNews(`Drawn in ${Math.round(timings.total)} ms`)}
          onvibedasher-select={({ value }) => setNews(`Selected: ${JSON.stringify(value)}`)}
        />
        <vibedasher-viz sql={SQL} ref={setSpec} caption="none" />
      </vibedasher-dashboard>
      <output>{news}</output>
    </>
  );
}
