import { configure } from '@vibedasher/embed';
import '@vibedasher/embed/cdn/vibedasher.css';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import './page.css';

configure({ apiBase: 'http://127.0.0.1:4000/api' });
createRoot(document.getElementById('app')!).render(<App />);
