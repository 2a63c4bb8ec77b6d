import { html, nothing, type TemplateResult } from 'lit';
import {
  controlWords,
  type DashboardViz,
  type DashboardVizController,
} from '../../controllers/dashboard/dashboard-viz.ts';
import '../control/control-element-define.ts';

/**
 * These exports are one chunk of the bundle, for dashboards that contain a `<vibedasher-control>` or `<output>`, or draw
 * the charts of their viz.
 */
export { DashboardVizController } from '../../controllers/dashboard/dashboard-viz.ts';
export { showOutputs } from '../../controllers/dashboard/bound-controls.ts';

/** The code that shows the data source, or the state of loading it. */
export type SourcesState =
  | 'idle'
  | 'loading'
  | 'failed'
  | Pick<typeof import('../viz/viz-source.ts'), 'resolveAttribution' | 'sourceTemplate'>;

/**
 * Renders the title, controls and charts of a dashboard's own viz.
 * @param hasControl Returns whether the page already has a control for a parameter
 * @param onReset Resets all choices
 */
export function dashboardTemplate(
  viz: DashboardVizController,
  hasControl: (name: string) => boolean,
  onReset: () => void,
  sources: SourcesState,
): TemplateResult {
  const { current, resource, locale, pictures } = viz;
  const { error } = resource;
  const messages = locale?.messages;
  // Prerendered charts stay until they can be adopted.
  if (pictures && !(current && messages)) return html`<slot></slot>`;
  if (error) {
    return html`<slot></slot>
      <div class="message" part="error" role="status">
        ${messages ? html`<p>${messages.errors[error.kind]}</p>` : nothing}
        ${
          messages && error.retryable
            ? html`<button type="button" part="button" @click=${resource.retry}>${messages.retry}</button>`
            : nothing
        }
      </div>`;
  }
  if (!current || !messages)
    return html`<slot></slot>
      <div class="reserved"></div>`;
  const params = current.params.filter(({ name }) => !hasControl(name));
  return html`<h2 class="title" part="title"><bdi>${current.title}</bdi></h2>
    ${pictures ? nothing : html`<slot></slot>`}
    ${
      params.length > 0
        ? html`<div class="controls" part="controls">
            ${params.map(
              ({ name }) =>
                html`<vibedasher-control
                  part="control"
                  exportparts="label, input, options, output, help, message"
                  param=${name}
                ></vibedasher-control>`,
            )}
            <button type="button" class="reset" part="button reset" @click=${onReset}>
              ${controlWords(locale).resetAll}
            </button>
          </div>`
        : nothing
    }
    ${
      pictures
        ? // Prerendered charts are children, or inside a declarative shadow root.
          pictures.slot
          ? html`<slot name=${pictures.slot}></slot>`
          : pictures
        : current.charts.map((id) => html`<vibedasher-viz part="chart" chart=${id}></vibedasher-viz>`)
    }
    ${aboutTemplate(viz, current, sources)} ${pictures ? html`<slot></slot>` : nothing}`;
}

/** Renders source, age and notes below the charts. Reserves space for the source until its code has loaded. */
function aboutTemplate(
  { age, locale }: DashboardVizController,
  { source, notes }: DashboardViz,
  sources: SourcesState,
): TemplateResult | typeof nothing {
  if (age === null && !source && !notes) return nothing;
  const shown = typeof sources === 'string' ? null : sources;
  const attribution = source && shown?.resolveAttribution(source, 'vibedasher-dashboard');
  const status = [
    attribution && locale && shown?.sourceTemplate(attribution, locale),
    attribution && age && ' · ',
    // Wait for the source, which would move the age.
    source && sources === 'loading' ? null : age,
  ];
  return html`<div class="about">
    ${notes ? html`<p class="notes" part="notes" dir="auto">${notes}</p>` : nothing}
    ${age !== null || source ? html`<p class="age" part="status">${status}</p>` : nothing}
  </div>`;
}
