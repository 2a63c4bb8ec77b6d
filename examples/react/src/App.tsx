import { VibedasherDashboard, VibedasherViz } from '@vibedasher/embed/react';
import { useState } from 'react';

const SQL = 'SELECT shop, SUM(amount) AS amount FROM sales WHERE year = {{year}} GROUP BY shop';
const SPEC = {
  mark: 'bar',
  encoding: {
    y: { field: 'shop', type: 'nominal', sort: '-x', title: null },
    x: { field: 'amount', type: 'quantitative', title: 'Sales' },
  },
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
        <select value={year} onChange={({ target }) => setYear(Number(target.value))}>
          <option>2024</option>
          <option>2023</option>
        </select>
      </label>{' '}
      <button onClick={() => setLikes(likes + 1)}>Likes: {likes}</button>
      <VibedasherDashboard account="acme" slug="weekly-sales" columns="2" params={{ year }}>
        <VibedasherViz
          chart="by-region"
          selectTo="region"
          onVibedasherLoad={({ timings }) => setNews(`Drawn in ${Math.round(timings.total)} ms`)}
          onVibedasherSelect={({ value }) => setNews(`Selected: ${JSON.stringify(value)}`)}
        />
        <VibedasherViz sql={SQL} spec={SPEC} caption="none" />
      </VibedasherDashboard>
      <output>{news}</output>
    </>
  );
}
