/** The module that the server shares with the elements. `build.js` compiles it into the published package. */
export * from '../../src/public-client/rows-address.ts';
