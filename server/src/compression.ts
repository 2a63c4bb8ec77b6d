import { constants } from 'node:zlib';

/** Options for answers, which are compressed while a client waits. */
export const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
