import { css } from 'lit';
import { cell, columnFades, table, tableBox } from '../shared.styles.ts';

/**
 * A table, or in a narrow box a list of cards if it has several columns. With few rows, it has table layout. With many
 * (`large`), each row is an absolutely positioned grid of fixed height, which truncates text until it has the focus.
 */
export const styles = css`
  /* The edge fades, except for the scrollbar, if there are more columns in that direction. */
  .scroll {
    --_cover: var(--_ground, var(--vibedasher-color-background, var(--_scheme-background, canvas)));
    ${tableBox('var(--_cover)', 'currentcolor', 'columns')}
    scroll-padding-inline: 2.5rem;
  }
  .scroll:dir(rtl) {
    animation-name: columns-rtl;
  }
  ${columnFades('columns', 'var(--_scrollbar)')}
  /* With an intrinsic height, the box keeps the height of the picture, which all rows would exceed. */
  :host(:state(natural)) .scroll {
    position: absolute;
    inset: 0;
  }
  .box.short::before {
    padding-top: 0;
  }
  .short > .figure {
    position: static;
    container-type: inline-size;
  }
  .waiting .scroll {
    opacity: 0.45;
    transition-delay: 0.2s;
  }
  table {
    ${table}
    font-size: 0.875em;
  }
  th,
  td {
    ${cell}
    box-sizing: border-box;
    overflow-wrap: anywhere;
  }
  /* A cell has the direction of its text, but stays below its heading. */
  td {
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  th {
    font-weight: 600;
    background: var(--_cover);
    vertical-align: bottom;
  }
  thead {
    position: sticky;
    top: 0;
    z-index: 2;
  }
  .numeric {
    text-align: end;
  }
  /* Separate a right-aligned number from the text that follows. */
  .numeric + :where(:not(.numeric)) {
    padding-inline-start: 1.6em;
  }
  .sort {
    position: relative;
    min-height: 0;
    line-height: inherit;
    padding: 0;
    padding-inline-end: 0.95em;
    font-weight: inherit;
    text-align: inherit;
    text-decoration: none;
    /* Do not wrap a short name next to long texts. */
    max-width: 16em;
    overflow-wrap: break-word;
  }
  .sort:hover {
    text-decoration: underline;
  }
  .sort::after {
    content: '';
    position: absolute;
    inset-inline-end: 0;
    inset-block-end: 0.4em;
    border: 0.3em solid transparent;
    border-block-width: 0.5em 0;
  }
  th:hover .sort::after,
  .sort:focus-visible::after {
    border-top-color: var(--_grid);
  }
  /* The sort arrow is before the name, so the name aligns with the numbers. */
  .numeric .sort {
    padding-inline: 0.95em 0;
  }
  .numeric .sort::after {
    inset-inline: 0 auto;
  }
  [aria-sort='ascending'] .sort.sort::after {
    border-block-width: 0 0.5em;
    border-bottom-color: currentcolor;
  }
  [aria-sort='descending'] .sort.sort::after {
    border-top-color: currentcolor;
  }
  td:focus,
  .sort:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }

  .large,
  .large thead,
  .large tbody {
    display: block;
    min-width: max(100%, var(--_width));
  }
  .large tbody {
    position: relative;
  }
  .large tr {
    display: grid;
    grid-template-columns: var(--_tracks);
  }
  .large tbody tr {
    position: absolute;
    inset-inline: 0;
    box-sizing: border-box;
    height: 2.2em;
    border-bottom: 1px solid var(--_grid);
  }
  .large th,
  .large td {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .large td {
    border: 0;
  }
  .large .sort {
    max-width: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    vertical-align: bottom;
  }
  .large td:focus {
    z-index: 1;
    min-height: 100%;
    height: max-content;
    white-space: pre-wrap;
    background: var(--_cover);
  }
  .large tr:focus-within {
    z-index: 1;
  }

  .sort-by {
    display: none;
  }
  @container (max-width: 420px) {
    .sort-by {
      position: sticky;
      top: 0;
      z-index: 2;
      display: flex;
      align-items: center;
      gap: 0.5em;
      padding-block: 0.25em;
      font-size: 0.875em;
      color: var(--_muted);
      background: var(--_cover);
      border-bottom: 1px solid var(--_grid);
    }
    .sort-by select {
      flex: 1;
      min-width: 0;
      min-height: 28px;
      font: inherit;
      color: var(--_text);
      background: transparent;
      border: 1px solid currentcolor;
      border-radius: 4px;
    }
    .sort-by option {
      color: fieldtext;
      background: field;
    }
    .wide {
      position: relative;
    }
    .wide,
    .wide tbody,
    .wide td {
      display: block;
      min-width: 0;
    }
    .wide tbody tr {
      display: grid;
      grid-template-columns: repeat(2, minmax(0, 1fr));
      column-gap: 1em;
      padding: 0.4em 0;
      border-bottom: 1px solid var(--_grid);
    }
    .wide td {
      display: flex;
      justify-content: space-between;
      gap: 0.75em;
      padding: 0.1em 0.25em;
      border: 0;
      text-align: end;
    }
    .wide td:first-child {
      grid-column: 1 / -1;
      justify-content: start;
      font-weight: 600;
      text-align: start;
    }
    .wide td::before {
      content: attr(data-label);
      flex: none;
      max-width: 45%;
      color: var(--_muted);
      font-weight: 400;
      text-align: start;
    }
    /* The cards repeat the headings. These appear when they get the focus of the keyboard. */
    .wide thead {
      display: block;
      min-width: 0;
      position: absolute;
      inset: 0 0 auto;
    }
    .wide thead:not(:focus-within) {
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .wide thead tr {
      display: flex;
      flex-wrap: wrap;
      column-gap: 0.5em;
      max-height: 7em;
      overflow: hidden auto;
      background: var(--_cover);
      border-bottom: 1px solid var(--_grid);
    }
    .wide th {
      max-width: 100%;
      padding: 0.2em 0.25em;
      border: 0;
      text-align: start;
    }
    .wide .sort.sort {
      max-width: 100%;
      padding-inline: 0 0.95em;
    }
    .wide .sort.sort::after {
      inset-inline: auto 0;
    }
    .large.wide tbody tr {
      height: calc(var(--_lines) * 1.7em + 1em);
    }
    .large.wide td {
      display: block;
      height: 1.7em;
      line-height: 1.5em;
    }
    .large.wide td::before {
      float: inline-start;
      padding-inline-end: 1em;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    .large.wide td:focus {
      position: relative;
      height: max-content;
      min-height: 1.7em;
    }
  }
  @media (forced-colors: active) {
    td:focus,
    .sort:focus-visible {
      outline-color: Highlight;
    }
    /* The arrow consists of borders. Forced colors would show all of them. */
    .sort::after {
      --_grid: GrayText;
      forced-color-adjust: none;
      color: CanvasText;
    }
  }
`;
