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

export const SITES: Readonly<Record<string, Site>> = {
  eleventy: { output: '_site', generator: '@11ty/eleventy', form: 'light', quick: true },
  vite: { output: 'dist', generator: 'vite', form: 'light', quick: true },
  hugo: { output: 'public', generator: 'hugo', form: 'light', quick: true },
  mkdocs: { output: 'site', generator: 'mkdocs', form: 'light', quick: true },
  astro: { output: 'dist', generator: 'astro', form: 'light' },
  sveltekit: {
    output: 'build',
    generator: '@sveltejs/kit',
    form: 'shadow',
    hydrated: "document.getElementById('svelte-announcer')",
  },
};

/** The pages of every example, each with the number of its charts. */
export const PAGES: Readonly<Record<string, number>> = { '': 2, dashboard: 2, query: 1 };
