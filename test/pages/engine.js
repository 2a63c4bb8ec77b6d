/** Passes the engine to the test that opened this page. */
import { loadEngine } from '/src/vega/engine.ts';

window.engine = loadEngine();
