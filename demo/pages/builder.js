// The builder keeps its state in the URL. The code of `vibedasher-embed snippet` creates the preview and the lines
// from this state.

import {
  createFields,
  explainMarks,
  NAMES,
  showFieldProblem,
  suggest,
  TOOLS,
  watchWarnings,
} from './builder-fields.js';
import { createPublicClient } from '/cdn/vibedasher.js';
import { listCharts, readParams, readSpec } from '/dist/charts/chart-files.js';
import { titleOf } from '/dist/internal/text.js';
import { firstRows } from '/dist/snippet/first-rows.js';
import { gatherParams, readVizAddress, tagsFor } from '/dist/snippet/shown-viz.js';
import { cdnBase, leftOut, snippet } from '/dist/snippet/snippet.js';
import { cloudBase } from '/dist/public-client/urls.js';
import { plainTitle } from '/dist/spec/facts.js';

const EXAMPLE = 'acme/weekly-sales';
/** The labels of tools that are no file formats. */
const TOOL_NAMES = { fullscreen: 'Full screen', table: 'Table', share: 'Share' };
/** The pause in typing, in ms, after which the preview changes. */
const PAUSE = 600;
/** The value of `chart` for all charts, as a dashboard. */
const ALL = '*';
const OWN_API = document.querySelector('script[data-api-base]').dataset.apiBase;
const SINGLE = ['chart', 'theme', 'ratio', 'height', ...NAMES];

const ABOUT = {
  html: 'For any page. The style sheet reserves the space of the chart; the script is pinned by its hash.',
  'html-fast': 'The same with preload hints: the first chart appears sooner on slow connections.',
  wordpress: 'A shortcode of the plugin, whose settings have the address of the API.',
  markdown: 'For Hugo, Eleventy, Astro, Jekyll, MkDocs, Docusaurus: one line without template syntax.',
  react: 'A component, also for Next.js.',
  vue: 'A component, also for Nuxt.',
  svelte: 'A component, also for SvelteKit.',
  email: 'A picture with a link, as e-mail runs no scripts.',
  div: 'For Ghost, Drupal and others that remove unknown tags or modules.',
  iframe: 'For sites that allow only frames.',
};

const $ = (selector) => document.querySelector(selector);
const address = $('#address');
const settings = $('#settings');
const targets = $('#targets');
const preview = $('#preview');
const code = $('#code');
const copy = $('#copy');

const { version, files } = await (await fetch('/cdn/integrity.json')).json();
const pinned = { base: cdnBase('@vibedasher/embed', version), hashes: files };

/** The viz, files and storage origin, by API and viz. See {@link vizKey}. */
const known = new Map();
/** The messages about values, by {@link problemKey}. */
const problems = new Map();
/** The names of the attributes that were set on each element of the preview. */
const built = new WeakMap();
createFields(settings);
$('#tools').append(...TOOLS.map(toolBox));
let state = readState();

watchWarnings((name, quoted, message) => {
  const value = valueOf(name);
  if (!value.trim().startsWith(quoted)) return;
  problems.set(problemKey(name), message);
  render();
});
preview.addEventListener('vibedasher-error', ({ kind, error }) => {
  if (!state.sql || kind !== 'query') return;
  // Without the caret below a line of the query, which needs a font of fixed width.
  problems.set(problemKey('sql'), error.message.replace(/\n *\^\s*$/, ''));
  render();
});
// The event does not bubble.
preview.addEventListener(
  'vibedasher-data',
  ({ target: { data } }) => {
    suggest(settings, data);
    explainMarks(settings, data);
  },
  true,
);
$('#size').addEventListener('change', ({ target }) => {
  if (target.name === 'width') preview.style.width = target.value && `${target.value}px`;
  else if (target.checked) preview.dataset.theme = 'dark';
  else delete preview.dataset.theme;
});
address.addEventListener('submit', (event) => {
  event.preventDefault();
  choose(address.elements.viz.value);
});
// A pasted address is shown at once. Enter moves the focus to the lines.
address.elements.viz.addEventListener('paste', () => {
  setTimeout(() => {
    if (parseViz(address.elements.viz.value).viz) show(address.elements.viz.value);
  });
});
address.elements.viz.addEventListener('focus', ({ target }) => target.select());
document.addEventListener('vibedasher-choose', ({ item }) => {
  const [account, slug, chart] = item.id.split('/');
  address.elements.viz.value = `${account}/${slug}`;
  choose(`${account}/${slug}`, chart && { chart });
});
settings.addEventListener('submit', (event) => event.preventDefault());
// While a reader types, the preview follows each pause. Only the end is an entry of the history.
let typing;
settings.addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(() => go({ ...state, ...readSettings() }, 'replaceState'), PAUSE);
});
settings.addEventListener('change', () => {
  clearTimeout(typing);
  go({ ...state, ...readSettings() });
  fillFields();
});
targets.addEventListener('change', ({ target }) => go({ ...state, for: target.value }));
window.addEventListener('popstate', () => {
  state = readState();
  fillForms();
  render();
});
copy.addEventListener('click', async () => {
  // The preview finds invalid values when it draws.
  await preview.querySelector('vibedasher-viz')?.ready.catch(() => {});
  const text = code.textContent;
  try {
    await navigator.clipboard.writeText(text);
    copy.textContent = 'Copied';
  } catch {
    getSelection().selectAllChildren(code);
    copy.textContent = 'Selected: copy by keyboard';
  }
  setTimeout(() => (copy.textContent = 'Copy'), 1600);
});

fillForms();
render();
// On a touch screen this would open the keyboard.
if (!matchMedia('(pointer: coarse)').matches) address.elements.viz.focus({ preventScroll: true });

/** Returns the viz that a text names, or the problem. A viz without a URL is on the API of this page. */
function parseViz(text) {
  try {
    return { viz: { apiBase: OWN_API, ...readVizAddress(text) } };
  } catch ({ message }) {
    return { problem: message };
  }
}

/** Shows the problem with the address, or clears it. */
function showProblem(problem = '') {
  $('#viz-problem').textContent = problem;
  if (problem) address.elements.viz.setAttribute('aria-invalid', 'true');
  else address.elements.viz.removeAttribute('aria-invalid');
}

/** Shows another viz, with the settings in its address. Returns whether the address names a viz. */
function show(text, also = {}) {
  const { viz, problem } = parseViz(text);
  showProblem(problem);
  if (!viz) return false;
  const { chart = '', params = {}, theme = state.theme } = { ...viz, ...also };
  const { lang } = state;
  const empty = Object.fromEntries(NAMES.map((name) => [name, '']));
  go({ ...state, ...empty, viz: text.trim(), chart, params, theme, lang, controls: [] });
  fillForms();
  return true;
}

function choose(text, also) {
  // If the viz is shown already, as after pasting, keep the settings.
  const isShown = text.trim() === state.viz && !also;
  if (isShown || show(text, also)) $('#lines-title').focus({ preventScroll: !also });
  else address.elements.viz.focus();
}

function go(next, how = 'pushState') {
  state = next;
  const query = writeState(state);
  if (query !== location.search) history[how](null, '', query || location.pathname);
  render();
}

function readState() {
  const query = new URLSearchParams(location.search);
  const isKnown = [...targets.querySelectorAll('input')].some(({ value }) => value === query.get('for'));
  return {
    ...Object.fromEntries(SINGLE.map((name) => [name, query.get(name) ?? ''])),
    viz: query.get('viz') ?? '',
    for: isKnown ? query.get('for') : 'html',
    toolbar: query.get('toolbar') ?? '',
    params: paramsIn(query),
    controls: query.getAll('control'),
  };
}

function writeState({ viz, params, controls, toolbar, ...rest }) {
  const single = SINGLE.map((name) => [name, rest[name]]);
  const target = rest.for === 'html' ? '' : rest.for;
  const all = [['viz', viz], ...single, ['toolbar', toolbar], ['for', target]].filter(([, value]) => value);
  const query = new URLSearchParams(all);
  for (const [name, value] of Object.entries(params))
    for (const each of [value].flat()) query.append(`param-${name}`, each);
  for (const name of controls) query.append('control', name);
  return query.size > 0 ? `?${query}` : '';
}

/** Returns the parameters of a query or a form. */
function paramsIn(pairs) {
  const params = [...pairs].filter(([key]) => key.startsWith('param-'));
  return gatherParams(params.map(([key, value]) => [key.slice('param-'.length), value]));
}

/** Returns a value as the text of a field. */
const fieldText = (value = '') => [value].flat().join(', ');

function readSettings() {
  const data = new FormData(settings);
  const params = Object.entries(paramsIn([...data].filter(([, value]) => value !== '')));
  return {
    ...Object.fromEntries(SINGLE.map((name) => [name, data.get(name) ?? ''])),
    height: settings.elements.height.validity.valid ? data.get('height') : '',
    toolbar: data.getAll('toolbar').join(' '),
    // A list in a text field stays a list until it is edited.
    params: Object.fromEntries(
      params.map(([name, value]) => [
        name,
        value === fieldText(state.params[name]) ? state.params[name] : value,
      ]),
    ),
    controls: data.getAll('control'),
  };
}

/** Sets all fields to the state. */
function fillForms() {
  const viz = state.viz || EXAMPLE;
  address.elements.viz.value = viz;
  showProblem(parseViz(viz).problem);
  for (const radio of targets.querySelectorAll('input')) radio.checked = radio.value === state.for;
  for (const name of ['theme', 'ratio', 'height', ...NAMES]) {
    const field = settings.elements[name];
    field.value = state[name] ?? '';
    if (field.value && NAMES.includes(name)) field.closest('details').open = true;
  }
  const tools = (state.toolbar ?? '').split(' ').filter(Boolean);
  if (tools.length > 0) $('#tools').closest('details').open = true;
  for (const box of settings.querySelectorAll('[name=toolbar]')) box.checked = tools.includes(box.value);
  fillFields();
}

/** Returns the viz and its settings from the state, or `null` if the state names no viz. */
function shownViz() {
  const { viz } = parseViz(state.viz || EXAMPLE);
  if (!viz) return null;
  const { chart, ratio, height, params, controls, theme, toolbar } = state;
  return {
    account: viz.account ?? known.get(vizKey(viz))?.viz?.account ?? undefined,
    slug: viz.slug,
    apiBase: viz.apiBase,
    dashboard: chart === ALL,
    chart: chart === ALL ? undefined : chart,
    aspectRatio: ratio,
    height: Number(height) || undefined,
    attributes: Object.fromEntries(NAMES.map((name) => [name, state[name]]).filter(([, value]) => value)),
    ...{ params, controls, theme, toolbar },
  };
}

/** Returns the value of an attribute as text. The name of a parameter may differ in case. */
function valueOf(name) {
  const [, param] = /^param-(.+)$/.exec(name) ?? [];
  if (param === undefined) return state[name] ?? '';
  const [, value = ''] =
    Object.entries(state.params).find(([each]) => each.toLowerCase() === param.toLowerCase()) ?? [];
  return String(value);
}

/** A value may be wrong for one chart, and right for another. */
function problemKey(name) {
  return JSON.stringify([state.viz, state.chart, state.sql, state.mark, name, valueOf(name)]);
}

/** Returns the viz without the values that the preview has refused. */
function withoutInvalid(shown) {
  const isValid = ([name]) => !problems.has(problemKey(name));
  const params = Object.entries(shown.params).filter(([name]) => isValid([`param-${name.toLowerCase()}`]));
  return {
    ...shown,
    toolbar: isValid(['toolbar']) ? shown.toolbar : '',
    attributes: Object.fromEntries(Object.entries(shown.attributes).filter(isValid)),
    params: Object.fromEntries(params),
  };
}

/** Returns where the lines work, which depends on the address of the API. */
function placeText(base) {
  const { hostname, origin } = new URL(base);
  const isLocal = /^(localhost|127\.[\d.]+|\[::1\])$|\.localhost$/.test(hostname);
  return isLocal
    ? `These lines work only on this machine: the API is ${origin}.`
    : 'These lines work on any page.';
}

function vizKey({ apiBase, slug, account }) {
  return JSON.stringify([apiBase, slug, account]);
}

function render() {
  const shown = shownViz();
  document.querySelector('.bench').inert = !shown;
  if (!shown) {
    preview.replaceChildren();
    code.textContent = '';
    return;
  }
  const about = loadViz(parseViz(state.viz || EXAMPLE).viz);
  const tags = tagsFor(shown);
  const base = shown.apiBase ?? cloudBase();
  const key = JSON.stringify([base, shown.slug]);
  const old = preview.dataset.key === key ? preview.firstElementChild : null;
  preview.dataset.key = key;
  const element = build({ ...tags, attributes: { ...tags.attributes, 'api-base': base } }, old);
  if (element !== preview.firstElementChild) preview.replaceChildren(element);

  const isFast = state.for === 'html-fast';
  const target = isFast ? 'html' : state.for;
  for (const name of [...NAMES, ...Object.keys(state.params).map((each) => `param-${each.toLowerCase()}`)])
    showFieldProblem(settings, name, problems.get(problemKey(name)) ?? '');
  copy.disabled = about.isMissing ?? false;
  if (about.isMissing) {
    code.textContent = '';
    $('#about').textContent = 'There is no such viz, so there are no lines to paste.';
    return;
  }
  const valid = withoutInvalid(shown);
  const rows = about.viz ? firstRows(about.viz, valid) : [];
  const fast = isFast ? { api: base, results: about.results, rows } : undefined;
  code.textContent = snippet(target, { ...valid, title: about.viz?.name, fast }, pinned);
  const missing = leftOut(target, valid);
  $('#about').textContent = [
    ABOUT[state.for],
    placeText(base),
    ...(missing.length > 0 ? [`Without: ${missing.join(', ')}.`] : []),
  ].join(' ');
}

/** Builds the element of a tag. Reuses `old` if it has the same name. */
function build({ name, attributes, style, children }, old) {
  const element = old?.localName === name ? old : document.createElement(name);
  for (const each of built.get(element) ?? []) if (!(each in attributes)) element.removeAttribute(each);
  for (const [each, value] of Object.entries(attributes))
    if (element.getAttribute(each) !== value) element.setAttribute(each, value);
  built.set(element, Object.keys(attributes));
  element.style.cssText = '';
  for (const [property, value] of Object.entries(style)) element.style.setProperty(property, value);
  if (name === 'vibedasher-viz') element.loading = 'eager';
  const there = [...element.children];
  const inside = children.map((child, index) => build(child, there[index]));
  if (inside.length !== there.length || inside.some((child, index) => child !== there[index]))
    element.replaceChildren(...inside);
  return element;
}

/** Fetches a viz and its files once, and then updates the page. */
function loadViz(viz) {
  const key = vizKey(viz);
  if (known.has(key)) return known.get(key);
  const about = {};
  known.set(key, about);
  const { account, slug, apiBase } = viz;
  const client = createPublicClient({ apiBase, onStorage: (origin) => (about.results ??= origin) });
  (account ? client.getViz({ account, slug }) : client.getVizBySlug(slug))
    .then(async (found) => {
      const inFiles = found.files.size > 0 || !found.bundleUrl;
      Object.assign(about, { viz: found, files: inFiles ? found.files : await client.getBundle(found) });
      fillFields();
      render();
    })
    .catch(({ kind }) => {
      // The preview shows the error.
      about.isMissing = kind === 'not-found';
      render();
    });
  return about;
}

/** Fills the fields for charts and parameters, which depend on the viz. */
function fillFields() {
  const { viz } = parseViz(state.viz || EXAMPLE);
  const files = (viz && known.get(vizKey(viz))?.files) ?? new Map();
  const charts = [...listCharts(files).values()];
  const ids = charts.map(({ id }) => id);
  const several = ids.length > 1;
  const usual = state.sql ? 'Derived from the query' : several ? 'The main one' : 'The only one';
  const choices = [['', usual]];
  if (several)
    choices.push(...charts.map((chart) => [chart.id, chartTitle(chart, files)]), [
      ALL,
      'All, as a dashboard',
    ]);
  if (state.chart && !choices.some(([value]) => value === state.chart))
    choices.push([state.chart, state.chart]);
  const select = settings.elements.chart;
  fillOnce(select, choices, () => choices.map(([value, label]) => new Option(label, value)));
  select.value = state.chart;
  settings.classList.toggle('is-whole', state.chart === ALL);

  const main = charts.find(({ id }) => id === (state.chart || 'main')) ?? charts[0];
  const queries = state.chart === ALL ? charts : main ? [main] : [];
  const sql = queries.flatMap((chart) => [...chart.queries.values()]).join('\n');
  const used = new Set([...sql.matchAll(/\{\{\s*([\w.-]+)\s*\}\}/g)].map(([, name]) => name));
  const declared = declaredIn(files).filter(({ name }) => used.has(name));
  const fields = $('#param-fields');
  fillOnce(fields, declared, () => (declared.length > 0 ? declared.map(paramField) : [noParams()]));
  for (const field of fields.querySelectorAll('[name^=param-]'))
    fillField(field, state.params[field.name.slice('param-'.length)]);
  for (const box of fields.querySelectorAll('[name=control]'))
    box.checked = state.controls.includes(box.value);
}

function chartTitle({ id, specPath }, files) {
  try {
    return (specPath && plainTitle(readSpec(files, specPath))?.title) || titleOf(id);
  } catch {
    // The preview shows the error.
    return titleOf(id);
  }
}

function fillField(field, value = '') {
  if (!field.multiple) field.value = fieldText(value);
  else for (const option of field.options) option.selected = [value].flat().includes(option.value);
}

/** Fills an element, unless it already has that content: a field inside keeps the focus. */
function fillOnce(element, content, make) {
  const key = JSON.stringify(content);
  if (element.dataset.content === key) return;
  element.dataset.content = key;
  element.replaceChildren(...make());
}

function toolBox(tool) {
  const box = Object.assign(document.createElement('input'), {
    type: 'checkbox',
    name: 'toolbar',
    value: tool,
  });
  const label = document.createElement('label');
  label.append(box, ` ${TOOL_NAMES[tool] ?? tool.toUpperCase()}`);
  return label;
}

function noParams() {
  const note = Object.assign(document.createElement('p'), { className: 'note' });
  note.textContent = 'This chart has none.';
  return note;
}

function declaredIn(files) {
  try {
    return readParams(files);
  } catch {
    // The preview shows the error.
    return [];
  }
}

/** Creates a field for one parameter, and a check box that makes it a control for readers. */
function paramField({ name, label, type, options, multiple, default: initial, also }) {
  const usual = initial === null || initial === '' ? 'any' : String(initial);
  let field;
  if (options?.kind === 'values' || type === 'boolean') {
    field = document.createElement('select');
    const values = options?.values ?? [
      { value: 'true', label: 'Yes' },
      { value: 'false', label: 'No' },
    ];
    const named = values.filter((option) => String(option.value) !== '');
    field.multiple = multiple;
    if (!multiple) field.append(new Option(`Default (${usual})`, ''));
    field.append(...named.map((option) => new Option(option.label, String(option.value))));
  } else {
    field = document.createElement('input');
    field.type = type === 'number' || type === 'date' ? type : 'text';
    field.placeholder = usual;
    for (const bound of ['min', 'max', 'step']) if (also?.[bound] != null) field[bound] = String(also[bound]);
  }
  field.name = `param-${name}`;
  const row = document.createElement('div');
  row.className = 'param';
  const titled = document.createElement('label');
  titled.append(label, field);
  const box = Object.assign(document.createElement('input'), {
    type: 'checkbox',
    name: 'control',
    value: name,
  });
  const chosen = Object.assign(document.createElement('label'), { className: 'check of-chart' });
  chosen.append(box, ' Readers choose');
  const problem = Object.assign(document.createElement('p'), {
    className: 'problem',
    id: `problem-param-${name}`,
  });
  field.setAttribute('aria-describedby', problem.id);
  row.append(titled, problem, chosen);
  return row;
}
