import { configure } from '@vibedasher/embed';
import '@vibedasher/embed/define';

configure({ apiBase: 'http://127.0.0.1:4000/api' });

export default defineNuxtPlugin(() => {});
