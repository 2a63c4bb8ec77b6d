// The builder's fields for the attributes of <vibedasher-viz>: names from the table of attributes, types and help from
// the manifest, suggestions from the rows, and the warnings of the preview as messages.

import { explainKinds } from '/dist/charts/derive-spec.js';
import { RARE_KINDS } from '/dist/charts/kinds/rare.js';
import { LANGUAGES, localeFor } from '/dist/locale/load-locale.js';
import { chartWords } from '/dist/locale/summary.js';
import { ATTRIBUTES } from '/dist/pipeline/attributes.js';
import { findPlaces } from '/dist/pipeline/maps.js';

const manifest = await (await fetch('/custom-elements.json')).json();
const declared = new Map(
  manifest.modules
    .flatMap(({ declarations = [] }) => declarations)
    .find(({ tagName }) => tagName === 'vibedasher-viz')
    .attributes.map((attribute) => [attribute.name, attribute]),
);

/** Attributes that name the viz, or have a field of another kind. */
const ELSEWHERE = ['slug', 'account', 'chart', 'params', 'theme', 'toolbar'];

/** The names of the attributes for which there are fields. */
export const NAMES = [
  ...Object.values(ATTRIBUTES)
    .filter(({ name, forAnyone }) => name && forAnyone && !ELSEWHERE.includes(name))
    .map(({ name }) => name),
  'lang',
];

/** The tools that the manifest lists. */
export const TOOLS = [...declared.get('toolbar').description.matchAll(/`(\w+)`/g)].map(([, name]) => name);

const LONG = ['sql', 'description', 'notes', 'alt'];
/** Maximum number of suggestions for a field. */
const MAX_SUGGESTIONS = 50;

/** Labels of attributes whose name is no word. */
const LABELS = { sql: 'SQL query', alt: 'Text alternative', lang: 'Language', timezone: 'Time zone' };

const titleOf = (name) =>
  LABELS[name] ?? name.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase());

/** Fills each `<details data-attributes="NAME …">`. Other attributes go into the last one. */
export function createFields(form) {
  const groups = [...form.querySelectorAll('details[data-attributes]')];
  const named = groups.flatMap((group) => group.dataset.attributes.split(' '));
  for (const group of groups) {
    const own = group.dataset.attributes.split(' ').filter((name) => NAMES.includes(name));
    const others = group === groups.at(-1) ? NAMES.filter((name) => !named.includes(name)) : [];
    group.append(...[...own, ...others].map(createField));
  }
}

function createField(name) {
  const { description = '', type } = declared.get(name) ?? {};
  const words = name === 'lang' ? [] : [...(type?.text ?? '').matchAll(/'([^']+)'/g)].map(([, word]) => word);
  const field = document.createElement(
    words.length > 0 || name === 'lang' ? 'select' : LONG.includes(name) ? 'textarea' : 'input',
  );
  if (name === 'lang') field.append(new Option('Of the page', ''), ...languageOptions());
  else if (field.localName === 'select') {
    field.append(new Option('Default', ''), ...words.map((word) => new Option(word, word)));
  } else {
    field.spellcheck = name !== 'sql';
    field.autocomplete = 'off';
  }
  field.name = name;
  if (name === 'sql') field.rows = 6;
  const label = document.createElement('label');
  label.append(titleOf(name), field);
  const help = createNote('note', `help-${name}`, description.replaceAll('`', ''));
  const problem = createNote('problem', `problem-${name}`, '');
  problem.setAttribute('role', 'status');
  field.setAttribute('aria-describedby', `${problem.id} ${help.id}`);
  const box = document.createElement('div');
  box.className = 'attribute';
  box.append(label, ...(name === 'mark' ? [createReasons()] : []), problem, help);
  if (field.localName === 'input') {
    const list = document.createElement('datalist');
    list.id = `suggestions-${name}`;
    field.setAttribute('list', list.id);
    box.append(list);
  }
  return box;
}

/** Creates the disclosure beside the marks, which {@link explainMarks} fills. */
function createReasons() {
  const summary = Object.assign(document.createElement('summary'), { textContent: '?' });
  summary.setAttribute('aria-label', 'Which marks fit the rows');
  const reasons = Object.assign(document.createElement('details'), { className: 'reasons', hidden: true });
  reasons.append(summary, document.createElement('ul'));
  return reasons;
}

/** Lists which marks fit the rows, and why the others do not. */
export function explainMarks(form, rows) {
  const options = { words: chartWords(localeFor('en')) };
  const places = findPlaces(rows, options, { tag: 'en' });
  const noMap = typeof places === 'string' ? places : null;
  const lines = explainKinds(rows, { ...options, noMap }, RARE_KINDS).map(({ name, reason, isDefault }) => {
    const fits = reason === null || (name === 'map' && places !== null && noMap === null);
    const line = document.createElement('li');
    line.append(
      Object.assign(document.createElement('code'), { textContent: name }),
      fits ? ` fits the rows${isDefault ? ', and is the default' : ''}.` : ` does not fit: ${reason}.`,
    );
    return line;
  });
  const reasons = form.querySelector('.reasons');
  reasons.hidden = false;
  reasons.querySelector('ul').replaceChildren(...lines);
}

const createNote = (className, id, textContent) =>
  Object.assign(document.createElement('p'), { className, id, textContent });

function languageOptions() {
  const names = new Intl.DisplayNames('en', { type: 'language' });
  return ['en', ...Object.keys(LANGUAGES)].map((tag) => new Option(names.of(tag), tag));
}

/** Quotes a name that contains a separator of the attributes' grammar. */
const quoted = (name) => (/[:;]/.test(name) ? `"${name}"` : name);

const dayText = (date) =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');

/** Suggests values from the columns, categories and dates of the rows. */
export function suggest(form, { columns, rows }) {
  const values = (index) => [...new Set(rows.map((row) => row[index]))].filter((value) => value !== null);
  const indexes = (types) => columns.flatMap(({ type }, index) => (types.includes(type) ? [index] : []));
  const categories = indexes(['string']).flatMap((index) => values(index).slice(0, MAX_SUGGESTIONS));
  const dates = indexes(['date', 'timestamp']).flatMap((index) => values(index).map((date) => dayText(date)));
  const measures = indexes(['number']).map((index) => quoted(columns[index].name));
  const series = dates.length > 0 && categories.length > 0 ? ` ${categories[0]}` : '';
  const lists = {
    highlight: categories,
    reference: [...dates.slice(0, 1), ...dates.slice(-1)].map((date) => `${date} Label`),
    annotate: (dates.length > 0
      ? dates.map((date) => date + series)
      : categories.map((each) => quoted(each))
    ).map((place) => `${place}: Text`),
    unit: ['%', 'EUR', 'USD', 'kg', ...measures.map((name) => `${name}: EUR`)],
    decimals: ['0', '1', '2', ...measures.map((name) => `${name}: 1`)],
    format: [',.0f', '.1%', '.2s', ...measures.map((name) => `${name}: ,.1f`)],
    colors: categories.map((each) => `${quoted(each)}: #2d6dc4`),
    limit: ['5', '10', '20', 'all'],
    bins: ['10', '20', '50'],
  };
  for (const [name, list] of Object.entries(lists)) {
    const options = list.slice(0, MAX_SUGGESTIONS).map((value) => new Option('', value));
    form.querySelector(`#suggestions-${name}`)?.replaceChildren(...options);
  }
}

/**
 * Calls `onProblem(name, value, message)` for each warning of a chart about the value of an attribute. `value` may be
 * shortened.
 */
export function watchWarnings(onProblem) {
  const { warn } = console;
  console.warn = (...parts) => {
    warn.apply(console, parts);
    const found = /^<vibedasher-viz ([\w.-]+)="(.*?)">:? (.+)$/s.exec(String(parts[0]));
    if (found) onProblem(found[1], found[2].replace(/…$/, ''), found[3]);
  };
}

/** Shows a message next to a field, or removes it (`''`). */
export function showFieldProblem(form, name, message) {
  const field = [...form.elements].find((each) => each.name.toLowerCase() === name.toLowerCase());
  const note = form.querySelector(`#problem-${CSS.escape(field?.name ?? name)}`);
  if (!field || !note) return;
  note.textContent = message;
  if (message) field.setAttribute('aria-invalid', 'true');
  else field.removeAttribute('aria-invalid');
  const group = field.closest('details');
  if (group && (message || field.value)) group.open = true;
}
