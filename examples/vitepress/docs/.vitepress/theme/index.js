import { configure } from '@vibedasher/embed';
import '@vibedasher/embed/define';
import '@vibedasher/embed/cdn/vibedasher.css';
import DefaultTheme from 'vitepress/theme';

configure({ apiBase: 'http://127.0.0.1:4000/api' });

export default DefaultTheme;
