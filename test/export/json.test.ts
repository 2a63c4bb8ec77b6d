import { expect } from 'chai';
import { writeJson } from '../../src/export/rows.ts';
import { CREDITS, dataset } from './support.ts';

describe('JSON', () => {
  it('contains rows, columns and metadata', async () => {
    const data = dataset({ n: 'number', d: 'date', t: 'timestamp', j: 'json' }, [
      [-5, new Date(2024, 1, 29), new Date(2024, 1, 29, 13, 4, 5), { a: ['=1'] }],
      [null, new Date(NaN), null, null],
    ]);
    const blob = await writeJson({ ...data, truncated: true }, CREDITS);
    expect(blob.type).to.equal('application/json');
    expect(JSON.parse(await blob.text())).to.deep.equal({
      title: 'Sales, by region',
      description: 'All shops',
      source: 'acme/sales',
      url: 'https://example.org/sales',
      notes: 'Without returns.',
      params: { shop: ['N', 'S'], year: 2024 },
      asOf: '2026-01-31T00:00:00.000Z',
      retrievedAt: '2026-02-03T04:05:06.000Z',
      truncated: true,
      columns: [
        { name: 'n', type: 'number' },
        { name: 'd', type: 'date' },
        { name: 't', type: 'timestamp' },
        { name: 'j', type: 'json' },
      ],
      rows: [
        [-5, '2024-02-29', '2024-02-29T13:04:05', { a: ['=1'] }],
        [null, null, null, null],
      ],
    });
  });

  it('is valid JSON without rows and with very many', async () => {
    for (const count of [0, 1, 250_001]) {
      const rows = Array.from({ length: count }, (_, index) => [index]);
      const { rows: read } = JSON.parse(
        await (await writeJson(dataset({ n: 'number' }, rows), CREDITS)).text(),
      );
      expect(read).to.have.length(count);
      expect(read.at(-1)).to.deep.equal(rows.at(-1));
    }
  });

  it('allows any column name', async () => {
    const data = dataset(JSON.parse('{"__proto__":"string","constructor":"string"}'), [['a', 'b']]);
    const read = JSON.parse(await (await writeJson(data, CREDITS)).text());
    expect(read.columns.map(({ name }: { name: string }) => name)).to.deep.equal([
      '__proto__',
      'constructor',
    ]);
    expect(read.rows).to.deep.equal([['a', 'b']]);
  });
});
