export const metadata = { title: 'Sales by region' };

export default function Dashboard() {
  return (
    <>
      <h1>Sales by region</h1>
      <vibedasher-dashboard account="acme" slug="weekly-sales" columns="2">
        <label>
          Year{' '}
          <select name="year">
            <option>2024</option>
            <option>2023</option>
            <option>2022</option>
          </select>
        </label>
        <vibedasher-viz chart="by-region" />
        <vibedasher-viz chart="by-month" />
      </vibedasher-dashboard>
    </>
  );
}
