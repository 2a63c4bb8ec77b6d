export default {
  title: 'Sales',
  url: 'https://example.org',
  baseUrl: '/',
  stylesheets: ['https://cdn.jsdelivr.net/npm/@vibedasher/embed@0.1.0/cdn/vibedasher.css'],
  clientModules: ['./src/charts.js'],
  presets: [
    [
      'classic',
      { docs: { routeBasePath: '/', sidebarPath: false, breadcrumbs: false }, blog: false, pages: false },
    ],
  ],
  themeConfig: {
    navbar: {
      items: [
        { to: '/', label: 'Article' },
        { to: '/dashboard', label: 'Dashboard' },
        { to: '/query', label: 'Query' },
      ],
    },
  },
};
