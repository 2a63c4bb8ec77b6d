import { css } from 'lit';
import { forEach } from '../shared.styles.ts';

/** Widths that may be too narrow for this many tools in some language. */
const WIDTHS = { 6: '36em', 5: '34em', 4: '32em', 3: '29em', 2: '27em' };

/** Styles of the toolbar, which load with it. The footer has reserved its space. */
export const styles = css`
  .bar {
    display: flex;
    gap: inherit;
    white-space: nowrap;
  }
  .bar .wide {
    display: contents;
  }
  .bar .more {
    display: none;
  }
  /*
   * Tools share one line with a notice. In boxes that may be too narrow for them, a menu replaces all except the table
   * button.
   */
  ${forEach(
    Object.entries(WIDTHS),
    ([count, width]) => `
      @container (max-width: ${width}) {
        .of-${count} .wide { display: none; }
        .of-${count} .more { display: contents; }
      }`,
  )}
  /* Next to tools, notices may shrink further before the tools wrap. */
  .notices {
    flex-basis: 7rem;
  }
  /* The toolbar has its own table button: hide the default one, which is the last. */
  .bar.table ~ button:last-of-type {
    display: none;
  }
  .bar button[aria-disabled='true'] {
    opacity: 0.5;
    cursor: default;
  }
  .bar .icon {
    min-width: 24px;
    padding: 0;
    text-decoration: none;
  }
  .bar svg {
    display: block;
    width: 16px;
    height: 16px;
    margin: auto;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .more svg {
    stroke-width: 2.5;
  }

  .menu {
    position: fixed;
    inset: auto;
    box-sizing: border-box;
    margin: 0;
    padding: 0.25rem;
    max-height: calc(100vh - 8px);
    overflow: auto;
    border: 1px solid var(--_grid);
    border-radius: 4px;
    font-size: max(13px, 0.875rem);
    color: var(--_text);
    background: var(--vibedasher-color-background, var(--_scheme-background, canvas));
    box-shadow: 0 2px 8px rgb(0 0 0 / 0.15);
  }
  .menu button {
    display: block;
    width: 100%;
    padding: 0.25em 0.75em;
    text-align: start;
    text-decoration: none;
    border-radius: 3px;
  }
  .menu button:hover,
  .menu button:focus {
    background: var(--_grid);
  }

  :host(:fullscreen) {
    overflow: auto;
  }
  :host(:fullscreen) .box {
    overflow: visible;
  }
  :host(:fullscreen) .figure {
    box-sizing: border-box;
    min-height: 100%;
    padding: 1.5rem;
    border-radius: 0;
    background: var(--_ground, var(--vibedasher-color-background, var(--_scheme-background, canvas)));
  }
  :host(:state(natural):fullscreen) .figure {
    max-height: none;
  }

  @media (forced-colors: active) {
    .menu {
      border-color: CanvasText;
    }
    .menu button:focus {
      outline: 2px solid Highlight;
    }
  }
`;
