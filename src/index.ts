/** Element classes, functions, the client and types. This module has no side effects: `./define` registers the elements. */
export * from './entry.ts';
export { VibedasherControl } from './components/control/control-element.ts';
export { VibedasherDashboard } from './components/dashboard/dashboard-element.ts';
export {
  VibedasherChooseEvent,
  VibedasherGallery,
  type VibedasherGalleryEventMap,
} from './components/gallery/gallery-element.ts';
export { VibedasherSelectEvent } from './select-event.ts';
