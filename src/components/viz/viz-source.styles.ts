import { css } from 'lit';
import { remarkRules } from '../shared.styles.ts';

/** Styles of source and notes. */
export const styles = css`
  .source {
    overflow-wrap: anywhere;
  }
  .source a {
    color: inherit;
    text-decoration-thickness: 1px;
    text-underline-offset: 0.2em;
  }
  .notes {
    flex: none;
    width: 100%;
    margin: 0;
    overflow-wrap: anywhere;
  }
  ${remarkRules({
    notes: '.notes',
    remarks: '.notices',
    padded: '.notices:not(:has(> button))',
    scrolling: '.notices:not(:has(.stale > button))',
    source: '.source',
    fade: 'fade',
  })}
  @media print {
    .notes,
    .notices {
      max-height: none !important;
      mask: none !important;
    }
  }
`;
