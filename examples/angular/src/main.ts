import { bootstrapApplication } from '@angular/platform-browser';
import { configure } from '@vibedasher/embed';
import '@vibedasher/embed/define';
import { App } from './app';

configure({ apiBase: 'http://127.0.0.1:4000/api' });
bootstrapApplication(App).catch((error) => console.error(error));
