import vibedasher from '@vibedasher/embed/astro';
import { defineConfig } from 'astro/config';

export default defineConfig({
  integrations: [vibedasher({ apiBase: 'http://127.0.0.1:4000/api' })],
});
