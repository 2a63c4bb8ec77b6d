import { css } from 'lit';
import { colors } from '../shared.styles.ts';

/**
 * A grid of cards. Each card is one click target: its title is a button whose box covers the card. The bar above the
 * grid reserves its height before its texts have loaded, so nothing moves.
 */
export const styles = css`
  :host {
    display: block;
    min-width: 0;
    font-family: var(--vibedasher-font, inherit);
    text-align: start;
  }
  :host([hidden]) {
    display: none;
  }
  .gallery {
    ${colors}
    color: var(--_text);
    background: var(--_ground, transparent);
    line-height: 1.4;
  }
  .gallery.painted {
    padding: 0.75rem;
    border-radius: 6px;
  }
  p {
    margin: 0;
  }

  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 0.75rem;
    min-height: 3.75rem;
  }
  label {
    display: grid;
    gap: 0.25rem;
    min-width: 0;
    font-size: 0.875em;
    color: var(--_muted);
  }
  label[part='search'] {
    flex: 1 1 7.5rem;
    max-width: 24rem;
  }
  /* The filter appears after the search field. Both fit on one line, even at 320 px, so no line is added. */
  label[part='filter'] {
    flex: 1 1 8.5rem;
    max-width: 14rem;
  }
  input,
  select {
    box-sizing: border-box;
    width: 100%;
    height: max(2.25rem, 2.1em);
    margin: 0;
    padding: 0.25rem 0.6rem;
    font: inherit;
    font-size: max(16px, 1em);
    color: var(--_text);
    background-color: var(--vibedasher-color-background, var(--_scheme-background, canvas));
    border: 1px solid color-mix(in srgb, var(--_muted) 75%, transparent);
    border-radius: 4px;
  }
  .status {
    min-height: 1.4em;
    margin: 0.75rem 0;
    font-size: 0.875em;
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }

  .cards {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr));
    gap: var(--vibedasher-gap, 1.25rem);
    margin: 0;
    padding: 0;
    list-style: none;
    transition: opacity 0.2s;
  }
  .waiting .cards {
    opacity: 0.45;
    transition-delay: 0.2s;
  }
  .card {
    position: relative;
    display: flex;
    flex-direction: column;
    gap: 0.4rem;
    min-width: 0;
    padding-bottom: 0.9rem;
    overflow: clip;
    overflow-wrap: anywhere;
    border: 1px solid var(--_grid);
    border-radius: 6px;
  }
  .card:hover {
    border-color: color-mix(in srgb, var(--_accent) 55%, var(--_grid));
  }
  .card > :not(.image) {
    margin-inline: 0.9rem;
  }
  .image {
    aspect-ratio: 16 / 10;
    margin-bottom: 0.4rem;
    display: grid;
    place-items: center;
    overflow: hidden;
    background: color-mix(in srgb, var(--_muted) 7%, transparent);
  }
  .image > img {
    width: 100%;
    height: 100%;
    object-fit: cover;
    min-height: 0;
  }
  .glyph {
    width: min(100%, 13rem);
    max-height: 100%;
    min-height: 0;
  }
  .glyph .strong {
    fill: var(--_accent);
  }
  .glyph .faint {
    fill: color-mix(in srgb, var(--_accent) 32%, transparent);
  }
  .glyph .line {
    fill: none;
    stroke: color-mix(in srgb, var(--_accent) 80%, var(--_muted));
    stroke-width: 2.5;
    stroke-linejoin: round;
    stroke-linecap: round;
  }

  .title {
    display: block;
    padding: 0;
    font: inherit;
    font-weight: 600;
    text-align: start;
    color: inherit;
    background: none;
    border: 0;
    cursor: pointer;
  }
  .title::after {
    content: '';
    position: absolute;
    inset: 0;
  }
  .title:hover bdi {
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 0.2em;
  }
  .icon {
    margin-inline-end: 0.4em;
  }
  .about {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 0.6rem;
  }
  .description {
    font-size: 0.875em;
    color: var(--_muted);
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow: hidden;
    text-align: start;
    text-wrap: pretty;
  }
  .facts {
    margin-top: auto;
    font-size: max(12px, 0.75em);
    color: var(--_muted);
  }

  .skeleton {
    min-height: 17.5rem;
    animation: appear 0.2s 0.4s both;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }

  .message {
    max-width: 34rem;
    margin-inline: auto;
    padding: 2.5rem 0.5rem;
    text-align: center;
  }
  .message p {
    margin-bottom: 0.75rem;
  }
  .foot {
    margin-top: 1.25rem;
    text-align: center;
  }
  .message button,
  .foot button {
    min-height: 2.25rem;
    padding: 0.25em 1em;
    font: inherit;
    font-size: 0.9375em;
    color: inherit;
    background: none;
    border: 1px solid color-mix(in srgb, var(--_muted) 75%, transparent);
    border-radius: 4px;
    cursor: pointer;
  }
  .more[aria-disabled] {
    color: var(--_muted);
    cursor: default;
  }
  input:focus-visible,
  select:focus-visible,
  button:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  /* The focus ring surrounds the card. It is inside the box, where it is not clipped. */
  .title:focus-visible {
    outline: none;
  }
  .title:focus-visible::after {
    outline: 2px solid var(--_accent);
    outline-offset: -3px;
    border-radius: 6px;
  }

  @media (prefers-reduced-motion: reduce) {
    .cards {
      transition: none;
    }
    .skeleton {
      animation-duration: 0s;
    }
  }
  @media (forced-colors: active) {
    .glyph .strong,
    .glyph .faint {
      fill: CanvasText;
    }
    .glyph .line {
      stroke: CanvasText;
    }
    .card {
      border-color: CanvasText;
    }
    .title:focus-visible::after {
      outline-color: Highlight;
    }
  }
`;
