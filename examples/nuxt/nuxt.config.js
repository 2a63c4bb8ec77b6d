export default defineNuxtConfig({
  compatibilityDate: '2026-11-27',
  telemetry: false,
  app: { head: { htmlAttrs: { lang: 'en' } } },
  css: ['@vibedasher/embed/cdn/vibedasher.css', '~/page.css'],
});
