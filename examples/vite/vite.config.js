import vibedasher from '@vibedasher/embed/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [vibedasher({ apiBase: 'http://127.0.0.1:4000/api', snapshot: true })],
  build: { rolldownOptions: { input: ['index.html', 'dashboard.html', 'query.html'] } },
});
