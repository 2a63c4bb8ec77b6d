import { configure } from '@vibedasher/embed';
import '@vibedasher/embed/cdn/vibedasher.css';
import '@vibedasher/embed/define';
import { render } from 'solid-js/web';
import { App } from './App.tsx';
import './page.css';

configure({ apiBase: 'http://127.0.0.1:4000/api' });
render(() => <App />, document.getElementById('app')!);
