'use client';

import { configure } from '@vibedasher/embed';

configure({ apiBase: 'http://127.0.0.1:4000/api' });

/** Settings for all charts in the browser. */
export function Charts() {
  return null;
}
