/** The examples: how each is installed, where its pages come to stand, and what is special about them. */

export interface Site {
  /** Folder of its pages once built. */
  readonly output: string;
  /** Package whose version is told. */
  readonly generator: string;
  /** Where the pictures stand. */
  readonly form: 'light' | 'shadow';
  /** Installs in seconds: part of a run that names no site. */
  readonly quick?: boolean;
  /** Commands of Debian packages of the same names. */
  readonly debian?: readonly string[];
  /** Where a framework takes the page over: an expression that is true once it has. */
  readonly hydrated?: string;
}

/** React notes its own nodes on those that it has taken over. */
const REACT =
  "Object.keys(document.querySelector('vibedasher-viz')).some((key) => key.startsWith('__reactFiber'))";

export const SITES: Readonly<Record<string, Site>> = {
  eleventy: { output: '_site', generator: '@11ty/eleventy', form: 'light', quick: true },
  vite: { output: 'dist', generator: 'vite', form: 'light', quick: true },
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

/** The pages of every example, each with the number of its charts. */
export const PAGES: Readonly<Record<string, number>> = { '': 2, dashboard: 2, query: 1 };
