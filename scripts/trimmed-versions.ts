/**
 * The versions of Vega's packages that the edits of `vega-trim.ts` and `late-parts.ts` were made for. In
 * `package.json` they are ranges, so that a page which bundles the library shares them with its other packages; here they
 * come from the lockfile. An edit that does not fit fails the build by itself; one that still fits other code than it was
 * made for would not, so the build also stops at a version that nobody has looked at.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Package → the version that its edits were last read against. */
export const TRIMMED: Readonly<Record<string, string>> = {
  'd3-color': '3.1.1',
  'd3-dsv': '3.0.2',
  'd3-shape': '3.2.1',
  'd3-time-format': '4.1.1',
  'vega-event-selector': '4.0.0',
  'vega-expression': '6.2.2',
  'vega-functions': '6.2.0',
  'vega-geo': '5.1.3',
  'vega-lite': '6.5.0',
  'vega-loader': '5.1.3',
  'vega-parser': '7.1.3',
  'vega-runtime': '7.1.3',
  'vega-scale': '8.1.3',
  'vega-scenegraph': '5.3.0',
  'vega-selections': '6.1.5',
  'vega-statistics': '2.0.0',
  'vega-transforms': '5.2.2',
  'vega-view': '6.2.0',
};

export const ADVICE = 'see "When an update breaks the trim" in CONTRIBUTING.md';

/** What differs, as one text for who builds; `null` where nothing does. */
export function strangers(
  installed: (name: string) => string,
  trimmed: Readonly<Record<string, string>> = TRIMMED,
): string | null {
  const others = Object.entries(trimmed)
    .map(([name, version]) => ({ name, version, here: installed(name) }))
    .filter(({ version, here }) => here !== version)
    .map(({ name, version, here }) => `  ${name} ${here} (made for ${version})`);
  if (others.length === 0) return null;
  return `The bundle is trimmed by edits that were made for other versions; ${ADVICE}\n${others.join('\n')}`;
}

/** The version of a package in a project's node_modules. */
export function installedIn(root: string): (name: string) => string {
  return (name) => {
    const file = join(root, 'node_modules', name, 'package.json');
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  };
}

export function trimmedVersions(root: string): Plugin {
  return {
    name: 'trimmed-versions',
    buildStart() {
      const text = strangers(installedIn(root));
      if (text) this.error(text);
    },
  };
}
