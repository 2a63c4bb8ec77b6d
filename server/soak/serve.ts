/** The attacked server: `node serve.ts FOLDER LIMITS`, where LIMITS is JSON, also of limits that are no options. */
import { startServer, type LimitOptions, type InternalLimits } from '../src/index.ts';

const [root = '', text = '{}'] = process.argv.slice(2);
const limits = JSON.parse(text) as Partial<LimitOptions & InternalLimits>;
const server = await startServer({ ...limits, root, logLevel: 'fatal' }, limits);
console.log(`API ${server.apiBase}\nStorage ${server.storageBase}`);
process.once('SIGTERM', () => void server.close());
