import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import vibedasher from '@vibedasher/embed/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [
    sveltekit({ adapter: adapter() }),
    vibedasher({ dir: 'build', apiBase: 'http://127.0.0.1:4000/api' }),
  ],
});
