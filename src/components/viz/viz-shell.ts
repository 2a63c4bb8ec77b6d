import { html, nothing, type TemplateResult } from 'lit';
import type { VibedasherError } from '../../public-client/errors.ts';

/** What is said where not even the library's own sentences could be loaded. */
const UNLOADED = { text: 'This chart could not be loaded.', retry: 'Try again' };

/** What the element shows by itself, before the rest of its code is there: the same geometry, nothing else. */
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
            <p>${UNLOADED.text}</p>
            ${error.retryable ? html`<button @click=${onRetry}>${UNLOADED.retry}</button>` : nothing}
          </div>`
        : placeholderTemplate(hasFallback, mark)
    }
  </figure>`;
}

/**
 * The author's fallback, else a quiet sketch of the chart to come. It covers the box, whatever moves
 * below it; `text` says what it waits for.
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
