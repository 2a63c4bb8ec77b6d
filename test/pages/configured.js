// Sets defaults in a script instead of the script tag.
import { configure } from '/cdn/vibedasher.js';

const { api } = document.querySelector('script[data-api]').dataset;
configure({ apiBase: api, locale: 'de' });
