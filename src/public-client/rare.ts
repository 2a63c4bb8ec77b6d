/**
 * What few pages need, loaded in one: the catalogue, other time zones, what a refusal means, and what is done about an API
 * that is busy or refuses batches.
 */
export { askEach } from './ask-each.ts';
export { refused } from './busy.ts';
export { getExtracts, listSeeds, listTemplates } from './catalog.ts';
export { refusalOf } from './refusal.ts';
export { wallClock } from './wall-clock.ts';
