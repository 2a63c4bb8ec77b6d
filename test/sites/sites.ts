/** The examples: how to install each, the folder of its pages, and their special features. */

export interface Site {
  /** The folder with the built pages. */
  readonly output: string;
  /** The package whose version is reported. */
  readonly generator: string;
  /** Where the pictures are. */
  readonly form: 'light' | 'shadow';
  /** Whether it has a snapshot, so that it works without the API. */
  readonly snapshot?: boolean;
  /** Whether it installs in seconds and is tested by default. */
  readonly quick?: boolean;
  /** Commands, and the Debian packages with the same names. */
  readonly debian?: readonly string[];
  /** If a framework hydrates the page: an expression that is true afterwards. */
  readonly hydrated?: string;
}

/** React adds properties to hydrated nodes. */
const REACT =
  "Object.keys(document.querySelector('vibedasher-viz')).some((key) => key.startsWith('__reactFiber'))";

export const SITES: Readonly<Record<string, Site>> = {
  eleventy: { output: '_site', generator: '@11ty/eleventy', form: 'light', quick: true, snapshot: true },
  vite: { output: 'dist', generator: 'vite', form: 'light', quick: true, snapshot: true },
  hugo: { output: 'public', generator: 'hugo', form: 'light', quick: true },
  mkdocs: { output: 'site', generator: 'mkdocs', form: 'light', quick: true },
  sphinx: { output: '_site', generator: 'sphinx', form: 'light', quick: true },
  observable: { output: 'dist', generator: '@observablehq/framework', form: 'light' },
  turbo: { output: 'dist', generator: '@hotwired/turbo', form: 'light', quick: true },
  astro: { output: 'dist', generator: 'astro', form: 'light' },
  sveltekit: {
    output: 'build',
    generator: '@sveltejs/kit',
    form: 'shadow',
    hydrated: "document.getElementById('svelte-announcer')",
  },
  vitepress: {
    output: 'docs/.vitepress/dist',
    generator: 'vitepress',
    form: 'light',
    hydrated: "document.getElementById('app').__vue_app__",
  },
  nextjs: {
    output: 'out',
    generator: 'next',
    form: 'shadow',
    hydrated: REACT,
  },
  docusaurus: { output: 'build', generator: '@docusaurus/core', form: 'shadow', hydrated: REACT },
  nuxt: {
    output: '.output/public',
    generator: 'nuxt',
    form: 'light',
    hydrated: "document.getElementById('__nuxt').__vue_app__",
  },
  jekyll: { output: '_site', generator: 'jekyll', form: 'light', debian: ['jekyll'] },
};

/** The pages of every example, with their number of charts. */
export const PAGES: Readonly<Record<string, number>> = { '': 2, dashboard: 2, query: 1 };
