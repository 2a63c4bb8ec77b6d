/** Implements the attribute `toolbar`: buttons for downloads, full screen, sharing and the table. Loaded on demand. */
import { html, nothing, type TemplateResult } from 'lit';
import type { FileFormat } from '../../export/types.ts';
import { warnOnce } from '../../internal/text.ts';
import {
  ENTER_FULLSCREEN_ICON,
  MORE_ICON,
  EXIT_FULLSCREEN_ICON,
  SHARE_ICON,
  type Tool,
  ToolMenu,
  type ToolName,
  TOOLS,
  toolTemplate,
  toolWords,
} from './viz-toolbar-menu.ts';
import type { ToolWords } from '../../locale/types.ts';
import { VibedasherError } from '../../public-client/errors.ts';
import { writeClipboard } from '../../export/clipboard.ts';
import { listChoices } from './viz-choices.ts';
import { embedCode, shareUrl } from './viz-share.ts';
import type { Files, VizExtra, VizHost, VizView } from './viz-host.ts';
import { isDrawn } from './viz-template.ts';
import { styles } from './viz-toolbar.styles.ts';

const SCALES = [1, 2, 3];
type MenuTool = 'png' | 'share';

/** The scale that gets the focus when the menu opens. */
const USUAL_SCALE = 2;

interface Announcement {
  readonly text: string;
  readonly visible: boolean;
}

/** Parses the attribute into tools, in the given order and without duplicates. Warns about unknown names. */
function readTools(text: string, tag: string): readonly ToolName[] {
  const words = [...new Set(text.toLowerCase().split(/\s+/).filter(Boolean))];
  const isTool = (word: string): word is ToolName => (TOOLS as readonly string[]).includes(word);
  if (!words.every(isTool)) {
    warnOnce(`<${tag} toolbar="${text}">: use any of ${TOOLS.join(', ')}, separated by spaces`);
  }
  return words.filter(isTool);
}

class VizToolbar implements VizExtra {
  readonly #viz: VizHost;
  readonly #menu: ToolMenu;
  /** Content of the menu: all tools except the table button, or those of one button. */
  #menuOf: 'all' | MenuTool = 'all';
  #busy = false;
  #announcement: Announcement | null = null;

  constructor(viz: VizHost) {
    this.#viz = viz;
    this.#menu = new ToolMenu(() => viz.renderRoot.querySelector<HTMLElement>('.menu'));
    viz.shadowRoot!.adoptedStyleSheets.push(styles.styleSheet!);
    viz.addEventListener('fullscreenchange', () => viz.requestUpdate());
    viz.addEventListener('vibedasher-data', () => {
      this.#announcement = null;
      viz.requestUpdate();
    });
  }

  tools(view: VizView): unknown {
    const words = toolWords(view.viewModel.locale);
    const requested = readTools(this.#viz.toolbar ?? '', this.#viz.localName);
    const tools = requested.flatMap((name) => this.#toolsFor(name, view, words));
    const names = requested.filter((name) => tools.some((tool) => tool.name === name));
    if (names.length === 0) return nothing;
    const foldable = tools.filter((tool) => tool.name !== 'table');
    const table = tools.find((tool) => tool.name === 'table');
    return html`<div
      class="bar of-${names.length - (table ? 1 : 0)} ${table ? 'table' : ''}"
      role="group"
      aria-label=${words.tools}
    >
      <div class="wide">
        ${names.map((name) =>
          name === 'png'
            ? this.#menuButtonTemplate('png', words.download.replace('#', 'PNG'), 'PNG', !isDrawn(view))
            : name === 'share'
              ? this.#menuButtonTemplate('share', words.share, SHARE_ICON, false)
              : toolTemplate(tools.find((tool) => tool.name === name)!),
        )}
      </div>
      <div class="more">
        ${this.#menuButtonTemplate('all', words.tools, MORE_ICON, false)}${table ? toolTemplate(table) : nothing}
      </div>
      ${this.#menuTemplate(foldable, words.tools)}
      <div class="announcer" role="status">${this.#announcement?.text}</div>
    </div>`;
  }

  /** Shows announcements of failures and restrictions to everyone, not only to screen readers. */
  notices(): unknown {
    return this.#announcement?.visible ? html`<span>${this.#announcement.text}</span>` : nothing;
  }

  #menuTemplate(tools: readonly Tool[], label: string): TemplateResult {
    // The tool `png` offers the picture of `share` in several sizes.
    const hasScales = tools.some(({ name }) => name === 'png');
    return html`<div
      class="menu"
      part="menu"
      role="menu"
      popover="auto"
      aria-label=${label}
      @keydown=${this.#menu.onKeydown}
      @toggle=${this.#onToggle}
    >
      ${tools
        .filter(({ name, content }) =>
          this.#menuOf === 'all' ? !(hasScales && name === 'share' && content) : name === this.#menuOf,
        )
        .map(
          (tool) =>
            html`<button
              type="button"
              part="button"
              role="menuitem"
              tabindex="-1"
              aria-disabled=${tool.enabled ? nothing : 'true'}
              @click=${() => this.#runTool(tool)}
            >
              ${tool.label}
            </button>`,
        )}
    </div>`;
  }

  #menuButtonTemplate(
    menuOf: 'all' | MenuTool,
    label: string,
    content: string | TemplateResult,
    disabled: boolean,
  ): TemplateResult {
    const expanded = this.#menuOf === menuOf && this.#menu.button !== null;
    const open = (event: Event, index?: number): void => {
      if (!disabled) void this.#open(event.currentTarget as HTMLElement, menuOf, index);
    };
    return html`<button
      type="button"
      part="button"
      class=${typeof content === 'string' ? '' : 'icon'}
      title=${label}
      aria-label=${label}
      aria-haspopup="menu"
      aria-expanded=${expanded ? 'true' : 'false'}
      aria-disabled=${disabled ? 'true' : nothing}
      @pointerdown=${this.#menu.onPointerdown}
      @click=${(event: Event) => {
        if (this.#menu.opensOnClick()) open(event);
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
        event.preventDefault();
        open(event, event.key === 'ArrowDown' ? 0 : -1);
      }}
    >
      ${content}
    </button>`;
  }

  #toolsFor(name: ToolName, view: VizView, words: ToolWords): readonly Tool[] {
    const drawn = isDrawn(view);
    const kind = view.viewModel.chart?.kind;
    switch (name) {
      case 'csv':
      case 'json':
        return [this.#fileTool(name, name.toUpperCase(), view, words)];
      case 'svg':
        return kind === 'table' ? [] : [this.#fileTool(name, 'SVG', view, words)];
      case 'png':
        return kind === 'table'
          ? []
          : SCALES.map((scale) => this.#fileTool(name, `PNG ${scale}×`, view, words, scale));
      case 'fullscreen':
        return document.fullscreenEnabled ? [this.#fullscreenTool(drawn, words)] : [];
      case 'share':
        return this.#shareTools(view, words);
      case 'table':
        return kind === 'table' ? [] : [tableTool(view, drawn)];
    }
  }

  #fileTool(
    format: FileFormat,
    formatName: string,
    view: Pick<VizView, 'chart' | 'viewModel'>,
    words: ToolWords,
    scale?: number,
  ): Tool {
    return {
      name: format,
      label: words.download.replace('#', formatName),
      content: formatName,
      enabled: isDrawn(view) && !this.#busy,
      run: () => void this.#download(view.chart.extras, format, formatName, words, scale),
    };
  }

  #fullscreenTool(drawn: boolean, { enterFullscreen, leaveFullscreen }: ToolWords): Tool {
    const full = this.#viz.matches(':fullscreen');
    const toggle = (): Promise<void> => (full ? document.exitFullscreen() : this.#viz.requestFullscreen());
    return {
      name: 'fullscreen',
      label: full ? leaveFullscreen : enterFullscreen,
      content: full ? EXIT_FULLSCREEN_ICON : ENTER_FULLSCREEN_ICON,
      enabled: drawn || full,
      run: () => void toggle().catch((cause: unknown) => this.#warn(cause)),
    };
  }

  #shareTools({ chart, viewModel }: VizView, words: ToolWords): readonly Tool[] {
    const viz = this.#viz;
    const url = shareUrl(viz, chart);
    const tool = (label: string, run: () => Promise<void>): Tool => ({
      name: 'share',
      label,
      enabled: true,
      run: () => void run(),
    });
    const title = viewModel.title ?? chart.viz?.name ?? '';
    const params = Object.fromEntries(
      listChoices(chart, viewModel.locale).flatMap(({ param, raw, isDefault }) =>
        isDefault ? [] : [[param, raw]],
      ),
    );
    const isPicture = viewModel.chart !== null && viewModel.chart.kind !== 'table';
    const picture = this.#fileTool('png', 'PNG', { chart, viewModel }, words);
    return [
      ...(url && 'share' in navigator
        ? [tool(`${words.share}…`, () => this.#shareByBrowser({ title, url }))]
        : []),
      ...(url ? [tool(words.copyLink, () => this.#copy(url, words.linkCopied, words))] : []),
      tool(words.copyCode, () => this.#copy(embedCode(viz, chart, params), words.codeCopied, words)),
      ...(isPicture ? [{ ...picture, name: 'share' as const }] : []),
    ];
  }

  async #shareByBrowser(data: ShareData): Promise<void> {
    try {
      await navigator.share(data);
    } catch (cause) {
      // The reader has closed the dialog.
      if ((cause as Error).name !== 'AbortError') this.#warn(cause);
    }
  }

  async #copy(text: string, done: string, { notCopied }: ToolWords): Promise<void> {
    try {
      await writeClipboard({ text, html: null });
      this.#announcement = { text: done, visible: true };
    } catch (cause) {
      this.#warn(cause);
      this.#announcement = { text: notCopied, visible: true };
    }
    this.#viz.requestUpdate();
  }

  async #download(
    extras: Files,
    format: FileFormat,
    what: string,
    words: ToolWords,
    scale?: number,
  ): Promise<void> {
    const announce = (sentence: keyof ToolWords, visible = false): void => {
      this.#announcement = { text: words[sentence].replace('#', what), visible };
      this.#viz.requestUpdate();
    };
    this.#busy = true;
    announce('busy');
    try {
      let smaller = false;
      await extras.download(format, { scale, onSmaller: () => (smaller = true) });
      this.#busy = false;
      if (smaller) announce('smaller', true);
      else announce('done');
    } catch (cause) {
      this.#busy = false;
      this.#warn(cause);
      announce(cause instanceof VibedasherError && cause.kind === 'config' ? 'blocked' : 'failed', true);
    }
  }

  #warn(cause: unknown): void {
    console.warn(`<${this.#viz.localName}> ${(cause as Error).message}`);
  }

  async #open(button: HTMLElement, menuOf: 'all' | MenuTool, index?: number): Promise<void> {
    this.#menuOf = menuOf;
    this.#viz.requestUpdate();
    await this.#viz.updateComplete;
    this.#menu.open(button, index ?? (menuOf === 'png' ? SCALES.indexOf(USUAL_SCALE) : 0));
  }

  #runTool({ enabled, run }: Tool): void {
    if (!enabled) return;
    this.#menu.close();
    run();
  }

  readonly #onToggle = ({ newState }: ToggleEvent): void => {
    if (newState === 'closed') this.#menu.onClosed();
    this.#viz.requestUpdate();
  };
}

function tableTool({ chart: { table }, viewModel }: VizView, drawn: boolean): Tool {
  const { showChart, showTable } = viewModel.locale.messages;
  return {
    name: 'table',
    label: table.shown ? showChart : showTable,
    enabled: drawn,
    run: table.toggle,
  };
}

export const attach = (viz: VizHost): VizExtra => new VizToolbar(viz);
