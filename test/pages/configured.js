// A page that says in a script what others say on the tag.
import { configure } from '/cdn/vibedasher.js';

const { api } = document.querySelector('script[data-api]').dataset;
configure({ apiBase: api, locale: 'de' });
