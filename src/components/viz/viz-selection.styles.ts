import { css } from 'lit';

/** Styles of a chart with selection. */
export const styles = css`
  .picture.choosable {
    cursor: pointer;
  }
  .picture.choosable * {
    cursor: inherit !important;
  }
  .picture.draggable {
    user-select: none;
    -webkit-user-select: none;
  }
  .picture.draggable.x {
    touch-action: pan-y;
  }
  .picture.draggable.y {
    touch-action: pan-x;
  }
  .bands > * {
    position: absolute;
    box-sizing: border-box;
    pointer-events: none;
    min-width: 2px;
    min-height: 2px;
    background: color-mix(in srgb, var(--_accent) 14%, transparent);
    border: 1px solid color-mix(in srgb, var(--_accent) 55%, transparent);
  }
  button.choice {
    display: inline-flex;
    gap: 0.4em;
    box-sizing: border-box;
    max-width: 100%;
    padding: 0 0.6em;
    border: 1px solid var(--_muted);
    border-radius: 999px;
    color: var(--_text);
    text-decoration: none;
    vertical-align: top;
    line-height: 22px;
  }
  .choice :first-child {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .choice + * {
    margin-inline-start: 0.6em;
  }
  .choice + span::before {
    content: none;
  }
  @media (forced-colors: active) {
    .bands > * {
      border-color: Highlight;
    }
  }
`;
