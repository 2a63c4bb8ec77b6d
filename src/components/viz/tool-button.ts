/** The tools of a chart, and how each looks as a button of its own. */
import { html, nothing, type TemplateResult } from 'lit';

export const TOOLS = ['csv', 'json', 'png', 'svg', 'fullscreen', 'table'] as const;
export type ToolName = (typeof TOOLS)[number];

/** One thing that a reader can do. */
export interface Tool {
  readonly name: ToolName;
  /** What it does, in a menu and for those who hear it. */
  readonly label: string;
  /** On the bar, where that is something else than its label. */
  readonly face?: string | TemplateResult;
  readonly enabled: boolean;
  readonly run: () => void;
}

export const CORNERS = html`<svg viewBox="0 0 16 16" aria-hidden="true">
  <path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4" />
</svg>`;
export const INWARD = html`<svg viewBox="0 0 16 16" aria-hidden="true">
  <path d="M6 2v4H2M14 6h-4V2M10 14v-4h4M2 10h4v4" />
</svg>`;
export const DOTS = html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 8h0M8 8h0M13 8h0" /></svg>`;

/** A tool as a button of its own. */
export function toolTemplate({ label, face = label, enabled, run }: Tool): TemplateResult {
  return html`<button
    type="button"
    part="button"
    class=${typeof face === 'string' ? '' : 'icon'}
    title=${face === label ? nothing : label}
    aria-label=${face === label ? nothing : label}
    aria-disabled=${enabled ? nothing : 'true'}
    @click=${() => {
      if (enabled) run();
    }}
  >
    ${face}
  </button>`;
}
