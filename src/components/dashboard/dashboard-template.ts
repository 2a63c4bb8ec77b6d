import { html, nothing, type TemplateResult } from 'lit';
import type { DashboardViz, DashboardVizController } from '../../controllers/dashboard/dashboard-viz.ts';
import '../control/control-element-define.ts';

/**
 * The other things that only those dashboards need that have a `<vibedasher-control>` inside, draw the charts and
 * controls of a viz, are told of parameters by the address, or write them into an `<output>`: one chunk of the bundle.
 */
export { DashboardVizController } from '../../controllers/dashboard/dashboard-viz.ts';
export { showOutputs } from '../../controllers/dashboard/bound-controls.ts';
export { warnAboutUnknownParams } from '../../controllers/dashboard/load-status.ts';

/** The code that shows where the numbers are from, or how far it has come. */
export type SourcesState =
  | 'idle'
  | 'loading'
  | 'failed'
  | Pick<typeof import('../viz/viz-source.ts'), 'resolveAttribution' | 'sourceTemplate'>;

/**
 * What a dashboard draws of its own viz; `hasControl` tells for which parameters the page has a control already,
 * `onReset` takes back every choice, `sources` shows where the numbers are from.
 */
export function dashboardTemplate(
  viz: DashboardVizController,
  hasControl: (name: string) => boolean,
  onReset: () => void,
  sources: SourcesState,
): TemplateResult {
  const { current, error, messages, words, pictures } = viz;
  // They stay as they are until they can be taken over.
  if (pictures && !(current && messages)) return html`<slot></slot>`;
  if (error) {
    return html`<slot></slot>
      <div class="message" part="error" role="status">
        ${messages ? html`<p>${messages.errors[error.kind]}</p>` : nothing}
        ${
          messages && error.retryable
            ? html`<button type="button" part="button" @click=${viz.retry}>${messages.retry}</button>`
            : nothing
        }
      </div>`;
  }
  if (!current || !messages)
    return html`<slot></slot>
      <div class="room"></div>`;
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
            ${words && html`<button type="button" class="reset" part="button reset" @click=${onReset}>${words.resetAll}</button>`}
          </div>`
        : nothing
    }
    ${
      pictures
        ? // In a shadow root of the HTML they stand here, else among the children.
          pictures.slot
          ? html`<slot name=${pictures.slot}></slot>`
          : pictures
        : current.charts.map((id) => html`<vibedasher-viz part="chart" chart=${id}></vibedasher-viz>`)
    }
    ${aboutTemplate(viz, current, sources)} ${pictures ? html`<slot></slot>` : nothing}`;
}

/** What is said under all charts. Room for the source is there before the code for it. */
function aboutTemplate(
  { age, messages }: DashboardVizController,
  { source, notes }: DashboardViz,
  sources: SourcesState,
): TemplateResult | typeof nothing {
  if (age === null && !source && !notes) return nothing;
  const shown = typeof sources === 'string' ? null : sources;
  const attribution = source && shown?.resolveAttribution(source, 'vibedasher-dashboard');
  const said = [
    attribution && messages && shown?.sourceTemplate(attribution, { messages }),
    attribution && age && ' · ',
    // It would be pushed aside.
    source && sources === 'loading' ? null : age,
  ];
  return html`<div class="about">
    ${notes ? html`<p class="notes" part="notes" dir="auto">${notes}</p>` : nothing}
    ${age !== null || source ? html`<p class="age" part="status">${said}</p>` : nothing}
  </div>`;
}
