import { expect } from 'chai';
import type { VegaLiteSpec } from '../../../src/spec/types.ts';
import { rows } from '../../support/fake-api.ts';
import { cleanUp, mountViz, SALES_SQL, salesApi, shadow } from './harness.ts';

const DAYS = rows(['day', 'sales'], Object.entries({ '2024-01-01': 1, '2024-02-01': 2, '2024-03-01': 3 }));

const line = (x: object): VegaLiteSpec => ({
  mark: 'line',
  encoding: {
    x: { field: 'day', type: 'temporal', ...x },
    y: { field: 'sales', type: 'quantitative' },
  },
});

async function ticks(x: object, lang: string): Promise<string[]> {
  const element = mountViz(salesApi({ queries: { [SALES_SQL]: DAYS } }), { lang });
  element.spec = line(x);
  await element.ready;
  return [...shadow(element).querySelectorAll('.role-axis-label text')].map((text) => text.textContent);
}

describe('<vibedasher-viz>: dates on an axis', () => {
  afterEach(cleanUp);

  it("keeps the format of the spec, in the reader's language", async () => {
    const axis = { axis: { format: '%B %y', tickCount: 'month' } };
    expect(await ticks(axis, 'de')).to.include('März 24');
  });

  it("uses a format of the reader's language by default", async () => {
    expect((await ticks({}, 'fr')).join()).to.match(/févr|mars/);
  });
});
