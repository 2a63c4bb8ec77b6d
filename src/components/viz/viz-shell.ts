import { html, nothing, type TemplateResult } from 'lit';
import type { VibedasherError } from '../../public-client/errors.ts';

/** English messages for when the library's own messages could not be loaded. */
const MESSAGES = { text: 'This chart could not be loaded.', retry: 'Try again' };

/** Renders the element before the rest of its code has loaded, in its final size. */
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
            <p>${MESSAGES.text}</p>
            ${error.retryable ? html`<button @click=${onRetry}>${MESSAGES.retry}</button>` : nothing}
          </div>`
        : placeholderTemplate(hasFallback, mark)
    }
  </figure>`;
}

/**
 * Renders the author's fallback, or else a skeleton of the chart. It covers the box and hides layout changes below it.
 * `text`: why the chart is not there yet.
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
      ${text === null ? nothing : html`<p class="message">${text}</p>`}
      <div class="skeleton ${kind}" aria-hidden="true"></div>
    </slot>
  </div>`;
}
