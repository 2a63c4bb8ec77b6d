/**
 * The block in the editor: the live chart, fields for its settings, and a picture that is updated when the post is saved.
 * Plain JavaScript that uses the packages of WordPress, so the plugin needs no build.
 */
(({ apiFetch, blockEditor, blocks, components, data, element, hooks, htmlEntities, i18n }) => {
  const { createElement: h, Fragment, useEffect, useRef, useState } = element;
  const { __, _n, sprintf } = i18n;
  const config = window.vibedasherEditor ?? {};

  const NAME = 'vibedasher/viz';
  const ICON = h(
    'svg',
    { viewBox: '0 0 24 24', width: 24, height: 24 },
    h('path', { d: 'M4 19h16v1.5H4zM5 11h3v6.5H5zM10.5 4h3v13.5h-3zM16 8h3v9.5h-3z' }),
  );
  const TOOLS = ['csv', 'json', 'png', 'svg', 'fullscreen', 'share', 'table'];
  /** The attributes of the element that are text: the same list as TEXTS in includes/attributes.php. */
  const TEXTS = [
    ...['mark', 'heading', 'description', 'alt', 'byline', 'source', 'notes', 'unit', 'decimals', 'format'],
    ...['colors', 'sort', 'limit', 'bins', 'highlight', 'reference', 'annotate', 'tooltip', 'caption'],
  ];

  /* Stored attributes are encoded: see includes/attributes.php. */

  const ENCODED = 'url:';

  function encode(value) {
    if (typeof value !== 'string' || !/^url:|[<>&\u{10000}-\u{10ffff}]/u.test(value)) return value;
    return ENCODED + value.replace(/[%<>&\u{10000}-\u{10ffff}]/gu, encodeURIComponent);
  }

  function decode(value) {
    if (typeof value !== 'string' || !value.startsWith(ENCODED)) return value;
    return percentDecoded(value.slice(ENCODED.length)) ?? value;
  }

  /** Decodes percent-encoding; null if it is malformed. */
  function percentDecoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return null;
    }
  }

  /** Applies a function to all texts in a value. */
  function mapTexts(value, change) {
    if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
    if (typeof value !== 'object' || value === null) return change(value);
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapTexts(item, change)]));
  }

  /** Decodes the attributes of a stored block. Parameters may be JSON text, as in HTML. */
  function read(attributes) {
    const read = mapTexts(attributes, decode);
    return {
      ...read,
      params: typeof read.params === 'string' ? (parseJson(read.params) ?? {}) : (read.params ?? {}),
    };
  }

  function parseJson(text) {
    try {
      const value = JSON.parse(text);
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
    } catch {
      return null;
    }
  }

  /* Finding the viz. */

  /** Returns the viz that a viewer address, `account/slug` or a slug names; null if there is none. */
  function findViz(text) {
    const trimmed = text.trim();
    const name = /^(?:([^/\s?#<>"':]+)\/)?([^/\s?#<>"':]+)$/.exec(trimmed);
    if (name) return { account: name[1], slug: name[2] };
    const path = addressPath(trimmed);
    const found = path && findViz(path);
    if (!found) return null;
    const { searchParams } = new URL(trimmed);
    const pairs = [...searchParams].filter(([key]) => /^v\../.test(key));
    return {
      ...found,
      chart: searchParams.get('chart') ?? undefined,
      params: pairs.length > 0 ? paramsOf(pairs.map(([key, value]) => [key.slice(2), value])) : undefined,
    };
  }

  /** Collects names and values as parameters. A repeated name has a list of values. */
  function paramsOf(pairs) {
    const params = new Map();
    for (const [name, value] of pairs) params.set(name, [...(params.get(name) ?? []), value]);
    const entries = [...params].map(([name, values]) => [name, values.length > 1 ? values : values[0]]);
    return Object.fromEntries(entries);
  }

  /** Returns the path after `/v/` in an address of the cloud or of the site's own API. */
  function addressPath(text) {
    if (!URL.canParse(text)) return null;
    const { origin, pathname } = new URL(text);
    const [, path] = /^\/v\/((?:[^/]+\/)?[^/]+)\/?$/.exec(pathname) ?? [];
    if (path === undefined) return null;
    const isOwn = config.apiBase && origin === new URL(config.apiBase).origin && path.includes('/');
    return isOwn || origin === 'https://cloud.vibedasher.com' ? percentDecoded(path) : null;
  }

  /** The viz of a template. Templates of a server are named `account/slug/chart`. */
  function findTemplate({ id }) {
    const [account, slug, chart, ...rest] = id.split('/');
    return slug && rest.length === 0 ? { account, slug, chart } : null;
  }

  /** Returns the declarations in a viz's `params.json`. */
  function declaredParams(viz) {
    try {
      const list = JSON.parse(viz.files.get('params.json') ?? '[]');
      return list.filter(({ name }) => typeof name === 'string' && name !== '');
    } catch {
      return [];
    }
  }

  /** Matches paths of chart files; the same pattern as in src/charts/chart-files.ts. */
  const CHART_FILE = /^(?:\.?\/)?charts\/([^/.]+)(?:\.([^/.]+))?\.(sql|vl\.json)$/;

  /** Returns the ids of the charts in a viz's files. */
  function chartsOf(viz) {
    const ids = [...viz.files.keys()].map((path) => {
      const [, id, name = 'main', type] = CHART_FILE.exec(path) ?? [];
      return type === 'sql' || name === 'main' ? id : undefined;
    });
    return [...new Set(ids.filter(Boolean))].sort();
  }

  /* The live chart. */

  /** Loads the elements into a document: the editor's canvas may be a frame. */
  function loadElements({ head }) {
    if (!config.script || head.querySelector('script[data-vibedasher-editor]')) return;
    const document = head.ownerDocument;
    const link = { rel: 'stylesheet', href: config.style.src, integrity: config.style.integrity };
    const script = { type: 'module', src: config.script.src, integrity: config.script.integrity };
    head.append(
      Object.assign(document.createElement('link'), link, { crossOrigin: 'anonymous' }),
      Object.assign(document.createElement('script'), script, { crossOrigin: 'anonymous' }),
    );
    // Defaults for all elements, including those in custom HTML blocks.
    const { apiBase, region } = config;
    Object.assign(head.lastChild.dataset, { vibedasherEditor: '', apiBase, region });
  }

  /** Returns the site's settings as attributes. */
  const fromSettings = () => ({
    lang: config.language,
    theme: config.theme === 'auto' ? undefined : config.theme,
  });

  /** The charts in the editor, by the id of their block. */
  const charts = new Map();

  function Chart({ clientId, chart, onViz }) {
    const ref = useRef();
    const { account, slug, params, sql, spec, height, toolbar } = chart;

    useEffect(() => {
      const viz = ref.current;
      loadElements(viz.ownerDocument);
      charts.set(clientId, viz);
      const tell = () => onViz(viz.viz);
      viz.addEventListener('vibedasher-status', tell);
      return () => {
        charts.delete(clientId);
        viz.removeEventListener('vibedasher-status', tell);
      };
    }, [clientId]);

    useEffect(() => {
      ref.current.spec = spec ? parseJson(spec) : null;
    }, [spec]);

    return h('vibedasher-viz', {
      ref,
      ...fromSettings(),
      account: account || undefined,
      slug,
      chart: chart.chart || undefined,
      params: Object.keys(params).length > 0 ? JSON.stringify(params) : undefined,
      sql: sql || undefined,
      toolbar: toolbar || undefined,
      ...Object.fromEntries(TEXTS.map((name) => [name, chart[name] || undefined])),
      // Saving takes pictures of all charts, including those outside the viewport.
      loading: 'eager',
      style: height ? { height: `${parseInt(height, 10)}px` } : undefined,
    });
  }

  /* Choosing a viz. */

  function Choose({ onChoose, onCancel }) {
    const [text, setText] = useState('');
    const [problem, setProblem] = useState(null);
    const [isGallery, setIsGallery] = useState(false);
    const ref = useRef();

    useEffect(() => loadElements(ref.current.ownerDocument), []);

    const choose = (viz, message) => (viz ? onChoose(viz) : setProblem(message));
    const onTemplate = useRef();
    onTemplate.current = ({ item }) =>
      choose(
        findTemplate(item),
        __('This template has no chart of its own. Enter the address of a viz.', 'vibedasher'),
      );
    useEffect(() => {
      const gallery = ref.current.querySelector('vibedasher-gallery');
      if (!gallery) return;
      const listen = (event) => onTemplate.current(event);
      gallery.addEventListener('vibedasher-choose', listen);
      return () => gallery.removeEventListener('vibedasher-choose', listen);
    }, [isGallery]);

    const submit = (event) => {
      event.preventDefault();
      choose(
        findViz(text),
        sprintf(
          /* translators: %s: what was entered. */
          __('“%s” does not name a viz. Enter its address, or account/slug.', 'vibedasher'),
          text.trim(),
        ),
      );
    };
    return h(
      components.Placeholder,
      {
        icon: h(blockEditor.BlockIcon, { icon: ICON }),
        label: __('Vibedasher chart', 'vibedasher'),
        instructions: __('Enter the address of a viz, or its account and slug.', 'vibedasher'),
      },
      h(
        'div',
        { ref, className: 'vibedasher-choose' },
        problem && h(components.Notice, { status: 'error', isDismissible: false }, problem),
        h(
          'form',
          { onSubmit: submit },
          h(components.TextControl, {
            label: __('Address of the viz', 'vibedasher'),
            hideLabelFromVision: true,
            placeholder: 'https://cloud.vibedasher.com/v/weekly-sales',
            value: text,
            onChange: setText,
            __nextHasNoMarginBottom: true,
            __next40pxDefaultSize: true,
          }),
          h(
            components.Button,
            { type: 'submit', variant: 'primary', __next40pxDefaultSize: true },
            __('Show', 'vibedasher'),
          ),
          h(
            components.Button,
            {
              variant: 'secondary',
              'aria-expanded': isGallery,
              onClick: () => setIsGallery(!isGallery),
              __next40pxDefaultSize: true,
            },
            __('Search the gallery', 'vibedasher'),
          ),
          onCancel &&
            h(
              components.Button,
              { variant: 'tertiary', onClick: onCancel, __next40pxDefaultSize: true },
              __('Cancel', 'vibedasher'),
            ),
        ),
        isGallery && h('vibedasher-gallery', { ...fromSettings(), 'page-size': '12' }),
      ),
    );
  }

  /* The fields. */

  const field = { __nextHasNoMarginBottom: true, __next40pxDefaultSize: true };

  function ParamField({ declared, value, onChange }) {
    const { name, label, type, options, default: initial } = declared;
    const shown = {
      ...field,
      label: label || name,
      value: value === undefined ? '' : String(value),
      onChange,
    };
    if (!Array.isArray(options)) {
      const kind = { number: 'number', date: 'date' }[type] ?? 'text';
      const placeholder = initial === undefined || initial === null ? undefined : String(initial);
      return h(components.TextControl, { ...shown, type: kind, placeholder });
    }
    const listed = options.map((option) => {
      const { value, label } = Object(option) === option ? option : { value: option };
      return { value: String(value), label: String(label ?? value) };
    });
    return h(components.SelectControl, {
      ...shown,
      options: [
        { value: '', label: __('As published', 'vibedasher') },
        ...listed.filter(({ value }) => value !== ''),
      ],
    });
  }

  /** Writes one `name=value` per line. */
  const linesOf = (params) =>
    Object.entries(params)
      .flatMap(([name, value]) => [value].flat().map((each) => `${name}=${each}`))
      .join('\n');

  function paramsIn(lines) {
    const pairs = lines.split('\n').flatMap((line) => {
      const at = line.indexOf('=');
      return at > 0 ? [[line.slice(0, at).trim(), line.slice(at + 1)]] : [];
    });
    return paramsOf(pairs);
  }

  /** Keeps the typed text while it is incomplete. */
  function LinesField({ params, onChange }) {
    const [lines, setLines] = useState(() => linesOf(params));
    return h(components.TextareaControl, {
      ...field,
      label: __('Other parameters', 'vibedasher'),
      help: __('One per line: name=value', 'vibedasher'),
      rows: 2,
      value: lines,
      onChange: (text) => {
        setLines(text);
        onChange(paramsIn(text));
      },
    });
  }

  function Fields({ chart, viz, set, onReplace }) {
    const { account, slug, params, sql, spec, height, toolbar = '' } = chart;
    const ids = viz ? chartsOf(viz) : [];
    const declared = viz ? declaredParams(viz) : [];
    const names = declared.map(({ name }) => name);
    const others = Object.fromEntries(Object.entries(params).filter(([name]) => !names.includes(name)));
    const tools = toolbar.split(/\s+/).filter(Boolean);
    const labels = {
      csv: __('Download CSV', 'vibedasher'),
      json: __('Download JSON', 'vibedasher'),
      png: __('Download PNG', 'vibedasher'),
      svg: __('Download SVG', 'vibedasher'),
      fullscreen: __('Full screen', 'vibedasher'),
      table: __('Table', 'vibedasher'),
      share: __('Share', 'vibedasher'),
    };
    const textField = (name, label, help) =>
      h(components.TextControl, {
        ...field,
        key: name,
        label,
        help,
        value: chart[name] ?? '',
        onChange: (value) => set({ [name]: value }),
      });
    const choice = (name, label, words) =>
      h(components.SelectControl, {
        ...field,
        key: name,
        label,
        value: chart[name] ?? '',
        options: [
          { value: '', label: __('Default', 'vibedasher') },
          ...words.map(([value, text]) => ({ value, label: text })),
        ],
        onChange: (value) => set({ [name]: value }),
      });
    const setParam = (name, value) => {
      const rest = Object.entries(params).filter(([each]) => each !== name);
      set({ params: Object.fromEntries(value === '' ? rest : [...rest, [name, value]]) });
    };
    return h(
      Fragment,
      null,
      h(
        blockEditor.BlockControls,
        { group: 'other' },
        h(components.ToolbarButton, { onClick: onReplace }, __('Replace', 'vibedasher')),
      ),
      h(
        blockEditor.InspectorControls,
        null,
        h(
          components.PanelBody,
          { title: __('Chart', 'vibedasher') },
          h(
            'p',
            null,
            viz?.name && h('strong', null, viz.name),
            viz?.name && h('br'),
            h('code', null, [account, slug].filter(Boolean).join('/')),
          ),
          ids.length > 0
            ? h(components.SelectControl, {
                ...field,
                label: __('Chart of the viz', 'vibedasher'),
                value: chart.chart ?? '',
                options: [
                  { value: '', label: __('The main one', 'vibedasher') },
                  ...[...new Set([...ids, ...(chart.chart ? [chart.chart] : [])])].map((id) => ({
                    value: id,
                    label: id,
                  })),
                ],
                onChange: (value) => set({ chart: value }),
              })
            : h(components.TextControl, {
                ...field,
                label: __('Chart of the viz', 'vibedasher'),
                value: chart.chart ?? '',
                onChange: (value) => set({ chart: value }),
              }),
          h(components.TextControl, {
            ...field,
            label: __('Height in pixels', 'vibedasher'),
            help: __('Empty: the height follows from the width.', 'vibedasher'),
            type: 'number',
            min: 120,
            max: 2000,
            step: 10,
            value: height ?? '',
            onChange: (value) => set({ height: value === '' ? undefined : Number(value) }),
          }),
        ),
        declared.length > 0 &&
          h(
            components.PanelBody,
            { title: __('Parameters', 'vibedasher') },
            declared.map((each) =>
              h(ParamField, {
                key: each.name,
                declared: each,
                value: params[each.name],
                onChange: (value) => setParam(each.name, value),
              }),
            ),
          ),
        h(
          components.PanelBody,
          { title: __('Texts', 'vibedasher'), initialOpen: false },
          textField('heading', __('Title', 'vibedasher')),
          textField('description', __('Description', 'vibedasher')),
          textField('alt', __('Text for screen readers', 'vibedasher')),
          textField('byline', __('Author', 'vibedasher')),
          textField('source', __('Source', 'vibedasher'), __('A text, an address, or both.', 'vibedasher')),
          textField('notes', __('Notes', 'vibedasher')),
          choice('caption', __('Title and description', 'vibedasher'), [
            ['viz', __('Those of the viz', 'vibedasher')],
            ['none', __('None', 'vibedasher')],
          ]),
        ),
        h(
          components.PanelBody,
          { title: __('Numbers, colors and order', 'vibedasher'), initialOpen: false },
          choice('mark', __('Kind of chart', 'vibedasher'), [
            ['bar', __('Bars', 'vibedasher')],
            ['line', __('Lines', 'vibedasher')],
            ['area', __('Areas', 'vibedasher')],
            ['point', __('Points', 'vibedasher')],
            ['arc', __('Ring', 'vibedasher')],
            ['map', __('Map', 'vibedasher')],
            ['number', __('Number', 'vibedasher')],
            ['table', __('Table', 'vibedasher')],
            ['heatmap', __('Heat map', 'vibedasher')],
            ['histogram', __('Histogram', 'vibedasher')],
          ]),
          textField('unit', __('Unit', 'vibedasher'), 'EUR · mm · price: EUR; weight: kg'),
          textField('decimals', __('Decimals', 'vibedasher'), '1 · price: 2; weight: 0'),
          textField('format', __('Format of numbers', 'vibedasher'), ',.1f'),
          textField('colors', __('Colors', 'vibedasher'), '#2d6dc4 · Tea: green; Coffee: #6f4e37'),
          choice('sort', __('Order', 'vibedasher'), [
            ['-value', __('Largest first', 'vibedasher')],
            ['value', __('Smallest first', 'vibedasher')],
            ['name', __('By name', 'vibedasher')],
            ['rows', __('As in the query', 'vibedasher')],
          ]),
          textField('limit', __('Number of bars', 'vibedasher'), '10 · all'),
          textField('bins', __('Classes of a histogram', 'vibedasher'), '20'),
        ),
        h(
          components.PanelBody,
          { title: __('Highlights and annotations', 'vibedasher'), initialOpen: false },
          textField('highlight', __('Highlight', 'vibedasher'), 'Tea, Coffee'),
          textField(
            'reference',
            __('Reference lines and ranges', 'vibedasher'),
            '100 Target; 2007-12..2009-06 Recession',
          ),
          textField('annotate', __('Annotations', 'vibedasher'), '2009-10 Construction: Peak, 27%'),
          choice('tooltip', __('Tooltip', 'vibedasher'), [
            ['shared', __('One for all lines', 'vibedasher')],
            ['single', __('One for each mark', 'vibedasher')],
          ]),
        ),
        h(
          components.PanelBody,
          { title: __('Tools for readers', 'vibedasher'), initialOpen: false },
          TOOLS.map((tool) =>
            h(components.ToggleControl, {
              key: tool,
              __nextHasNoMarginBottom: true,
              label: labels[tool],
              checked: tools.includes(tool),
              onChange: (isOn) =>
                set({
                  toolbar: TOOLS.filter((each) => (each === tool ? isOn : tools.includes(each))).join(' '),
                }),
            }),
          ),
        ),
      ),
      h(
        blockEditor.InspectorControls,
        { group: 'advanced' },
        h(components.TextareaControl, {
          ...field,
          className: 'code',
          label: __('SQL query', 'vibedasher'),
          help: __(
            'Over the data of the viz, in place of its own query. {{name}} stands for a parameter.',
            'vibedasher',
          ),
          rows: 5,
          spellCheck: false,
          value: sql ?? '',
          onChange: (value) => set({ sql: value }),
        }),
        h(components.TextareaControl, {
          ...field,
          className: 'code',
          label: __('Vega-Lite spec', 'vibedasher'),
          help:
            spec && !parseJson(spec)
              ? __('This is not a JSON object yet, so it is not used.', 'vibedasher')
              : __('A JSON object. Empty: the chart of the viz, or one that fits the columns.', 'vibedasher'),
          rows: 5,
          spellCheck: false,
          value: spec ?? '',
          onChange: (value) => set({ spec: value }),
        }),
        h(LinesField, {
          // Create the field again when the viz has loaded, because declared parameters get their own fields.
          key: names.join('\n'),
          params: others,
          onChange: (lines) =>
            set({
              params: {
                ...Object.fromEntries(Object.entries(params).filter(([name]) => names.includes(name))),
                ...lines,
              },
            }),
        }),
      ),
    );
  }

  function Edit({ attributes, clientId, setAttributes }) {
    const [viz, setViz] = useState(null);
    const [isReplacing, setIsReplacing] = useState(false);
    const chart = read(attributes);
    const props = blockEditor.useBlockProps();

    /** Stores values, without empty ones. Removes the stored picture and rows, which are then outdated. */
    const set = (values) => {
      const entries = Object.entries(values).map(([name, value]) => {
        const isNothing = value === '' || (Object(value) === value && Object.keys(value).length === 0);
        return [name, isNothing ? undefined : mapTexts(value, encode)];
      });
      setAttributes({ ...Object.fromEntries(entries), picture: undefined, summary: undefined });
    };

    if (!chart.slug || isReplacing) {
      const choose = ({ account, slug, chart, params }) => {
        setIsReplacing(false);
        setViz(null);
        // Remove the settings for the previous viz. Height and toolbar are kept.
        const none = Object.fromEntries(['sql', 'spec', ...TEXTS].map((name) => [name, '']));
        set({ ...none, account: account ?? '', slug, chart: chart ?? '', params: params ?? {} });
      };
      return h(
        'div',
        props,
        h(Choose, { onChoose: choose, onCancel: isReplacing ? () => setIsReplacing(false) : null }),
      );
    }
    return h(
      Fragment,
      null,
      h(Fields, {
        key: `${chart.account}/${chart.slug}`,
        chart,
        viz,
        set,
        onReplace: () => setIsReplacing(true),
      }),
      h('div', props, h(Chart, { clientId, chart, onViz: setViz })),
    );
  }

  /* The picture. */

  /** Maximum number of rows and columns to store. The live chart's table contains all of them. */
  const MAX_ROWS = 50;
  const MAX_COLUMNS = 12;
  const LONGEST_CELL = 200;
  /** Maximum wait for a chart when a post is saved, in ms. */
  const PATIENCE = 10_000;

  const clip = (text) => (text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL - 1)}…` : text);

  /** Returns a function that formats cells of a column as text, in the site's language. */
  function cellFormat({ type }, language) {
    // Years have no thousands separator.
    const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 2, useGrouping: 'min2' });
    const fractions = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
    const dates = new Intl.DateTimeFormat(language, {
      dateStyle: 'medium',
      ...(type === 'timestamp' && { timeStyle: 'short' }),
    });
    return (cell) => {
      if (cell === null || cell === undefined) return '';
      if (typeof cell === 'number') return (Math.abs(cell) < 1 ? fractions : numbers).format(cell);
      if (Object.prototype.toString.call(cell) === '[object Date]')
        return isNaN(cell) ? '' : dates.format(cell);
      return clip(typeof cell === 'object' ? JSON.stringify(cell) : String(cell));
    };
  }

  /** Returns the contents of a chart as text. */
  function summarize({ viz, data, shadowRoot }, language) {
    const columns = data.columns.slice(0, MAX_COLUMNS);
    const formats = columns.map((column) => cellFormat(column, language));
    // The element's text alternative.
    const said = (id) => shadowRoot.getElementById(id)?.textContent.replace(/\s+/g, ' ').trim();
    return {
      title: clip(said('title') || viz.name),
      text: said('description') || viz.description || viz.name,
      columns: columns.map(({ name, type }) => ({ name, number: type === 'number' })),
      rows: data.rows.slice(0, MAX_ROWS).map((row) => formats.map((format, index) => format(row[index]))),
      more: Math.max(0, data.rows.length - MAX_ROWS),
    };
  }

  /** Computes an FNV-1a hash, to check whether a picture is up to date. */
  function hash(text) {
    let value = 0x811c9dc5;
    for (let index = 0; index < text.length; index++) {
      value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
    }
    return value.toString(16);
  }

  async function upload(blob, { slug, title, text }) {
    const body = new FormData();
    body.append('file', blob, `${slug}.png`);
    body.append('title', title);
    body.append('alt_text', text);
    const post = data.select('core/editor').getCurrentPostId();
    if (Number.isInteger(post)) body.append('post', String(post));
    const { id } = await apiFetch({ path: '/wp/v2/media', method: 'POST', body });
    return id;
  }

  /** Rejects after a time limit, so a post can be saved while the API is down. */
  const inTime = (promise) =>
    Promise.race([
      promise,
      new Promise((_, reject) => {
        setTimeout(() => reject(new Error(__('The chart has not loaded yet.', 'vibedasher'))), PATIENCE);
      }),
    ]);

  /** Waits until a chart shows its settings, which may just have changed. Rejects with its error. */
  async function upToDate(viz) {
    await viz.updateComplete;
    await viz.ready;
    while (viz.status === 'loading') {
      await new Promise((resolve) => {
        viz.addEventListener('vibedasher-status', resolve, { once: true });
      });
    }
    if (viz.error) throw viz.error;
  }

  /** Updates the picture and the rows of a block from its chart. */
  async function takePicture(clientId) {
    const viz = charts.get(clientId);
    const { attributes } = data.select('core/block-editor').getBlock(clientId);
    const { picture, summary, ...settings } = attributes;
    if (!viz || !settings.slug) return;
    await inTime(upToDate(viz));
    if (!viz.data) return;
    const text = summarize(viz, config.language);
    const key = hash(JSON.stringify([settings, text]));
    if (summary?.key === key && (picture || !config.canUpload)) return;
    const store = (id, key) => {
      const { __unstableMarkNextChangeAsNotPersistent: leaveHistory, updateBlockAttributes } =
        data.dispatch('core/block-editor');
      // Keeps the picture out of the undo history. In versions of WordPress without this action, the first undo after saving
      // removes the picture, and the next save creates a new one.
      leaveHistory?.();
      updateBlockAttributes(clientId, { picture: id, summary: { ...mapTexts(text, encode), key } });
    };
    if (!config.canUpload) return store(undefined, key);
    try {
      const blob = await pictureOf(viz);
      store(blob ? await upload(blob, { ...text, slug: settings.slug }) : undefined, key);
    } catch (error) {
      // The rows are stored; the next save tries the picture again.
      store(undefined, '');
      throw error;
    }
  }

  /** Resolves with a chart as PNG, or null for a table, which has no picture. */
  async function pictureOf(viz) {
    try {
      return await viz.toBlob('image/png');
    } catch (error) {
      if (error.kind === 'unsupported') return null;
      throw error;
    }
  }

  async function takePictures(edits, { isAutosave, isPreview } = {}) {
    if (isAutosave || isPreview) return edits;
    const { getClientIdsWithDescendants, getBlockName } = data.select('core/block-editor');
    const ours = getClientIdsWithDescendants().filter((id) => getBlockName(id) === NAME);
    if (ours.length === 0) return edits;
    const results = await Promise.allSettled(ours.map(takePicture));
    const problems = results.filter(({ status }) => status === 'rejected');
    if (problems.length > 0) {
      data.dispatch('core/notices').createWarningNotice(
        sprintf(
          /* translators: 1: how many, 2: the reason. */
          _n(
            '%1$d chart was saved without a new picture for feeds and e-mail: %2$s',
            '%1$d charts were saved without new pictures for feeds and e-mail: %2$s',
            problems.length,
            'vibedasher',
          ),
          problems.length,
          problems[0].reason?.message ?? '',
        ),
        { id: 'vibedasher-pictures', isDismissible: true },
      );
    }
    const content = data.select('core/editor').getEditedPostContent();
    // Change the text as WordPress did on saving: otherwise the post would count as changed.
    data.dispatch('core/editor').editPost({ content }, { undoIgnore: true });
    return { ...edits, content };
  }

  hooks.addFilter('editor.preSavePost', 'vibedasher/pictures', takePictures);

  /* Transforms from other blocks and from pasted text. */

  const blockOf = (viz) => blocks.createBlock(NAME, mapTexts(viz, encode));

  blocks.registerBlockType(NAME, {
    icon: ICON,
    edit: Edit,
    save: () => null,
    transforms: {
      from: [
        {
          type: 'raw',
          // Takes precedence over the block for embeds, which accepts any address.
          priority: 5,
          isMatch: (node) =>
            node.nodeName === 'P' &&
            /^\s*https?:\/\/\S+\s*$/i.test(node.textContent) &&
            findViz(node.textContent) !== null,
          transform: (node) => blockOf(findViz(node.textContent)),
        },
        {
          type: 'block',
          blocks: ['core/embed'],
          isMatch: ({ url }) => Boolean(url) && findViz(url) !== null,
          transform: ({ url }) => blockOf(findViz(url)),
        },
        {
          type: 'shortcode',
          tag: 'vibedasher',
          isMatch: ({ named }) => findViz(named.viz ?? '') !== null,
          transform: ({ named }) => {
            const { viz, params, ...others } = mapTexts(named, htmlEntities.decodeEntities);
            const found = findViz(viz);
            const more = Object.entries(others).filter(([name]) => name.startsWith('param-'));
            const known = ['chart', 'sql', 'spec', 'height', 'toolbar', ...TEXTS].filter(
              (name) => others[name],
            );
            return blockOf({
              ...found,
              ...Object.fromEntries(known.map((name) => [name, others[name]])),
              params: {
                ...found.params,
                ...parseJson(params ?? ''),
                ...Object.fromEntries(more.map(([name, value]) => [name.slice('param-'.length), value])),
              },
            });
          },
        },
      ],
    },
  });
})(window.wp);
