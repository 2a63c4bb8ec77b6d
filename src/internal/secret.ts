/** Random, so that a spec cannot guess the names of our parameters and functions, which read values without checks. */
export const SECRET = crypto.getRandomValues(new Uint32Array(3)).join('');
