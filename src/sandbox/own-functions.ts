/** No spec can know it, so only what this project writes into a compiled chart calls its functions. */
const SECRET = crypto.getRandomValues(new Uint32Array(3)).join('');

/** The name of a function of expressions that this project adds to those of Vega. */
export const ownFunction = (name: string): string => `vibedasher${name}${SECRET}`;
