import { css } from 'lit';

/**
 * The box has its height before anything is known: a float without width holds it open, so that a height set by
 * the page wins, and an element in a flex row still has a width (`::after`). The same rules stand in
 * `cdn/vibedasher.css` for the time before the element is defined.
 */
export const styles = css`
  :host {
    display: flow-root;
    position: relative;
    min-width: 0;
    box-sizing: border-box;
    overflow: clip;
    overflow-clip-margin: 4px;
    font-family: var(--vibedasher-font, inherit);
    text-align: start;
  }
  :host([hidden]) {
    display: none;
  }
  :host::before {
    content: '';
    float: left;
    padding-top: clamp(240px, calc(100% / (var(--vibedasher-aspect-ratio, 16 / 9))), 520px);
  }
  :host::after {
    content: '';
    display: block;
    width: 640px;
    max-width: 100%;
  }

  .figure {
    --_text: var(--vibedasher-color-text, var(--_scheme-text, inherit));
    --_muted: var(--vibedasher-color-muted, var(--_scheme-muted, inherit));
    --_grid: var(
      --vibedasher-color-grid,
      var(--_scheme-grid, color-mix(in srgb, currentcolor 14%, transparent))
    );
    --_accent: var(--vibedasher-color-accent, var(--_scheme-accent, #2d6dc4));
    position: absolute;
    inset: 0;
    margin: 0;
    display: flex;
    flex-direction: column;
    gap: 0.5rem;
    min-width: 0;
    color: var(--_text);
    background: var(--_ground, transparent);
    container-type: inline-size;
  }
  :host(:state(natural)) .figure {
    position: static;
    max-height: 100%;
  }
  .figure.painted {
    padding: 0.75rem;
    border-radius: 4px;
  }

  .placeholder {
    position: absolute;
    inset: 0;
    overflow: auto;
  }
  .skeleton {
    position: absolute;
    inset: 4.5rem 0 3.5rem;
    display: flex;
    align-items: flex-end;
    gap: 3%;
    animation: appear 0.2s 0.4s both;
  }
  .skeleton i {
    flex: 1;
    background: var(--_grid);
    border-radius: 2px 2px 0 0;
  }
  .skeleton i:nth-child(1) {
    height: 42%;
  }
  .skeleton i:nth-child(2) {
    height: 68%;
  }
  .skeleton i:nth-child(3) {
    height: 55%;
  }
  .skeleton i:nth-child(4) {
    height: 84%;
  }
  .skeleton i:nth-child(5) {
    height: 61%;
  }
  .skeleton i:nth-child(6) {
    height: 73%;
  }
  .skeleton.line {
    display: block;
    background: linear-gradient(to top right, transparent 49.6%, var(--_grid) 49.7% 50.3%, transparent 50.4%);
  }
  .skeleton.big {
    align-items: center;
  }
  .skeleton.big i {
    flex: none;
    width: 40%;
    height: 2.5em;
    border-radius: 4px;
  }
  .skeleton.big i + i,
  .skeleton.line i {
    display: none;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .skeleton {
      animation-duration: 0s;
    }
  }
`;
