/** The style sheet of pages, before the script has loaded and without it. The build writes it to `cdn/vibedasher.css`. */
import { css, unsafeCSS } from 'lit';
import {
  captionRules,
  cell,
  columnFades,
  forEach,
  gridRules,
  numberRules,
  remarkRules,
  reservedBox,
  smallBox,
  table,
  tableBox,
} from './shared.styles.ts';
import { ANNOTATIONS_HEIGHT, MIN_HEIGHT, WIDER_WIDTHS } from './viz/figure-size.ts';
import { createTokens, type Tokens } from '../theming/tokens.ts';

const light = createTokens('light');
const dark = createTokens('dark');
const lightGround = unsafeCSS(light.background);
const darkGround = unsafeCSS(dark.background);

const PALETTE = [1, 2, 3, 4, 5, 6, 7, 8];
const ROLES = ['text', 'muted', 'grid', 'background'] as const;

/** Returns a color of the default themes, in the scheme of the page. */
const themed = (read: (tokens: Tokens) => string | undefined): string =>
  `light-dark(${read(light)}, ${read(dark)})`;

const colors = css`
  ${forEach(ROLES, (role) => `--_${role}: var(--vibedasher-color-${role}, ${themed((tokens) => tokens[role])});`)}
  ${forEach(PALETTE.slice(1), (n) => `--_${n}: var(--vibedasher-palette-${n}, ${themed(({ palette }) => palette[n - 1])});`)}
  --_accent: var(--vibedasher-color-accent, var(--vibedasher-palette-1, ${unsafeCSS(themed(({ accent }) => accent))}));
  --_1: var(--vibedasher-palette-1, var(--_accent));
`;

const paints = forEach(
  [...ROLES, 'accent', ...PALETTE],
  (name) => `.vd-${name} { fill: var(--_${name}); } .vd-${name}-line { stroke: var(--_${name}); }`,
);

/** Shows each drawing, or the next narrower one with text of more than 20 px. */
const drawings = forEach(
  WIDER_WIDTHS,
  (width) => `
    @container (width >= ${width * 0.9}px) and (width >= ${(width * 0.9) / 20}em) {
      svg[data-width='${width}'] { display: inline; }
      svg:has(~ [data-width='${width}']), > [data-annotations='${width}'] { display: none; }
    }`,
);

export const styles = css`
  /*
   * Reserves the space of a chart until the script has loaded, to avoid layout shifts. Any rule of the page overrides
   * these.
   */
  :host(:is(vibedasher-viz, vibedasher-table):not(:defined)),
  :where(
    :is(vibedasher-viz, vibedasher-table):not(:defined),
    div[data-vibedasher-viz]:not(:has(> vibedasher-viz))
  ):where(:not([hidden])) {
    position: relative;
    display: flow-root;
    box-sizing: border-box;
    min-width: 0;
    vertical-align: top;
  }
  /* A later * { all: revert } of the page has the same specificity. Scoped rules win over it by proximity. */
  @scope (:root) {
    :where(vibedasher-viz, vibedasher-table):where(:not([hidden])) {
      position: relative;
      display: grid;

      &:where(:not(:defined)) {
        display: flow-root;
      }
    }
  }
  /* The minimum height; higher with a caption. */
  :is(vibedasher-viz, vibedasher-table, [data-vibedasher-viz]),
  :host(:is(vibedasher-viz, vibedasher-table)) {
    --_low: max(${MIN_HEIGHT.captioned}px, 25em);
  }
  :is(vibedasher-viz[caption='none'], [data-vibedasher-viz][data-caption='none']),
  :host(vibedasher-viz[caption='none']) {
    --_low: max(${MIN_HEIGHT.plain}px, 20em);
  }
  vibedasher-table[caption='none'],
  :host(vibedasher-table[caption='none']) {
    --_low: max(${MIN_HEIGHT.plainTable}px, 25em);
  }
  /* A narrow chart with annotations has room for their list. */
  [annotate],
  :host([annotate]),
  [data-annotate] {
    --_list: ${ANNOTATIONS_HEIGHT / 16}em;
  }
  :host(:is(vibedasher-viz, vibedasher-table):not(:defined))::before,
  :is(vibedasher-viz, vibedasher-table):not(:defined)::before,
  div[data-vibedasher-viz]:not(:has(> vibedasher-viz))::before {
    ${reservedBox}
    box-sizing: border-box;
    min-height: inherit;
  }
  :host(:is(vibedasher-viz, vibedasher-table):not(:defined))::after,
  :is(vibedasher-viz, vibedasher-table):not(:defined)::after,
  div[data-vibedasher-viz]:not(:has(> vibedasher-viz))::after {
    content: '';
    display: block;
    clear: both;
  }

  /*
   * The grid of a dashboard. Any rule of the page overrides these.
   */
  :where(vibedasher-dashboard:not([hidden])) {
    display: block;
  }
  /* Without a grid, there is no gap. */
  :where(vibedasher-dashboard:not([columns]) > vibedasher-control) {
    margin-bottom: var(--vibedasher-gap, 1.5rem);
    margin-inline-end: var(--vibedasher-gap, 1.5rem);
  }
  ${gridRules(
    ':where(vibedasher-dashboard[columns]:not([hidden]), [data-vibedasher][data-columns])',
    (count) => `:where([columns='${count}'], [data-columns='${count}'])`,
    (names) => `:where(vibedasher-dashboard[columns] > :is(${names}))`,
  )}

  /*
   * The prerendered charts of a dashboard with a slug, in its grid, with its title, controls and notices. Matches
   * src/components/dashboard/dashboard-element.styles.ts and src/components/control/control-element.styles.ts.
   */
  div[data-vibedasher]:not(#_#_) {
    grid-column: 1 / -1;

    > :is(h2, div, footer) {
      all: revert;
      grid-column: 1 / -1;
      margin: 0;
      overflow-wrap: anywhere;
      overflow: clip;

      :where(*) {
        all: revert;
      }
    }
    > h2 {
      font-size: 1.5em;
      line-height: 1.2;
      break-after: avoid;
    }
    > div {
      display: flex;
      flex-wrap: wrap;
      gap: 0.75rem 1.25rem;
      align-items: start;

      /* Reserves the space of the reset button. */
      &::after {
        content: '';
        width: 5.5em;
        height: 2.25rem;
      }
      p {
        display: grid;
        gap: 0.3em;
        justify-items: start;
        max-width: 100%;
        margin: 0;
        font-family: var(--vibedasher-font, inherit);
        font-size: 0.875em;
        line-height: 1.4;
        color: var(--vibedasher-color-text, inherit);
      }
      b {
        box-sizing: border-box;
        min-width: min(100%, var(--_width, 13em));
        min-height: 2.5em;
        padding: 0.55em 0;
        font-weight: 600;
      }
      b::after {
        content: attr(data-longest);
        height: 0;
        display: block;
        visibility: hidden;
        padding-inline: 0.5em 1.5em;
      }
      small {
        max-width: 24rem;
        font-size: inherit;
        color: var(--vibedasher-color-muted, inherit);
        opacity: 0.85;
      }
      [data-kind='select'] {
        --_width: 0;
      }
      [data-kind='number'] {
        --_width: 8em;
      }
      [data-kind='date'] {
        --_width: 9.5em;
      }
      [data-kind='checkboxes'] b {
        display: flex;
        flex-wrap: wrap;
        align-content: center;
        gap: 0.25em 1em;
        padding: 0;
        font-weight: inherit;
        line-height: 1.75em;
        min-width: 0;

        &::after {
          content: none;
        }
      }
    }
    &:not([data-columns]) > :is(h2, div) {
      margin-bottom: var(--vibedasher-gap, 1.5rem);
    }
    > footer {
      font-size: max(12px, 0.8125em);
      opacity: 0.75;

      p {
        margin: 0;
        min-height: 1lh;
      }
      a {
        color: inherit;
      }
      [data-notes] {
        white-space: pre-line;
      }
    }
  }
  /* The attribute columns of the element overrides the columns of the viz. */
  vibedasher-dashboard[columns] > [data-columns],
  :host([columns]) > [data-columns] {
    grid-template-columns: inherit;
  }

  /* About as high as the first row of cards. */
  :where(vibedasher-gallery:not(:defined, [hidden])) {
    display: block;
    min-height: 30rem;
  }

  /*
   * The space for the label and the field of a control (src/components/control/control-element.styles.ts). It stays reserved
   * until the viz, which declares the kind of the control, has loaded. Options are not visible text of the page.
   */
  :where(vibedasher-control:not([hidden])) {
    min-height: 3.7em;
    min-width: 9rem;
    display: inline-block;
    vertical-align: top;

    /* Without a label of its own. */
    &:where([type='checkbox'], label *, [for] + *) {
      min-height: 2.2em;
    }
    &:not(:defined) > * {
      display: none;
    }
    &:not(:defined)[help]::after {
      content: attr(help);
      display: block;
      visibility: hidden;
      max-width: 24rem;
      padding-top: 4.5em;
      font-size: 0.875em;
      line-height: 1.4;
    }
  }

  /*
   * A prerendered chart (node/prerender), before the script has loaded and without it. It fills the space reserved above
   * and looks like the element: see viz-element.styles.ts and viz-chart.styles.ts in src/components/viz/. The rules also
   * apply in a declarative shadow root that links this file.
   */
  :is(vibedasher-viz, vibedasher-table, [data-vibedasher-viz]):not(:has(> vibedasher-viz), :state(live)):has(
      > figure[data-vibedasher]
    ) {
    /* Hides the author's fallback: text nodes cannot be selected, so hide everything and show the figure again. */
    visibility: hidden;

    > figure:not(#_#_) {
      visibility: visible;
    }
    > :not(figure, [slot]),
    &:not(:defined) > [slot] {
      display: none;
    }
  }
  /*
   * Color schemes that the page declares, as in src/theming/read-tokens.ts. Custom properties also apply to pictures in
   * shadow roots. The frame surrounds a picture with the other scheme.
   */
  :is([data-theme='dark'], [data-bs-theme='dark'], .dark) {
    --_vibedasher-scheme: dark;
    --_vibedasher-frame: 0.75rem;
  }
  :is([data-theme='light'], [data-bs-theme='light'], .light) {
    --_vibedasher-scheme: light;
    --_vibedasher-frame: 0rem;
  }
  /*
   * Protects the content of a picture from rules of the page, as its shadow root protects the live chart. Keeps
   * presentation attributes of the drawings, which count as unlayered rules of the page.
   */
  figure[data-vibedasher]:not(#_#_) {
    all: revert;
    ${colors}
    box-sizing: border-box;
    position: absolute;
    inset: 0;
    padding: inherit;
    margin: 0;
    display: grid;
    grid-template: auto minmax(0, 1fr) auto auto auto / minmax(0, 1fr) auto;
    column-gap: 1rem;
    container-type: size;
    /* The figure has the size of the box, so the browser can skip the layout of its content off screen. */
    content-visibility: auto;
    color: var(--_text);
    font-family: var(--vibedasher-font, inherit);
    text-align: start;
    color-scheme: var(--_vibedasher-scheme, inherit);

    :where(*) {
      all: revert;
    }
    :where(svg, svg *, img) {
      all: revert-layer;
    }
    &::before,
    &::after,
    :where(*)::before,
    :where(*)::after {
      content: none;
    }
    p {
      margin: 0;
    }
    /* Without its element, which a sanitizer may have removed, the picture has no box to fill. */
    &[data-natural],
    :not(vibedasher-viz, vibedasher-table, [data-vibedasher-viz]) > & {
      position: static;
      padding: 0;
      overflow: clip;
      container-type: inline-size;
      content-visibility: visible;
    }
    > figcaption {
      grid-area: 1 / 1 / 2 / -1;
      margin-bottom: 0.5rem;
      max-height: 50cqb;
      overflow: auto;
      line-height: 1.35;
    }
    ${captionRules}
    > div {
      grid-area: 2 / 1 / 3 / -1;
      margin-bottom: 0.5rem;
      overflow: hidden;
      align-content: center;
      container-type: inline-size;

      p {
        font-size: 0.875em;
        line-height: 1.2;
        color: var(--_muted);
      }
    }
    ${numberRules}
    &[data-natural] > div {
      overflow: auto;
    }
    /* The lower edge has a shadow and the side fades while there are more rows or columns, as in the element's table. */
    > :is(div:has(> table), details[open]) {
      ${tableBox('var(--_background)', 'var(--_text)', 'vibedasher-columns')}
      align-content: start;
    }
    &[dir='rtl'] > :is(div:has(> table), details[open]) {
      animation-name: vibedasher-columns-rtl;
    }
    > [data-source] {
      grid-area: 5 / 1;
    }
    > ol {
      grid-area: 3 / 1 / 4 / -1;
      display: block;
      margin: 0 0 0.25rem;
      padding-inline-start: 1.7em;
      font-size: max(12px, 0.8125em);
      overflow-wrap: anywhere;
      line-height: 1.4;
    }
    > p,
    > details {
      font-size: max(12px, 0.8125em);
      overflow-wrap: anywhere;
      line-height: max(24px, 1.3em);
      color: var(--_muted);
    }
    > [data-notes] {
      grid-area: 4 / 1 / 5 / -1;
    }
    > p a {
      color: inherit;
    }
    > details {
      grid-area: 5 / 2;
      min-height: 1.75rem;

      &[open] {
        grid-area: 2 / 1 / 3 / -1;
        margin-bottom: 0.5rem;
      }
      summary {
        list-style: none;
        padding-inline: 0.1em;
        text-decoration: underline 1px;
        text-underline-offset: 0.2em;
        text-align: end;
        cursor: pointer;
      }
    }
    > [data-notes] ~ details {
      min-height: 24px;
    }
    &:has(> details[open]) > div {
      visibility: hidden;
    }
    table {
      ${table}
      font-size: 0.875rem;
      color: var(--_text);
    }
    /* Words and numbers stay whole. A table wider than its box scrolls. */
    :is(th, td) {
      ${cell}
      max-width: 18em;
      overflow-wrap: break-word;
    }
    .vd-number {
      text-align: end;
    }
    td.vd-number {
      white-space: nowrap;
    }
    :is(svg, img) {
      vertical-align: top;
      width: 100%;
      /* The picture is drawn for a height in whole px and must not shrink if the box is half a pixel lower. */
      height: calc(100% + 0.5px);
      font-family: inherit;
      font-variant-numeric: tabular-nums;
      object-fit: contain;
      object-position: 50% 0;
    }
    /* Also enlarges the narrowest drawing, which scrolls if it does not fit. */
    svg:first-child {
      min-width: clamp(0px, (1em - 20px) * 999, 15em);
    }
    > div:has(> svg) {
      overflow: auto hidden;
    }
    &[data-natural] :is(svg, img) {
      width: auto;
      max-width: 100%;
      height: auto;
    }
    &[data-natural] svg:is(svg ~ svg, :has(~ svg)) {
      min-width: clamp(0px, (1em - 20px) * 999, 100%);
    }
    /* In a small box, as on a phone, leave as much height as possible to the picture. */
    @container ${smallBox} {
      > :is(figcaption, div) {
        margin-bottom: 0.25rem;
      }
      > details {
        min-height: 24px;
      }
    }
    ${remarkRules({
      notes: '> [data-notes]',
      remarks: '> [data-source]',
      padded: '> [data-source]',
      scrolling: '> [data-source]',
      source: '> [data-source] span',
      fade: 'vibedasher-rows',
    })}

    /*
     * Shows the widest drawing that fits at no less than nine tenths of its size, or else the first. If the text of the
     * page is larger than 20 px, it shows a narrower drawing, enlarged.
     */
    svg ~ svg {
      display: none;
    }
    svg:first-child {
      display: inline;
    }
    ${drawings}

    /* A theme with a fixed scheme gets a background if the page has the other scheme. */
    &[data-scheme] {
      border-radius: 4px;

      > :not(p, details) {
        color: var(--_text);
      }
    }
    &[data-scheme='dark'] {
      border: calc(0.75rem - var(--_vibedasher-frame, 0rem)) solid transparent;
      background: light-dark(var(--vibedasher-color-background, ${darkGround}), transparent);

      > * {
        color-scheme: dark;
      }
    }
    &[data-scheme='light'] {
      border: var(--_vibedasher-frame, 0rem) solid transparent;
      background: light-dark(transparent, var(--vibedasher-color-background, ${lightGround}));

      > * {
        color-scheme: light;
      }
    }
    /* With theme="none", texts around the picture have the colors of the page. */
    &[data-plain] {
      --_text: var(--vibedasher-color-text, inherit);
      --_muted: var(--vibedasher-color-muted, inherit);
      --_grid: var(--vibedasher-color-grid, color-mix(in srgb, currentcolor 14%, transparent));
    }
    /* Without light-dark(), the colors would be invalid and nothing would be painted. */
    @supports (color: light-dark(red, red)) {
      ${paints}
    }
    /* If the page sets the color of a line, its name gets that color, as dark or light as text must be on the default backgrounds. */
    @supports (color: oklch(from red l c h)) {
      svg [class$='-name'] {
        --_name: light-dark(
          oklch(from var(--_line) min(l, 0.52) c h),
          oklch(from var(--_line) max(l, 0.68) c h)
        );
        fill: var(--_name, revert-layer);
      }
      ${forEach(PALETTE.slice(1), (n) => `.vd-${n}-name { --_line: var(--vibedasher-palette-${n}); }`)}
      .vd-1-name {
        --_line: var(--vibedasher-palette-1, var(--vibedasher-color-accent));
      }
    }
    /* The reader's colors take precedence over those of the page and of the theme, as in the element. */
    @media (forced-colors: active) {
      --vibedasher-color-text: CanvasText;
      --vibedasher-color-muted: CanvasText;
      --vibedasher-color-grid: GrayText;
      --vibedasher-color-background: Canvas;
      --vibedasher-color-accent: initial;
      ${forEach(PALETTE, (n) => `--vibedasher-palette-${n}: initial;`)}

      &,
      > * {
        color-scheme: light dark !important;
      }
      svg :is(path, rect, circle) {
        opacity: 1;
      }
      /* The number of an annotation is on a circle in the color of other texts. */
      svg :is(text:not(.vd-background, .vd-background *), [class$='-name']) {
        fill: CanvasText;
        fill-opacity: 1;
        opacity: 1;
      }
      svg :is([fill-opacity='0.25'], [fill-opacity='0.3'], [fill-opacity='0.09'], [opacity='0.09']) {
        stroke: CanvasText;
        stroke-opacity: 1;
        stroke-width: 1px;
        fill-opacity: 0;
      }
      svg [stroke-opacity='0.25'] {
        stroke: CanvasText;
        stroke-opacity: 1;
        stroke-width: 1px;
      }
    }
    @media print {
      content-visibility: visible;
      /* A dark page keeps its background if backgrounds are printed. */
      background: light-dark(transparent, var(--vibedasher-color-background, ${lightGround})) !important;

      > * {
        color-scheme: light !important;
      }
      > :not(p, details) {
        color: var(--_text);
      }
      > details {
        display: none;
      }
      > :is([data-notes], [data-source]) {
        max-height: none;
        mask: none;
      }
      > div {
        visibility: visible !important;
      }
    }
  }
  @keyframes vibedasher-rows {
    from,
    90% {
      mask-position: 0 100%;
    }
  }
  ${columnFades('vibedasher-columns', null)}
`;
