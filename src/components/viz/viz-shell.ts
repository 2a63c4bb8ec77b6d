import { html, nothing, type TemplateResult } from 'lit';
import english from '../../locale/messages/en/shell.ts';
import type { VibedasherError } from '../../public-client/errors.ts';

/** Renders the element at its final size until its code and messages have loaded, or an error if they cannot be loaded. */
export function shellTemplate(
  hasFallback: boolean,
  mark: string,
  error: VibedasherError | null,
  onRetry: () => void,
): TemplateResult {
  return html`<figure part="figure" class="figure">
    ${
      error && !hasFallback
        ? html`<div class="message" role="status">
            <p>${english.chartFailed}</p>
            ${error.retryable ? html`<button @click=${onRetry}>${english.retry}</button>` : nothing}
          </div>`
        : placeholderTemplate(hasFallback, mark)
    }
  </figure>`;
}

/**
 * Renders the author's fallback, or else a skeleton of the chart, or `text`, the reason why the chart is not shown yet. All
 * cover the box and hide layout changes below.
 */
export function placeholderTemplate(
  hasFallback: boolean,
  mark: string,
  text: string | null = null,
): TemplateResult {
  if (hasFallback) return html`<div class="placeholder"><slot></slot></div>`;
  const kind = mark === 'line' || mark === 'area' ? 'line' : mark === 'number' ? 'big' : '';
  return html`<div class="placeholder">
    <slot name="loading">
      ${text === null ? html`<div class="skeleton ${kind}" aria-hidden="true"></div>` : html`<p class="message">${text}</p>`}
    </slot>
  </div>`;
}

/** Finds the prerendered picture of an element: in a declarative shadow root, or else among the children. */
export function findStaticPicture(element: Element, tag = 'figure'): HTMLElement | null {
  const selector = `${tag}[data-vibedasher]`;
  return (
    element.shadowRoot?.querySelector<HTMLElement>(selector) ??
    element.querySelector<HTMLElement>(`:scope > ${selector}`)
  );
}

/**
 * Moves a prerendered picture into `root` and returns `root`. This is necessary after `innerHTML`, which leaves the
 * templates of declarative shadow roots in the host.
 */
export function adoptInertRoot<T extends ParentNode>(host: HTMLElement, root: T): T {
  const inert = host.querySelector<HTMLTemplateElement>(':scope > template[shadowrootmode]');
  if (inert?.content.querySelector('figure[data-vibedasher]')) {
    root.append(inert.content);
    inert.remove();
  }
  return root;
}
