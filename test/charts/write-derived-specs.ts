/**
 * Writes `derived-specs.ts`, the specs that the column sets give: `node test/charts/write-derived-specs.ts`.
 * Read the difference before committing it: each change is a chart that will look different.
 */
import { writeFileSync } from 'node:fs';
import { deriveChart } from '../../src/charts/derive-spec.ts';
import { COLUMN_SETS } from './column-sets.ts';
import { outline } from './outline.ts';

const outlines = Object.fromEntries(
  Object.entries(COLUMN_SETS).map(([name, { dataset, options }]) => [
    name,
    outline(deriveChart(dataset, options)),
  ]),
);
const text = `import type { Outline } from './outline.ts';

/** What the column sets give. Written by \`node test/charts/write-derived-specs.ts\`. */
export const DERIVED: Readonly<Record<string, Outline>> = ${JSON.stringify(outlines, null, 2)};
`;
writeFileSync(new URL('derived-specs.ts', import.meta.url), text);
