import { configure } from '@vibedasher/embed';
import vibedasher from '@vibedasher/embed/vue';

configure({ apiBase: 'http://127.0.0.1:4000/api' });

export default defineNuxtPlugin(({ vueApp }) => {
  vueApp.use(vibedasher);
});
