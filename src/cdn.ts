/** Entry of the script-tag bundle: every element, ready to use. */
import './cdn-defaults.ts';
import './define.ts';

export * from './index.ts';
