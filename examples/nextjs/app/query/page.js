import { VibedasherViz } from '@vibedasher/embed/react';

export const metadata = { title: 'Sales by shop' };

export default function Query() {
  return (
    <>
      <h1>Sales by shop</h1>
      <VibedasherViz
        account="acme"
        slug="weekly-sales"
        params={{ year: 2023 }}
        sql="SELECT shop, SUM(amount) AS amount FROM sales WHERE year = {{year}} GROUP BY shop"
      />
    </>
  );
}
