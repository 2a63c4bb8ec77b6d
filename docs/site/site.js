/** The switch between light and dark, the contents on narrow screens, and the search. */
const root = document.documentElement;
const dark = matchMedia('(prefers-color-scheme: dark)');

document.querySelector('#theme').addEventListener('click', () => {
  const other = getComputedStyle(root).colorScheme === 'light dark' ? (dark.matches ? 'light' : 'dark') : '';
  root.style.colorScheme = other;
  // Without an entry, the reader's system decides.
  localStorage.scheme = other;
});

const search = document.querySelector('#search');
const results = document.querySelector('#results');
const MAX_RESULTS = 8;
let pagefind;

search.addEventListener('focus', () => {
  pagefind ??= import('./pagefind/pagefind.js').then(async (module) => {
    await module.init();
    return module;
  });
});

search.addEventListener('input', async () => {
  const text = search.value.trim();
  const found = text ? await (await pagefind).search(text) : { results: [] };
  const pages = await Promise.all(found.results.slice(0, MAX_RESULTS).map((result) => result.data()));
  if (text === search.value.trim()) showResults(text, pages);
});

function showResults(text, pages) {
  const items = pages.flatMap((page) => {
    const [best] = page.sub_results.toSorted(
      (a, b) => b.weighted_locations.length - a.weighted_locations.length,
    );
    const link = document.createElement('a');
    link.href = best.url.replace(/^.*\//, '');
    link.textContent = best.title === page.meta.title ? best.title : `${page.meta.title} › ${best.title}`;
    const excerpt = document.createElement('p');
    // Pagefind escapes the text, and marks the words with <mark>.
    excerpt.innerHTML = best.excerpt;
    return [link, excerpt];
  });
  results.replaceChildren(...(text && items.length === 0 ? ['Nothing found.'] : items));
}

const closeResults = () => results.replaceChildren();
document.addEventListener('click', closeResults);
document.addEventListener('keydown', ({ key }) => key === 'Escape' && closeResults());
