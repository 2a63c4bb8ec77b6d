import { warnAboutUndefined } from '../../controllers/dashboard/undefined-elements.ts';
import { VibedasherTable } from './table-element.ts';

warnAboutUndefined();
/** Registers the element, unless another copy of the script already has. */
if (!customElements.get('vibedasher-table')) customElements.define('vibedasher-table', VibedasherTable);

declare global {
  interface HTMLElementTagNameMap {
    'vibedasher-table': VibedasherTable;
  }
}

export { VibedasherTable };
