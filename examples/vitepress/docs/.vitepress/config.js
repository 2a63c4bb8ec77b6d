import { defineConfig } from 'vitepress';

export default defineConfig({
  title: 'Sales',
  cleanUrls: true,
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('vibedasher-') } } },
  themeConfig: {
    nav: [
      { text: 'Article', link: '/' },
      { text: 'Dashboard', link: '/dashboard' },
      { text: 'Query', link: '/query' },
    ],
  },
});
