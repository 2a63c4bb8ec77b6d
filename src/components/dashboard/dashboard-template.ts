import { html, nothing, type TemplateResult } from 'lit';
import type { ParamDeclaration } from '../../charts/types.ts';
import type { OwnViz, OwnVizController } from '../../controllers/own-viz.ts';

/** What a dashboard draws of its own viz; `hasControl` tells for which parameters the page has a control already. */
export function dashboardTemplate(
  viz: OwnVizController,
  hasControl: (name: string) => boolean,
): TemplateResult {
  const { current, error, messages } = viz;
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
  if (!current)
    return html`<slot></slot>
      <div class="room"></div>`;
  const params = current.params.filter(({ name }) => !hasControl(name));
  return html`<h2 class="title" part="title">${current.title}</h2>
    <slot></slot>
    ${
      params.length > 0
        ? html`<div class="controls" part="controls">
            ${params.map((param) => controlTemplate(param, current))}
          </div>`
        : nothing
    }
    ${current.charts.map((id) => html`<vibedasher-viz part="chart" chart=${id}></vibedasher-viz>`)}`;
}

/** The native control for a parameter. What it shows is set by those that follow all controls. */
function controlTemplate(param: ParamDeclaration, { options }: OwnViz): TemplateResult {
  const { name, label, type, multiple } = param;
  const choices = options.get(name);
  if (choices) {
    // No choice is a choice where nothing is chosen to begin with.
    const isOpen = !multiple && param.default === null && !choices.some(({ value }) => value === '');
    const list = choices.map((choice) => html`<option value=${choice.value}>${choice.label}</option>`);
    return html`<label part="control"
      ><span>${label}</span
      ><select name=${name} multiple=${multiple ? '' : nothing}>
        ${isOpen ? html`<option value="">–</option>` : nothing}${list}
      </select></label
    >`;
  }
  if (type === 'boolean') {
    return html`<label part="control" class="toggle"
      ><input name=${name} type="checkbox" /><span>${label}</span></label
    >`;
  }
  return html`<label part="control"
    ><span>${label}</span
    ><input name=${name} step="any" type=${type === 'string' ? 'text' : type} autocomplete="off"
  /></label>`;
}
