import { VibedasherDashboard, VibedasherViz } from '@vibedasher/embed/react';

export const metadata = { title: 'Sales by region' };

export default function Dashboard() {
  return (
    <>
      <h1>Sales by region</h1>
      <VibedasherDashboard account="acme" slug="weekly-sales" columns="2">
        <label>
          Year{' '}
          <select name="year">
            <option>2024</option>
            <option>2023</option>
            <option>2022</option>
          </select>
        </label>
        <VibedasherViz chart="by-region" />
        <VibedasherViz chart="by-month" />
      </VibedasherDashboard>
    </>
  );
}
