import { configure } from '@vibedasher/embed';
import '@vibedasher/embed/cdn/vibedasher.css';
import vibedasher from '@vibedasher/embed/vue';
import { createApp } from 'vue';
import App from './App.vue';
import './page.css';

configure({ apiBase: 'http://127.0.0.1:4000/api' });
createApp(App).use(vibedasher).mount('#app');
