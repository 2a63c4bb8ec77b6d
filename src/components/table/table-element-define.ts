import { VibedasherTable } from './table-element.ts';

/** Registers the element, unless another copy of the script already has. */
if (!customElements.get('vibedasher-table')) customElements.define('vibedasher-table', VibedasherTable);

declare global {
  interface HTMLElementTagNameMap {
    'vibedasher-table': VibedasherTable;
  }
}

export { VibedasherTable };
