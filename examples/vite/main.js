import { configure } from '@vibedasher/embed';
import '@vibedasher/embed/define';
import '@vibedasher/embed/cdn/vibedasher.css';
import './page.css';

configure({ apiBase: 'http://127.0.0.1:4000/api', snapshot: '/vibedasher/' });
