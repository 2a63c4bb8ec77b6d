import { css } from 'lit';
import { gridRules } from '../shared.styles.ts';

/**
 * With `columns`, a grid of at most that many columns, at least 18rem wide each. The page's own `grid-template-columns`
 * overrides it. `cdn/vibedasher.css` has the same rules for the time before the element is defined.
 */
export const styles = css`
  :host {
    display: block;
  }
  ${gridRules(
    ':host([columns])',
    (count) => `:host([columns='${count}'])`,
    (names) => `::slotted(:is(${names}))`,
  )}
  :host([hidden]) {
    display: none;
  }
  .title,
  .controls,
  .message,
  .about,
  .reserved {
    grid-column: 1 / -1;
    margin: 0;
  }
  /* Letters can stack any number of marks above and below them. */
  .title,
  .about {
    overflow: clip;
    overflow-clip-margin: 4px;
    overflow-wrap: anywhere;
  }
  .title {
    font-size: 1.5em;
    line-height: 1.2;
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem 1.25rem;
    align-items: start;
  }
  /* Without a grid, there is no gap. */
  :host(:not([columns])) :is(.title, .controls) {
    margin-block-end: var(--vibedasher-gap, 1.5rem);
  }
  :host(:not([columns])) ::slotted(vibedasher-control) {
    margin-block-end: var(--vibedasher-gap, 1.5rem);
    margin-inline-end: var(--vibedasher-gap, 1.5rem);
  }
  .reset {
    align-self: end;
    min-height: 2.25rem;
    padding: 0.25em 0.75em;
    border: 1px solid color-mix(in srgb, currentColor 55%, transparent);
    border-radius: 0.375rem;
    font-size: 0.875em;
  }
  button {
    color: inherit;
    background: none;
    font: inherit;
    cursor: pointer;
  }
  /* As in a chart. */
  .message {
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 0.75rem;
    min-height: 240px;
    padding: 0.5rem;
    box-sizing: border-box;
    text-align: center;
    line-height: 1.45;
  }
  .message p {
    max-width: 34rem;
    margin: 0;
  }
  .message button {
    min-height: 24px;
    padding: 0.25em 1em;
    border: 1px solid currentcolor;
    border-radius: 4px;
  }
  .about {
    opacity: 0.75;
    font-size: max(12px, 0.8125em);
  }
  .about p {
    margin: 0;
    min-height: 1lh;
  }
  .about a {
    color: inherit;
  }
  .notes {
    white-space: pre-line;
  }
  .reserved {
    min-height: 240px;
  }
  /* The element that contains prerendered charts inherits the columns from the slot. */
  slot {
    grid-template-columns: inherit;
  }
  ::slotted(*) {
    min-width: 0;
  }
`;
