import { configure } from '@vibedasher/embed';
import '@vibedasher/embed/cdn/vibedasher.css';
import '@vibedasher/embed/define';
import { mount } from 'svelte';
import App from './App.svelte';
import './page.css';

configure({ apiBase: 'http://127.0.0.1:4000/api' });
mount(App, { target: document.getElementById('app')! });
