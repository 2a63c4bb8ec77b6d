import type { PublicClient, RequestOptions, Viz } from '../public-client/types.ts';

/** The files of a viz, by their paths: from what the API said of it, else from the archive that it names there. */
export async function filesOfViz(
  client: PublicClient,
  viz: Viz,
  options: RequestOptions,
): Promise<Viz['files']> {
  const inFiles = viz.files.size > 0 || viz.bundleUrl === null;
  return inFiles ? viz.files : client.getBundle(viz, options);
}
