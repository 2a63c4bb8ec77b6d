import { css } from 'lit';
import { captionRules, smallBox } from '../shared.styles.ts';

/** Styles of the figure: caption, picture, messages, tooltip and footer. */
export const styles = css`
  .caption {
    flex: none;
    max-height: 50%;
    overflow: auto;
    line-height: 1.35;
  }
  .caption:not(:has(div, p)) {
    display: contents;
  }
  ${captionRules}

  /* Once the chart has replaced it, the prerendered picture is no longer a fallback. */
  :host(:state(live)) ::slotted(figure[data-vibedasher]) {
    display: none !important;
  }

  .stage {
    position: relative;
    flex: 1;
    min-height: 0;
    min-width: 0;
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
  }
  .stage > * {
    grid-area: 1 / 1;
    min-width: 0;
    min-height: 0;
  }
  .chart {
    position: relative;
    overflow: hidden;
    transition: opacity 0.2s;
    /* A finger that moves sideways shows tooltips; vertically it scrolls the page. */
    touch-action: pan-y pinch-zoom;
  }
  .figure:focus-visible,
  .chart:focus-visible,
  button:focus-visible,
  a:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }
  /* Around the labels at the edges of the picture, not over them. */
  @supports (overflow-clip-margin: 4px) {
    .chart:focus-visible {
      outline-offset: 1px;
    }
  }
  :host(:state(natural)) .chart {
    overflow: auto;
    touch-action: auto;
    min-height: var(--_natural-height, 0);
  }
  /* The cells of a facet have a minimum height. The lower edge fades out until the reader has scrolled to it. */
  .scrolls .chart {
    overflow: hidden auto;
    mask: linear-gradient(to top, transparent, #000 2.5rem) 0 0 / 100% calc(100% + 2.5rem) no-repeat;
    animation: fade linear;
    animation-timeline: scroll(self);
  }
  .picture {
    position: absolute;
    inset: 0;
    /* Vega computes text positions for left-to-right text. */
    direction: ltr;
  }
  /* A picture wider than its box fades out at the right edge until the reader has scrolled to it. */
  :host(:state(natural)) .figure:not([dir]) .chart {
    mask: linear-gradient(to left, transparent, #000 2.5rem) 0 0 / calc(100% + 2.5rem) 100% no-repeat;
    animation: fade linear;
    animation-timeline: scroll(self inline);
  }
  @keyframes fade {
    from,
    90% {
      mask-position: 100% 100%;
    }
  }
  :host(:state(natural)) .picture {
    position: static;
  }
  .picture + .picture {
    position: absolute;
    inset: 0;
    visibility: hidden;
  }
  .picture svg,
  .picture canvas {
    display: block;
  }
  .picture svg {
    font-variant-numeric: tabular-nums;
  }
  /* Each label takes its direction from its first letter, so a full stop or ellipsis comes last. */
  .picture text {
    unicode-bidi: plaintext;
  }
  .waiting .chart,
  .waiting .number {
    opacity: 0.45;
    transition-delay: 0.2s;
  }
  /* A prerendered picture, while the engine for queries in the browser loads. */
  .figure:has(> .progress) ::slotted(figure[data-vibedasher]),
  figure[data-vibedasher]:has(~ .box .progress) {
    opacity: 0.45 !important;
  }
  .covered {
    visibility: hidden;
  }
  .progress {
    position: absolute;
    z-index: 1;
    inset: 0 0 auto;
    inline-size: 100%;
    block-size: 4px;
    accent-color: var(--_accent);
  }

  .ring {
    position: absolute;
    pointer-events: none;
    border-radius: 3px;
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .tooltip {
    position: absolute;
    z-index: 1;
    pointer-events: none;
    max-width: min(20rem, 90%);
    padding: 0.4em 0.6em;
    border-radius: 4px;
    font-size: max(12px, 0.8125em);
    line-height: 1.4;
    color: var(--_text);
    background: var(--vibedasher-color-background, var(--_scheme-background, canvas));
    border: 1px solid var(--_grid);
    box-shadow: 0 2px 8px rgb(0 0 0 / 0.15);
    overflow-wrap: anywhere;
  }
  .tooltip dl {
    display: grid;
    grid-template-columns: auto auto;
    gap: 0 0.8em;
    margin: 0;
  }
  .tooltip dt {
    color: var(--_muted);
  }
  .tooltip dd {
    margin: 0;
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .tooltip dd:not(dt + dd) {
    grid-column: 1 / -1;
    text-align: start;
  }
  .tooltip strong {
    font-weight: 600;
  }

  .message {
    grid-area: 1 / 1;
    align-self: center;
    justify-self: center;
    max-width: 34rem;
    padding: 0.5rem;
    text-align: center;
    line-height: 1.45;
    overflow: auto;
    max-height: 100%;
    box-sizing: border-box;
  }
  .message p {
    margin: 0 0 0.75rem;
  }
  .placeholder .message {
    position: absolute;
    inset: 50% 0 auto;
    max-height: 50%;
    margin: 0 auto;
    transform: translateY(-50%);
  }
  .figure:has(> .caption .description) .skeleton {
    inset-block-start: 7rem;
  }
  .fallback {
    overflow: auto;
  }
  /* Caption and footer take their space before the picture is drawn, but must not overlap the author's fallback. */
  .figure:has(> .placeholder > :not([name])) > :is(.caption, .footer) {
    visibility: hidden;
  }
  .below {
    display: flex;
    flex-direction: column;
  }
  .below .message {
    margin: auto;
  }
  .viewer {
    border: 0;
    width: 100%;
    height: 100%;
  }

  .cut {
    flex: none;
    height: max(24px, 1.3em);
    margin: 0;
    overflow: hidden;
    font-size: max(12px, 0.8125em);
    white-space: nowrap;
    color: var(--_muted);
  }
  .cut button {
    text-decoration: none;
  }
  .footer {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    align-items: flex-start;
    gap: 0 1rem;
    min-height: 1.75rem;
    margin-top: auto;
    font-size: max(12px, 0.8125em);
    color: var(--_muted);
  }
  /* In a small box, as on a phone, leave as much height as possible to the picture. */
  @container ${smallBox} {
    /* A line that does not fit wraps into a hidden second column, so it is not cut in half. */
    .caption:has(div, p) {
      flex-shrink: 1;
      display: flex;
      flex-flow: column wrap;
      overflow: hidden;
    }
    /* A column keeps its first item even if it is too high, so the first item is empty. */
    .caption::before {
      content: '';
    }
    .caption::before,
    .title,
    .description {
      width: 100%;
    }
    .caption:has(div, p),
    .stage {
      margin-block-end: -0.25rem;
    }
    .footer {
      min-height: 24px;
    }
  }
  @container (max-height: 8em) or ((max-height: 11em) and (max-width: 16em)) {
    .message {
      padding: 0;
      font-size: 0.875em;
      line-height: 1.2;
    }
    .message p {
      margin: 0 0 0.25rem;
    }
  }
  .notices {
    margin: 0;
    flex: 1 1 12rem;
    min-width: 0;
    min-height: 24px;
    line-height: max(24px, 1.3em);
  }
  .notices > * + span::before {
    content: ' · ';
  }
  .notices * + button {
    margin-inline-start: 0.6em;
  }
  .stale {
    display: contents;
  }
  /* A notice next to a button stays on one line: a second line would shrink the picture. */
  .notices:has(.stale > button) {
    display: flex;
    column-gap: 0.3em;
  }
  .notices:has(.stale > button) span:not(.stale) {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    text-wrap: nowrap;
  }
  .notices button {
    flex: none;
  }
  /* On a phone, it takes the place of the other notices, which keep their space, and wraps. */
  @container (max-width: 30em) {
    .notices:has(.stale > button) {
      display: block;
      position: relative;
    }
    .notices:has(.stale > button) > :not(.stale) {
      visibility: hidden;
    }
    .notices > .stale:has(button) {
      display: block;
      position: absolute;
      inset: auto 0 0;
      min-height: 100%;
      font-size: max(12px, 0.75rem);
      line-height: 1.1;
    }
    .notices:has(.stale > button) > .stale::before {
      content: none;
    }
    .notices:has(.stale > button) span:not(.stale) {
      overflow: visible;
      text-wrap: wrap;
    }
    .notices .stale > button {
      min-height: 0;
      margin: 0;
      line-height: inherit;
    }
  }
  .tools {
    display: flex;
    gap: 0.75rem;
    margin-inline-start: auto;
  }
  button,
  .link {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    padding: 0 0.1em;
    min-height: 24px;
    line-height: max(24px, 1.3em);
    cursor: pointer;
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 0.2em;
  }
  .message button,
  .message .link {
    display: inline-block;
    padding: 0.25em 1em;
    border: 1px solid currentcolor;
    border-radius: 4px;
    text-decoration: none;
  }
  .announcer {
    position: absolute;
    /* Also shows changes of the text size. */
    width: 1em;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @media (prefers-reduced-motion: reduce) {
    .chart {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    .tooltip {
      border-color: CanvasText;
    }
    .ring {
      outline-color: Highlight;
    }
    .figure {
      --_text: CanvasText;
      --_muted: CanvasText;
      --_grid: GrayText;
      --_good: CanvasText !important;
      --_bad: CanvasText !important;
    }
    .picture :is(path, rect):not([opacity='0']) {
      opacity: 1;
    }
    .picture text:not([opacity='0']) {
      fill: CanvasText;
      fill-opacity: 1;
      opacity: 1;
    }
    /* Faded marks, those of the previous period and areas of a range are hollow, faded lines thin. */
    .picture :is(path, rect):is([fill-opacity='0.25'], [opacity='0.25'], [opacity='0.3'], [opacity='0.09']) {
      stroke: CanvasText;
      stroke-opacity: 1;
      stroke-width: 1px;
      fill-opacity: 0;
    }
  }
`;
