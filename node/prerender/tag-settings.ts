/** Reads the settings of a tag as its element does: from attributes, children, surrounding dashboards and the page. */
import {
  CONTROL,
  type ControlState,
  isPrivate,
  readStates,
  hasMarkupValue,
  groupControls,
} from '../../src/controllers/dashboard/form-values.ts';
import {
  readParamAttributes,
  splitCaption,
  type SlottedCaption,
  SPEC_TYPE,
  SQL_TYPE,
} from '../../src/controllers/markup.ts';
import { type PageDefaults, withDefaults } from '../../src/controllers/page-defaults.ts';
import { clip, MAX_NAME_LENGTH } from '../../src/internal/text.ts';
import {
  type AttributeValues,
  DEFAULT_THEME,
  readAttribute,
  readWord,
  titleWarning,
} from '../../src/pipeline/attributes.ts';
import {
  checkParams,
  checkConnection,
  readParams,
  toVibedasherError,
} from '../../src/pipeline/check-settings.ts';
import { type InheritedSettings, inheritedSettings } from '../../src/pipeline/settings.ts';
import { unknownAttributes } from '../../src/pipeline/warnings.ts';
import type { VibedasherError } from '../../src/public-client/errors.ts';
import type { Params, ParamValue } from '../../src/public-client/types.ts';
import {
  attribute,
  chartAttribute,
  chartAttributes,
  childrenOf,
  isPlaceholder,
  type Node,
  textContent,
} from './nodes.ts';
import {
  type DashboardParams,
  type DashboardSettings,
  PICTURE_ATTRIBUTES,
  type PictureAttribute,
  type RenderSettings,
} from './types.ts';

/** The context of a tag. */
export interface Surroundings {
  /** The nearest `lang` of the tag or an ancestor other than the document. */
  readonly lang: string | null;
  readonly dashboard: DashboardNode | null;
}

/** A dashboard with its controls and charts, without those of nested dashboards. */
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

/** The same values as in the element. */
const COLUMNS = ['', '1', '2', '3', '4', '5', '6'];

type Warn = (message: string) => void;

/** Reads the settings of a chart. */
export function chartRequest(
  node: Node,
  { lang, dashboard }: Surroundings,
  page: PageDefaults,
  warn: Warn,
): TagRequest {
  const read = attributeReader(node, warn);
  return checked(() => {
    const connection = connectionOf(node, dashboard, page);
    const rowsOnly = node.tagName === 'vibedasher-table';
    const caption = slottedCaption(node);
    if (attribute(node, 'title')) warn(titleWarning(node.tagName!));
    const picture = Object.fromEntries(PICTURE_ATTRIBUTES.map((name) => [name, read(name)])) as Pick<
      AttributeValues,
      PictureAttribute
    >;
    const settings: RenderSettings = {
      ...connection,
      ...picture,
      ...caption,
      chart: picture.chart || null,
      sql: picture.sql ?? childScript(node, (type) => type === SQL_TYPE),
      spec: rowsOnly ? null : (specData(node) ?? childScript(node, (type) => SPEC_TYPE.test(type))),
      params: checkParams(read('params')),
      paramAttributes: checkedParamAttributes(node, warn),
      dashboards: dashboardsFrom(dashboard, warn),
      mark: read('mark') || null,
      lang: (chartAttribute(node, 'lang') || lang) ?? page.locale,
      rowsOnly,
    };
    unknownAttributes(node.tagName!, chartAttributes(node)).forEach((message) => warn(message));
    return { kind: 'chart', settings };
  });
}

/** Reads the settings of a dashboard that draws the charts of its viz. */
export const dashboardRequest = (
  own: DashboardNode,
  lang: string | null,
  page: PageDefaults,
  warn: Warn,
): TagRequest =>
  checked(() => {
    const { node, outer } = own;
    const connection = connectionOf(node, outer, page);
    const columns = readWord('dashboard', 'columns', COLUMNS, attribute(node, 'columns'), warn);
    const { params, attributes } = dashboardParams(own, warn);
    const settings: DashboardSettings = {
      ...connection,
      params,
      paramAttributes: attributes as Readonly<Record<string, string>>,
      dashboards: dashboardsFrom(own, warn),
      lang: lang ?? page.locale,
      columns: columns ? Number(columns) : null,
    };
    return { kind: 'dashboard', settings };
  });

function checked(read: () => TagRequest): TagRequest {
  try {
    return read();
  } catch (cause) {
    return { kind: 'wrong', problem: toVibedasherError(cause) };
  }
}

/** Returns the viz of a tag, its API, theme and time zone. */
function connectionOf(node: Node, dashboard: DashboardNode | null, page: PageDefaults) {
  const { account, theme, timezone, ...origin } = inheritedBy(node, dashboard);
  const { slug, region, apiBase } = checkConnection({ slug: origin.slug, ...withDefaults(origin, page) });
  return { account, slug, region, apiBase, theme: theme ?? DEFAULT_THEME, timezone };
}

/** Returns a function that reads an attribute of a chart or dashboard. */
const attributeReader =
  (node: Node, warn: Warn) =>
  <P extends keyof AttributeValues>(property: P): AttributeValues[P] =>
    readAttribute(property, (name) => chartAttribute(node, name), warn);

/** Returns the connection, theme and time zone: from the element, else from the dashboards around it. */
function inheritedBy(node: Node, dashboard: DashboardNode | null): InheritedSettings {
  const read = attributeReader(node, () => {});
  const own: InheritedSettings = {
    account: read('account'),
    slug: read('slug'),
    region: read('region'),
    apiBase: read('apiBase'),
    client: null,
    // Pictures show what the API answers now.
    snapshot: null,
    live: null,
    queries: null,
    theme: read('theme'),
    timezone: read('timezone'),
    refreshInterval: null,
  };
  return dashboard ? inheritedSettings(own, inheritedBy(dashboard.node, dashboard.outer)) : own;
}

/** Placeholders of templates. Some tools replace them in text, but not in attributes. */
const UNFILLED = /\$\{|\{\{/;

function checkedParamAttributes(node: Node, warn: Warn): Record<string, string> {
  const { tagName } = node;
  const params = readParamAttributes({ localName: tagName!, attributes: chartAttributes(node, warn) }, warn);
  const prefix = isPlaceholder(node) ? 'data-param' : 'param';
  for (const [name, value] of Object.entries(params)) {
    if (UNFILLED.test(value))
      warn(
        `<${tagName} ${prefix}-${name}="${clip(value, MAX_NAME_LENGTH)}"> is taken as it is written: no template has filled it in`,
      );
  }
  return params;
}

/** Returns the spec of a placeholder as text. An element has a spec only in a child script. */
const specData = (node: Node): string | null => (isPlaceholder(node) ? attribute(node, 'data-spec') : null);

const HEADING = /^h[1-6]$/;

/** Returns the texts of the children that the element shows as its caption, or `null` without any. */
function slottedCaption(node: Node): SlottedCaption | null {
  const slotted = childrenOf(node).filter((child) => attribute(child, 'slot') === 'caption');
  const headings = slotted.map((each) => descendants(each).find(({ tagName = '' }) => HEADING.test(tagName)));
  const heading = headings.find((each) => each !== undefined);
  return slotted.length > 0 ? splitCaption(heading && textContent(heading), slotted.map(textContent)) : null;
}

/** Returns a node and all nodes in it, in document order. */
const descendants = (node: Node): readonly Node[] => [node, ...childrenOf(node).flatMap(descendants)];

/** Returns the text of the first child script of a given type. */
function childScript(node: Node, isType: (type: string) => boolean): string | null {
  const script = childrenOf(node).find(
    (child) => child.tagName === 'script' && isType(attribute(child, 'type') ?? ''),
  );
  return script ? textContent(script) : null;
}

/** Returns the parameters of a dashboard and of those around it, from the inside out. */
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
  const attributes = checkedParamAttributes(node, warn);
  return {
    attributes,
    params,
    ...readControls(controls),
    choosable: [...new Set(choosable)].filter(Boolean),
  };
}

/** Reads the initial values of native controls and `<vibedasher-control>`, by parameter. */
function readControls(controls: readonly Node[]): Pick<DashboardParams, 'marked' | 'shown'> {
  const groups = new Map<string, NodeState[]>();
  for (const control of controls) {
    const name = attribute(control, control.tagName === CONTROL ? 'param' : 'name');
    const state = readState(control);
    if (name && !isPrivate(state)) groups.set(name, [...(groups.get(name) ?? []), state]);
  }
  const marked: Record<string, ParamValue> = {};
  const shown: Record<string, ParamValue> = {};
  for (const [name, group] of groups) {
    const units = groupControls(({ form }) => form, group);
    // If several forms have the parameter, take the controls whose markup sets a value.
    const marking = units.find((unit) => unit.some(hasMarkupValue));
    (marking ? marked : shown)[name] = readStates(marking ?? units[0]!, undefined);
  }
  return { marked, shown };
}

interface NodeState extends ControlState {
  /** The same value for all controls of a form. */
  readonly form: unknown;
}

/** Reads the state of a control as in a browser right after parsing the page. */
function readState(control: Node): NodeState {
  const { tagName = '' } = control;
  const getAttribute = (name: string): string | null => attribute(control, name);
  const has = (name: string): boolean => getAttribute(name) !== null;
  const options = readOptions(control);
  const marked = options.filter(({ isMarked }) => isMarked).map(({ value }) => value);
  const text = textContent(control);
  const first = options.find(({ isDisabled }) => !isDisabled)?.value;
  const values: Readonly<Record<string, unknown>> = {
    textarea: text,
    select: marked.at(-1) ?? first,
    input: inputValue(getAttribute),
  };
  return {
    localName: tagName,
    type: tagName === 'input' ? inputType(getAttribute) : undefined,
    value: values[tagName],
    checked: tagName === 'input' ? has('checked') : undefined,
    multiple: has('multiple'),
    textContent: text,
    selected: marked,
    marked,
    getAttribute,
    form: formKey(control),
  };
}

export const inputType = (get: ControlState['getAttribute']): string => (get('type') ?? 'text').toLowerCase();

function inputValue(get: ControlState['getAttribute']): string {
  const value = get('value');
  const type = inputType(get);
  if (type === 'checkbox' || type === 'radio') return value ?? 'on';
  if (type !== 'number' && type !== 'range') return value ?? '';
  if (value !== null && isNumber(value)) return value;
  return type === 'range' ? sliderDefault(get) : '';
}

const isNumber = (text: string | null): text is string =>
  /^-?(\d+(\.\d+)?|\.\d+)(e[+-]?\d+)?$/i.test(text ?? '');

function sliderDefault(get: ControlState['getAttribute']): string {
  const [min, max] = [get('min'), get('max')];
  const low = isNumber(min) ? Number(min) : 0;
  const high = isNumber(max) ? Number(max) : 100;
  return String(Math.max(low, low + (high - low) / 2));
}

/** Identifies the form of a control: the `form` attribute, else the id of the form around it, else that node. */
function formKey(control: Node): unknown {
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

/** Returns the options of a `<select>` or a `<vibedasher-control>`. */
export function readOptions(control: Node, isDisabled = false): readonly Option[] {
  return childrenOf(control).flatMap((child) => {
    const isBarred = isDisabled || attribute(child, 'disabled') !== null;
    if (child.tagName === 'optgroup') return readOptions(child, isBarred);
    if (child.tagName !== 'option') return [];
    const value = attribute(child, 'value') ?? textContent(child).trim().replace(/\s+/g, ' ');
    return [{ value, isMarked: attribute(child, 'selected') !== null, isDisabled: isBarred }];
  });
}
