/** Passes the library to the test that opened this page. */
import * as library from '/cdn/vibedasher.js';

window.__library = library;
