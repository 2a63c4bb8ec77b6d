/** Styles that elements share with each other, and with pages without the script (`page.styles.ts`). */
import { css, type CSSResult, unsafeCSS } from 'lit';
import { NARROW } from '../internal/widths.ts';
import { createTokens } from '../theming/tokens.ts';
import {
  LOW_BOX,
  MAX_EXTRA_HEIGHT,
  MAX_HEIGHT,
  MIN_HEIGHT,
  SMALL_BOX,
  VERY_NARROW,
} from './viz/figure-size.ts';

const em = (px: number): CSSResult => unsafeCSS(`${px / 16}em`);

/** Writes rules or declarations for each of a list of names. */
export const forEach = <T>(names: readonly T[], write: (name: T) => string): CSSResult =>
  unsafeCSS(names.map(write).join('\n'));

/** The accent color of charts on light pages. */
export const accent = unsafeCSS(createTokens('light').accent);

/** The colors of an element: of the page, else of the theme. */
export const colors = css`
  --_text: var(--vibedasher-color-text, var(--_scheme-text, inherit));
  --_muted: var(--vibedasher-color-muted, var(--_scheme-muted, inherit));
  --_grid: var(
    --vibedasher-color-grid,
    var(--_scheme-grid, color-mix(in srgb, currentcolor 14%, transparent))
  );
  --_accent: var(--vibedasher-color-accent, var(--_scheme-accent, ${accent}));
`;

/** A zero-width float that has the default height of a box, and the width of a box that shrinks to its content. */
export const reservedBox = css`
  content: '';
  float: left;
  display: grid;
  grid-template-columns: minmax(0, 640px);
  max-width: 100%;
  margin-right: -100%;
  padding-top: clamp(
    var(--_low, ${MIN_HEIGHT.plain}px) + clamp(0px, (${NARROW}px - 100%) * 999, var(--_list, 0px)) +
      clamp(0px, ${em(VERY_NARROW)} - 100%, ${em(MAX_EXTRA_HEIGHT)}),
    100% / (var(--vibedasher-aspect-ratio, 16 / 9)),
    ${MAX_HEIGHT}px
  );
`;

/** Conditions on the box of a figure. In a small one, as on a phone, the picture gets as much height as possible. */
const lowBox = unsafeCSS(`(max-height: ${em(LOW_BOX)})`);
export const smallBox = unsafeCSS(
  `${lowBox} or ((max-height: ${em(SMALL_BOX.height)}) and (max-width: ${em(SMALL_BOX.width)}))`,
);

/** Title and description. */
export const captionRules = css`
  figcaption div {
    font-size: 1.125em;
    font-weight: 600;
    text-wrap: balance;
  }
  figcaption p {
    margin: 0.15em 0 0;
    font-size: 0.875em;
    color: var(--_muted);
    text-wrap: pretty;
  }
  @container ${smallBox} {
    figcaption div {
      font-size: 1em;
      text-wrap: wrap;
    }
    figcaption p {
      display: -webkit-box;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
      margin: 0;
      overflow: hidden;
    }
  }
`;

/** A large number, smaller if it is long. */
export const numberRules = css`
  b[data-length] {
    display: block;
    line-height: 1.2;
    font-size: max(0.75em, min(var(--_share, 14cqi), var(--_most, 5em)));
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  b[data-length='long'] {
    --_share: 10cqi;
  }
  b[data-length='longer'] {
    --_share: 7.5cqi;
  }
  b[data-length='longest'] {
    --_share: 5cqi;
  }
`;

interface RemarkParts {
  readonly notes: string;
  /** The line with source and notices, what is in it without buttons, and what scrolls in it. */
  readonly remarks: string;
  readonly padded: string;
  readonly scrolling: string;
  readonly source: string;
  /** The animation that fades out the lower edge until the reader has scrolled to it. */
  readonly fade: string;
}

/**
 * Texts below a picture. On a phone, long ones scroll by whole lines. In a low box, notes and source have one line each, to
 * leave the height to the picture.
 */
export const remarkRules = ({ notes, remarks, padded, scrolling, source, fade }: RemarkParts): CSSResult =>
  unsafeCSS(`
    ${notes} { max-height: max(1.4em, 20cqb); overflow: auto; line-height: 1.4; white-space: pre-line; }
    @container (max-width: 30em) {
      /* A button is 24 px high without padding. */
      ${padded} { --_pad: max(0px, 24px - 1.4em); padding-block: calc(var(--_pad) / 2); line-height: 1.4; }
      ${notes}, ${remarks} {
        max-height: calc(round(down, max(24px, 10cqb), 1.4em) + var(--_pad, 0px));
        box-sizing: border-box;
      }
      ${notes}, ${scrolling} {
        overflow: auto;
        mask: linear-gradient(to top, transparent, #000 1em) 0 0 / 100% calc(100% + 1em) no-repeat;
        animation: ${fade} linear;
        animation-timeline: scroll(self);
      }
    }
    @container ${lowBox} {
      ${source} { display: inline-block; max-width: 100%; vertical-align: top; }
      ${notes}, ${source} { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
    }`);

/**
 * Fades out the side of a table that has more columns until the reader has scrolled to them, by an animation with this name.
 * `scrollbar` is its width, which does not fade.
 */
export function columnFades(name: string, scrollbar: string | null): CSSResult {
  const mask = (side: string, at: string, barAt: string): string =>
    [
      `mask: linear-gradient(to ${side}, transparent, #000 2.5rem) ${at} 0 / calc(100% + 2.5rem) 100% no-repeat`,
      ...(scrollbar ? [`linear-gradient(#000, #000) ${barAt} 0 / ${scrollbar} 100% no-repeat`] : []),
    ].join();
  return unsafeCSS(`
    @keyframes ${name} {
      from, 90% { ${mask('left', scrollbar ? `calc(100% - ${scrollbar})` : '100%', '100%')} }
      to { ${mask('left', '0', '100%')} }
    }
    @keyframes ${name}-rtl {
      from, 90% { ${mask('right', scrollbar ?? '0', '0')} }
      to { ${mask('right', '100%', '0')} }
    }`);
}

/**
 * The box of a table. A shadow at the lower edge shows that there are more rows. The upper gradient, of the background, covers
 * it at the end.
 */
export const tableBox = (background: string, edge: string, columns: string): CSSResult =>
  unsafeCSS(`
    overflow: auto;
    background:
      linear-gradient(transparent, ${background} 75%) 0 100% / 100% 2rem no-repeat local,
      linear-gradient(transparent, color-mix(in srgb, ${edge} 22%, transparent)) 0 100% / 100% 0.75rem no-repeat scroll;
    animation: ${columns} linear;
    animation-timeline: scroll(self inline);`);

export const table = css`
  width: 100%;
  border-collapse: collapse;
  font-variant-numeric: tabular-nums;
`;

export const cell = css`
  padding: 0.35em 0.4em;
  vertical-align: top;
  text-align: start;
  border-bottom: 1px solid var(--_grid);
`;

const FIELDS = 'button, input, select, textarea';
/** Children of a dashboard that take a whole row of its grid. */
const WHOLE_ROWS = `header, footer, nav, form, fieldset, h1, h2, h3, h4, h5, h6, p, label, output, ${FIELDS}, vibedasher-control, vibedasher-dashboard`;

/**
 * The grid of a dashboard, with at most as many columns as it sets, at least 18rem wide each. `children` returns the
 * selector of its children with these names.
 */
export function gridRules(
  grid: string,
  withColumns: (count: number) => string,
  children: (names: string) => string,
): CSSResult {
  return css`
    ${unsafeCSS(grid)} {
      --_gap: var(--vibedasher-gap, 1.5rem);
      display: grid;
      gap: var(--_gap);
      grid-template-columns: repeat(
        auto-fill,
        minmax(max(min(100%, 18rem), (100% - (var(--_columns) - 1) * var(--_gap)) / var(--_columns)), 1fr)
      );
    }
    ${forEach([1, 2, 3, 4, 5, 6], (count) => `${withColumns(count)} { --_columns: ${count}; }`)}
    ${unsafeCSS(children(WHOLE_ROWS))} {
      grid-column: 1 / -1;
    }
    /* Not as wide as the grid or as high as a chart. */
    ${unsafeCSS(children(FIELDS))} {
      place-self: start;
    }
  `;
}
