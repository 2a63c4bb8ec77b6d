/**
 * Returns the example specs of Vega-Lite in a folder next to the project, by file name. Without the folder, the map
 * is empty.
 */
export async function givenSpecs(): Promise<ReadonlyMap<string, object>> {
  const files = (await (await fetch('/__conformance__/index.json')).json()) as string[] | { missing: true };
  if (!Array.isArray(files)) return new Map();
  return new Map(
    await Promise.all(
      files.map(async (file): Promise<[string, object]> => {
        const response = await fetch(`/__conformance__/${file}`);
        return [file.replace(/^.*\//, ''), (await response.json()) as object];
      }),
    ),
  );
}
