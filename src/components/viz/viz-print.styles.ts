import { css, unsafeCSS } from 'lit';
import { createTokens } from '../../theming/tokens.ts';

const { text, muted, grid } = createTokens('light');

/**
 * Print styles. A chart takes the width of its container and the height of its content. Nothing redraws it for print:
 * its `viewBox` scales the picture, and a filter turns dark pictures light.
 */
export const styles = css`
  @media print {
    :host {
      height: auto !important;
      max-height: none !important;
      aspect-ratio: auto !important;
      overflow: visible;
      break-inside: avoid;
    }
    .box:not(:has(.placeholder)) {
      height: auto;
      max-height: none;
      aspect-ratio: auto;
      overflow: visible;
    }
    .box:not(:has(.placeholder))::before {
      display: none;
    }
    .box:not(:has(.placeholder)) .figure {
      position: static;
      max-height: none;
      container-type: inline-size;
    }
    .caption {
      max-height: none;
    }
    .stage {
      flex: none;
      display: block;
    }
    .chart {
      overflow: visible !important;
      mask: none !important;
      min-height: 0 !important;
    }
    .picture,
    .fallback {
      position: static;
    }
    .picture svg,
    .picture canvas {
      max-width: 100%;
      height: auto !important;
    }
    .covered,
    .cut span,
    .tools,
    .tooltip,
    .ring {
      display: none;
    }
    .figure.dark {
      --_text: ${unsafeCSS(text)};
      --_muted: ${unsafeCSS(muted)};
      --_grid: ${unsafeCSS(grid)};
      --_good: #00705a !important;
      --_bad: #a20004 !important;
      background: #fff;
      print-color-adjust: exact;
    }
    .dark .picture {
      filter: invert(1) hue-rotate(180deg);
    }
  }
`;
