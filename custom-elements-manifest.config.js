/** What `custom-elements.json` is made from: see scripts/manifest.ts. */

/** Module paths as the published package has them. */
const publishedPaths = {
  name: 'published-paths',
  packageLinkPhase({ customElementsManifest }) {
    const published = (path) => path.replace(/^\/?src\/(.*)\.ts$/, 'dist/$1.js');
    const walk = (node) => {
      for (const [key, value] of Object.entries(node)) {
        if (typeof value === 'string' && (key === 'path' || key === 'module')) node[key] = published(value);
        else if (typeof value === 'object' && value !== null) walk(value);
      }
    };
    walk(customElementsManifest);
  },
};

export default {
  globs: ['src/components/**/*.ts', 'src/events.ts'],
  outdir: '.',
  litelement: true,
  packagejson: false,
  plugins: [publishedPaths],
};
