/** The settings of a tag, read as its element reads them: from attributes, children, surrounding dashboards and the page. */
import {
  CONTROL,
  type ControlState,
  isPrivate,
  readStates,
  saysItself,
  unitsBy,
} from '../controllers/dashboard/form-values.ts';
import { readNumber, readParamAttributes, readWord, SPEC_TYPE, SQL_TYPE } from '../controllers/markup.ts';
import { type PageDefaults, withDefaults } from '../controllers/page-defaults.ts';
import { clip, LONGEST_NAME } from '../internal/text.ts';
import {
  checkParams,
  checkConnection,
  MARKS,
  readParams,
  toVibedasherError,
} from '../pipeline/check-settings.ts';
import { type InheritedSettings, inheritedSettings } from '../pipeline/settings.ts';
import type { VibedasherError } from '../public-client/errors.ts';
import type { Params, ParamValue } from '../public-client/types.ts';
import {
  attribute,
  chartAttribute,
  chartAttributes,
  childrenOf,
  isPlaceholder,
  type Node,
  textOf,
} from './nodes.ts';
import type { DashboardParams, DashboardSettings, RenderSettings } from './types.ts';

/** The context of a tag. */
export interface Surroundings {
  /** The nearest `lang` of the tag or an ancestor other than the document. */
  readonly lang: string | null;
  readonly dashboard: DashboardNode | null;
}

/** A dashboard, and what belongs to it and not to a dashboard inside. */
export interface DashboardNode {
  readonly node: Node;
  readonly outer: DashboardNode | null;
  readonly controls: Node[];
  /** The parameters that readers can choose in a chart. */
  readonly choosable: string[];
  /** Whether a chart is inside, including in a nested dashboard. */
  hasCharts: boolean;
}

/** The settings of a tag, or why they are invalid. */
export type TagRequest =
  | { readonly kind: 'chart'; readonly settings: RenderSettings }
  | { readonly kind: 'dashboard'; readonly settings: DashboardSettings }
  | { readonly kind: 'wrong'; readonly problem: VibedasherError };

/** As the element reads it. */
const COLUMNS = ['', '1', '2', '3', '4', '5', '6'];

type Warn = (message: string) => void;

/** The settings in the attributes and children of a chart. */
export function chartRequest(
  node: Node,
  { lang, dashboard }: Surroundings,
  page: PageDefaults,
  warn: Warn,
): TagRequest {
  const get = (name: string): string | null => chartAttribute(node, name);
  const word = (name: string, words: readonly string[]): string =>
    readWord('viz', name, words, get(name), warn);
  try {
    const { account, theme, timezone, ...way } = inheritedFor(node, dashboard);
    const { slug, ...connection } = checkConnection({ slug: way.slug, ...withDefaults(way, page) });
    const rowsOnly = node.tagName === 'vibedasher-table';
    const settings: RenderSettings = {
      account,
      slug,
      ...connection,
      chart: get('chart') || null,
      sql: get('sql') ?? childScript(node, (type) => type === SQL_TYPE),
      spec: rowsOnly ? null : (specData(node) ?? childScript(node, (type) => SPEC_TYPE.test(type))),
      params: checkParams(readParams(get('params'))),
      paramAttributes: paramAttributesOf(node, warn),
      dashboards: dashboardsFrom(dashboard, warn),
      mark: (word('mark', MARKS) || null) as RenderSettings['mark'],
      theme: theme ?? 'auto',
      timezone,
      lang: (get('lang') || lang) ?? page.locale,
      caption: word('caption', ['auto', 'none']) as RenderSettings['caption'],
      fit: word('fit', ['container', 'none']) as RenderSettings['fit'],
      source: get('source'),
      notes: get('notes'),
      highlight: get('highlight'),
      reference: get('reference'),
      allowHosts: get('allow-hosts'),
      maxCells: readNumber('max-cells', 5_000_000, get('max-cells'), warn),
      rowsOnly,
    };
    return { kind: 'chart', settings };
  } catch (cause) {
    return { kind: 'wrong', problem: toVibedasherError(cause) };
  }
}

/** The settings of a dashboard without a chart inside. */
export function dashboardRequest(
  own: DashboardNode,
  lang: string | null,
  page: PageDefaults,
  warn: Warn,
): TagRequest {
  const { node, outer } = own;
  try {
    const { account, theme, timezone, ...way } = inheritedFor(node, outer);
    const { slug, ...connection } = checkConnection({ slug: way.slug, ...withDefaults(way, page) });
    const columns = readWord('dashboard', 'columns', COLUMNS, attribute(node, 'columns'), warn);
    const { params, attributes } = dashboardParams(own, warn);
    const settings: DashboardSettings = {
      account,
      slug,
      ...connection,
      params,
      paramAttributes: attributes as Readonly<Record<string, string>>,
      dashboards: dashboardsFrom(own, warn),
      theme: theme ?? 'auto',
      timezone,
      lang: lang ?? page.locale,
      columns: columns ? Number(columns) : null,
    };
    return { kind: 'dashboard', settings };
  } catch (cause) {
    return { kind: 'wrong', problem: toVibedasherError(cause) };
  }
}

/** Where data come from and how they look: from the element, else from the dashboards around it. */
function inheritedFor(node: Node, dashboard: DashboardNode | null): InheritedSettings {
  const own: InheritedSettings = {
    account: chartAttribute(node, 'account'),
    slug: chartAttribute(node, 'slug'),
    region: chartAttribute(node, 'region'),
    apiBase: chartAttribute(node, 'api-base'),
    client: null,
    theme: chartAttribute(node, 'theme'),
    timezone: chartAttribute(node, 'timezone'),
    refreshInterval: null,
  };
  return dashboard ? inheritedSettings(own, inheritedFor(dashboard.node, dashboard.outer)) : own;
}

/** Placeholders of a template. Some tools replace them in texts, but not in attributes. */
const UNFILLED = /\$\{|\{\{/;

function paramAttributesOf(node: Node, warn: Warn): Record<string, string> {
  const { tagName } = node;
  const params = readParamAttributes({ localName: tagName!, attributes: chartAttributes(node, warn) }, warn);
  const prefix = isPlaceholder(node) ? 'data-param' : 'param';
  for (const [name, value] of Object.entries(params)) {
    if (UNFILLED.test(value))
      warn(
        `<${tagName} ${prefix}-${name}="${clip(value, LONGEST_NAME)}"> is taken as it is written: no template has filled it in`,
      );
  }
  return params;
}

/** The spec of a placeholder, as text. An element has a spec only in a child script. */
const specData = (node: Node): string | null => (isPlaceholder(node) ? attribute(node, 'data-spec') : null);

/** The text of the first child script of a given type. */
function childScript(node: Node, isType: (type: string) => boolean): string | null {
  const script = childrenOf(node).find(
    (child) => child.tagName === 'script' && isType(attribute(child, 'type') ?? ''),
  );
  return script ? textOf(script) : null;
}

/** A dashboard and those around it. */
function dashboardsFrom(dashboard: DashboardNode | null, warn: Warn): readonly DashboardParams[] {
  return dashboard ? [dashboardParams(dashboard, warn), ...dashboardsFrom(dashboard.outer, warn)] : [];
}

function dashboardParams({ node, controls, choosable }: DashboardNode, warn: Warn): DashboardParams {
  let params: Params = {};
  try {
    params = checkParams(readParams(attribute(node, 'params')));
  } catch (cause) {
    warn(`<${node.tagName}> ${(cause as Error).message}`);
  }
  const attributes = paramAttributesOf(node, warn);
  return {
    attributes,
    params,
    ...readControls(controls),
    choosable: [...new Set(choosable)].filter(Boolean),
  };
}

/** The initial values of native and our own controls, by the names of their parameters. */
function readControls(controls: readonly Node[]): Pick<DashboardParams, 'marked' | 'shown'> {
  const groups = new Map<string, NodeState[]>();
  for (const control of controls) {
    const name = attribute(control, control.tagName === CONTROL ? 'param' : 'name');
    const state = stateOf(control);
    if (name && !isPrivate(state)) groups.set(name, [...(groups.get(name) ?? []), state]);
  }
  const marked: Record<string, ParamValue> = {};
  const shown: Record<string, ParamValue> = {};
  for (const [name, group] of groups) {
    const units = unitsBy(({ form }) => form, group);
    // Of several, the one whose markup sets a value.
    const speaker = units.find((unit) => unit.some(saysItself));
    (speaker ? marked : shown)[name] = readStates(speaker ?? units[0]!, undefined);
  }
  return { marked, shown };
}

interface NodeState extends ControlState {
  /** Equal for controls of the same form. */
  readonly form: unknown;
}

/** A control as in a browser that has just parsed the page. */
function stateOf(control: Node): NodeState {
  const { tagName = '' } = control;
  const getAttribute = (name: string): string | null => attribute(control, name);
  const has = (name: string): boolean => getAttribute(name) !== null;
  const options = optionsOf(control);
  const marked = options.filter(({ isMarked }) => isMarked).map(({ value }) => value);
  const text = textOf(control);
  const first = options.find(({ isDisabled }) => !isDisabled)?.value;
  const values: Readonly<Record<string, unknown>> = {
    textarea: text,
    select: marked.at(-1) ?? first,
    input: inputValue(getAttribute),
  };
  return {
    localName: tagName,
    type: tagName === 'input' ? typeOf(getAttribute) : undefined,
    value: values[tagName],
    checked: tagName === 'input' ? has('checked') : undefined,
    multiple: has('multiple'),
    textContent: text,
    selected: marked,
    marked,
    getAttribute,
    form: formOf(control),
  };
}

const typeOf = (get: ControlState['getAttribute']): string => (get('type') ?? 'text').toLowerCase();

function inputValue(get: ControlState['getAttribute']): string {
  const value = get('value');
  const type = typeOf(get);
  if (type === 'checkbox' || type === 'radio') return value ?? 'on';
  if (type !== 'number' && type !== 'range') return value ?? '';
  if (value !== null && isNumber(value)) return value;
  return type === 'range' ? middleOf(get) : '';
}

const isNumber = (text: string | null): text is string =>
  /^-?(\d+(\.\d+)?|\.\d+)(e[+-]?\d+)?$/i.test(text ?? '');

/** The value of a slider that is not set. */
function middleOf(get: ControlState['getAttribute']): string {
  const [min, max] = [get('min'), get('max')];
  const least = isNumber(min) ? Number(min) : 0;
  const most = isNumber(max) ? Number(max) : 100;
  return String(Math.max(least, least + (most - least) / 2));
}

/** The form around a control, or the one that its attribute names; by its id if it has one. */
function formOf(control: Node): unknown {
  const named = attribute(control, 'form');
  let form: Node | null | undefined = control.parentNode;
  while (form && form.tagName !== 'form') form = form.parentNode;
  return named ?? (form && (attribute(form, 'id') ?? form)) ?? null;
}

interface Option {
  readonly value: string;
  readonly isMarked: boolean;
  readonly isDisabled: boolean;
}

function optionsOf(control: Node, isDisabled = false): readonly Option[] {
  return childrenOf(control).flatMap((child) => {
    const isBarred = isDisabled || attribute(child, 'disabled') !== null;
    if (child.tagName === 'optgroup') return optionsOf(child, isBarred);
    if (child.tagName !== 'option') return [];
    const value = attribute(child, 'value') ?? textOf(child).trim().replace(/\s+/g, ' ');
    return [{ value, isMarked: attribute(child, 'selected') !== null, isDisabled: isBarred }];
  });
}
