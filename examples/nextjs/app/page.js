import { VibedasherViz } from '@vibedasher/embed/react';

export const metadata = { title: 'A year of sales' };

export default function Article() {
  return (
    <>
      <h1>A year of sales</h1>
      <p>Every winter sells more than the summer before it.</p>
      <VibedasherViz account="acme" slug="weekly-sales" />
      <p>Tea is what most customers come for.</p>
      <VibedasherViz
        account="acme"
        slug="weekly-sales"
        chart="by-product"
        highlight="Tea"
        notes="Invented numbers."
      />
    </>
  );
}
