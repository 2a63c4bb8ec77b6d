/** What few pages need, loaded in one: the catalogue, and what is done about an API that is busy or refuses batches. */
export { askEach } from './ask-each.ts';
export { refused } from './busy.ts';
export { getExtracts, listSeeds, listTemplates } from './catalog.ts';
