/** Loads a published viz and its rows, as the author of a page would write it by hand. */

export interface Table {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

interface Submission {
  readonly sqlQuery: { readonly id: string; readonly status: string };
  readonly url?: string;
}

const CHART = 'charts/main';

/** Returns the viz's Vega-Lite spec with the rows of its query. */
export async function loadChart(
  apiBase: string,
  account: string,
  slug: string,
  decode: (bytes: Uint8Array) => unknown,
): Promise<object> {
  const vizUrl = `${apiBase}/v1/public/viz/${account}/${slug}`;
  const { viz } = await fetchJson<{ viz: { files: Record<string, string> } }>(vizUrl);
  const spec = JSON.parse(viz.files[`${CHART}.vl.json`] as string) as object;
  const sql = viz.files[`${CHART}.sql`];

  const { sqlQuery, url } = await fetchJson<Submission>(`${vizUrl}/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sql }),
  });
  const resultUrl = url ?? (await waitForResult(`${vizUrl}/sql/${sqlQuery.id}`, sqlQuery.status));

  const response = await fetch(resultUrl);
  const values = toRecords(decode(new Uint8Array(await response.arrayBuffer())) as Table);
  return { ...spec, data: { values }, width: 320, height: 220 };
}

/** Converts rows to objects, which Vega expects. */
export function toRecords({ columns, rows }: Table): object[] {
  return rows.map((row) => {
    const record: Record<string, unknown> = {};
    for (let index = 0; index < columns.length; index++) record[columns[index]!.name] = row[index];
    return record;
  });
}

async function waitForResult(queryUrl: string, first: string): Promise<string> {
  for (let status = first; status !== 'completed';) {
    if (status === 'failed') throw new Error('The query failed');
    await new Promise((resolve) => setTimeout(resolve, 200));
    ({ status } = (await fetchJson<Submission>(queryUrl)).sqlQuery);
  }
  return (await fetchJson<{ url: string }>(`${queryUrl}/result`)).url;
}

async function fetchJson<T>(url: string, init?: RequestInit): Promise<T> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.json()) as T;
}
