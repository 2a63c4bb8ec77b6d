import { css } from 'lit';
import { accent } from '../shared.styles.ts';

/** Native controls with the page's font, and with the border and accent colors of charts. */
export const styles = css`
  :host {
    --_line: color-mix(in srgb, currentColor 55%, transparent);
    --_accent: var(--vibedasher-color-accent, ${accent});
    display: inline-block;
    vertical-align: top;
    box-sizing: border-box;
    max-width: 100%;
    font-family: var(--vibedasher-font, inherit);
    color: var(--vibedasher-color-text, inherit);
    accent-color: var(--_accent);
  }
  :host([hidden]) {
    display: none;
  }
  .all {
    display: grid;
    gap: 0.3em;
    justify-items: start;
    font-size: 0.875em;
    line-height: 1.4;
  }
  .all > * {
    min-width: 0;
    max-width: 100%;
  }
  label,
  legend {
    padding: 0;
    overflow-wrap: anywhere;
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  legend {
    margin-bottom: 0.3em;
  }
  .options {
    display: flex;
    flex-wrap: wrap;
    align-content: center;
    gap: 0.25em 1em;
  }
  .line {
    display: flex;
    align-items: center;
    gap: 0.5em;
    min-height: 1.75em;
  }
  .range,
  .range .line {
    justify-items: stretch;
    justify-content: space-between;
  }
  .range .line {
    min-height: 0;
  }
  /* As high as other fields, so that nothing below moves when the kind of the control is known. */
  .options,
  .checkbox > .line,
  input[type='range'] {
    min-height: 2.5em;
  }
  output {
    font-variant-numeric: tabular-nums;
    font-weight: 600;
  }
  select,
  input,
  button {
    box-sizing: border-box;
    margin: 0;
    max-width: 100%;
    font: inherit;
  }
  select,
  input:not([type='checkbox'], [type='radio'], [type='range']) {
    min-height: 2.5em;
    padding: 0.25em 0.5em;
    color: inherit;
    background: transparent;
    border: 1px solid var(--_line);
    border-radius: 4px;
  }
  option {
    color: FieldText;
    background: Field;
  }
  select[multiple] {
    padding: 0;
  }
  select[multiple] option {
    padding: 0.15em 1em;
    color: inherit;
    background: transparent;
  }
  select[multiple] option:checked {
    color: HighlightText;
    background: Highlight;
  }
  input[type='checkbox'],
  input[type='radio'] {
    flex: none;
    width: 1.15em;
    height: 1.15em;
  }
  input[type='range'] {
    width: 100%;
    min-width: 9rem;
  }
  input[type='number'] {
    width: 8em;
  }
  /* Until its kind is known, a control is as narrow as cdn/vibedasher.css reserves, so that a row does not wrap. */
  :host(:not([type])) [aria-busy='true'] > input {
    width: 9rem;
  }
  input[aria-invalid='true'] {
    border-color: currentColor;
    border-width: 2px;
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  :disabled {
    cursor: not-allowed;
  }
  select:disabled,
  input:disabled,
  fieldset:disabled .options {
    opacity: 0.55;
  }
  .about {
    display: contents;
  }
  /* Letters can stack any number of marks above and below them. */
  [part='label'],
  .line > bdi,
  .help {
    overflow: clip;
    overflow-clip-margin: 4px;
  }
  .help,
  .message {
    max-width: 24rem;
    overflow-wrap: anywhere;
  }
  .help {
    color: var(--vibedasher-color-muted, inherit);
    opacity: 0.85;
  }
  .message:empty {
    display: none;
  }
  button {
    min-height: 2.25em;
    padding: 0.2em 0.75em;
    color: inherit;
    background: transparent;
    border: 1px solid var(--_line);
    border-radius: 4px;
    cursor: pointer;
  }
  @media (forced-colors: active) {
    :host {
      --_line: FieldText;
      --_accent: Highlight;
    }
    select:disabled,
    input:disabled {
      opacity: 1;
      color: GrayText;
      border-color: GrayText;
    }
  }
`;
