// Libraries that morph a page into new HTML, each as `morphs[name](element, newElement)`.
import addMorph from '/node_modules/@alpinejs/morph/dist/module.esm.js';
import { Idiomorph } from '/node_modules/idiomorph/dist/idiomorph.esm.js';
import morphdom from '/node_modules/morphdom/dist/morphdom-esm.js';

const Alpine = {};
addMorph(Alpine);

window.morphs = {
  morphdom,
  Idiomorph: (element, newElement) => Idiomorph.morph(element, newElement),
  'Alpine.morph': Alpine.morph,
};
