/** Replaces URLs such as `data/cars.json` in specs with the data of the npm package vega-datasets. */

type Json = Record<string, unknown>;

const DATA = '/node_modules/vega-datasets/';
const texts = new Map<string, Promise<string>>();

/** Returns a copy of a spec with inline rows. */
export async function inlineData(spec: unknown): Promise<unknown> {
  if (Array.isArray(spec)) return Promise.all(spec.map(inlineData));
  if (typeof spec !== 'object' || spec === null) return spec;
  const entries = await Promise.all(
    Object.entries(spec).map(async ([key, value]) => [key, await inlineValue(key, value)]),
  );
  return Object.fromEntries(entries);
}

async function inlineValue(key: string, value: unknown): Promise<unknown> {
  const url = key === 'data' ? (value as Json | null)?.['url'] : undefined;
  return typeof url === 'string' ? fill(value as Json, url) : inlineData(value);
}

async function fill({ url: _, ...source }: Json, url: string): Promise<Json> {
  const text = await load(url);
  const extension = url.slice(url.lastIndexOf('.') + 1);
  const format = { type: extension, ...(source['format'] as Json | undefined) };
  return { ...source, format, values: extension === 'json' ? JSON.parse(text) : text };
}

function load(url: string): Promise<string> {
  let text = texts.get(url);
  if (!text) {
    text = fetch(DATA + url).then((response) => {
      if (!response.ok) throw new Error(`There is no ${url} in vega-datasets`);
      return response.text();
    });
    texts.set(url, text);
  }
  return text;
}
