const bundle = 'https://cdn.jsdelivr.net/npm/@vibedasher/embed@0.1.0/cdn/';

export default {
  title: 'Sales',
  root: 'src',
  pages: [
    { name: 'Dashboard', path: '/dashboard' },
    { name: 'Query', path: '/query' },
  ],
  head: `
    <link rel="stylesheet" href="${bundle}vibedasher.css">
    <script type="module" src="${bundle}vibedasher.js" data-api-base="http://127.0.0.1:4000/api"></script>`,
  // The default theme loads a font from Google.
  globalStylesheets: [],
};
