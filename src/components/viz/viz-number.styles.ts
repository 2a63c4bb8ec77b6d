import { css } from 'lit';
import { numberRules } from '../shared.styles.ts';

/** Styles of a number chart. */
export const styles = css`
  .stage:has(> .number) {
    flex-shrink: 0;
    flex-basis: auto;
  }
  .number {
    align-self: center;
    line-height: 1.2;
  }
  ${numberRules}
  @container (max-height: 18em) {
    .number {
      --_most: 2.5em;
    }
  }
  /* Leaves space for a title of two lines. */
  @container (max-height: 9em) and (min-width: 16em) {
    .number {
      --_most: 1.75em;
    }
  }
  .number .label,
  .number .comparison {
    color: var(--_muted);
    font-size: 0.875em;
    margin: 0;
  }
  .number .good {
    color: var(--_good, #00705a);
  }
  .number .bad {
    color: var(--_bad, #a20004);
  }

  /* In a box of a few lines, a number and its label need the whole height. */
  @container (max-height: 8em) or ((max-height: 11em) and (max-width: 16em)) {
    :host(:not(:state(stale))) .stage:has(> .number) ~ .footer {
      display: none;
    }
    .stage:has(> .number) {
      margin-block-end: 0;
    }
    .number p {
      display: -webkit-box;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
      overflow: hidden;
    }
  }
  @container (max-height: 8em) {
    .number p {
      -webkit-line-clamp: 1;
    }
  }
  @container (min-height: 5em) and (max-height: 8em) {
    .number p:only-of-type {
      -webkit-line-clamp: 2;
    }
  }
`;
