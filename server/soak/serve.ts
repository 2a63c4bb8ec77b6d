/**
 * The attacked server: `node serve.ts FOLDER LIMITS`. LIMITS is JSON, and may contain limits that are not options.
 */
import { startServer, type LimitOptions, type InternalLimits } from '../src/index.ts';

const [root = '', text = '{}'] = process.argv.slice(2);
const limits = JSON.parse(text) as Partial<LimitOptions & InternalLimits>;
const server = await startServer({ ...limits, root, logLevel: 'fatal' }, limits);
console.log(`API ${server.apiBase}\nStorage ${server.storageBase}`);
process.once('SIGTERM', () => void server.close());
