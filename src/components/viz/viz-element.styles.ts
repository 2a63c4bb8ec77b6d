import { css } from 'lit';
import { colors, reservedBox } from '../shared.styles.ts';
import { ANNOTATIONS_HEIGHT, MIN_HEIGHT } from './figure-size.ts';

/**
 * Styles that the element needs before it has loaded anything. The box fills the host with any `display` that the page
 * sets. A zero-width float gives the box its default height before the content is known. A height that the page sets
 * overrides it, and a host that shrinks to its content still has a width. `cdn/vibedasher.css` does the same until
 * the element is defined.
 */
export const styles = css`
  :host {
    /* With a caption, the box is higher, so that at least about half of it is for the plot. */
    --_low: max(${MIN_HEIGHT.captioned}px, 25em);
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    position: relative;
    min-width: 0;
    box-sizing: border-box;
    vertical-align: top;
    overflow: clip;
    overflow-clip-margin: 4px;
    font-family: var(--vibedasher-font, inherit);
    text-align: start;
  }
  :host([caption='none']) {
    --_low: max(${MIN_HEIGHT.plain}px, 20em);
  }
  :host(vibedasher-table[caption='none']) {
    --_low: max(${MIN_HEIGHT.plainTable}px, 25em);
  }
  /* A narrow chart with annotations has room for their list. */
  :host([annotate]) {
    --_list: ${ANNOTATIONS_HEIGHT / 16}em;
  }
  :host([hidden]) {
    display: none;
  }
  .box {
    display: flow-root;
    position: relative;
    flex: 1 1 auto;
    width: 100%;
    height: 100%;
    min-height: inherit;
    max-height: inherit;
    aspect-ratio: inherit;
    overflow: clip;
    overflow-clip-margin: 4px;
  }
  .box::before {
    ${reservedBox}
  }

  .figure {
    ${colors}
    position: absolute;
    inset: 0;
    margin: 0;
    display: flex;
    flex-direction: column;
    gap: 0.5rem;
    min-width: 0;
    color: var(--_text);
    background: var(--_ground, transparent);
    container-type: size;
  }
  :host(:state(natural)) .figure {
    position: static;
    max-height: 100%;
    container-type: inline-size;
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
  /* A notice over a prerendered picture, next to its button. Its colors are fixed: the page's tokens are not known yet. */
  .over {
    visibility: visible;
    position: absolute;
    inset-block: auto 0;
    inset-inline: 0 auto;
    max-width: calc(100% - 9em);
    margin: 0;
    padding: 0.3em 0.5em;
    border-radius: 4px;
    color: #fff;
    background: #333;
    font-size: max(12px, 0.8125em);
    line-height: 1.2;
  }
  .skeleton {
    position: absolute;
    inset: 4.5rem 0 3.5rem;
    background: repeating-linear-gradient(to right, var(--_grid) 0 13%, transparent 13% 17.4%);
    clip-path: polygon(
      0 58%,
      15% 58%,
      15% 32%,
      33% 32%,
      33% 45%,
      50% 45%,
      50% 16%,
      67% 16%,
      67% 39%,
      85% 39%,
      85% 27%,
      100% 27%,
      100% 100%,
      0 100%
    );
    animation: appear 0.2s 0.4s both;
  }
  .skeleton.line {
    background: var(--_grid);
    clip-path: polygon(0 80%, 30% 55%, 60% 64%, 100% 20%, 100% 21%, 60% 65%, 30% 56%, 0 81%);
  }
  .skeleton.big {
    inset: 40% 60% 40% 0;
    background: var(--_grid);
    clip-path: none;
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
