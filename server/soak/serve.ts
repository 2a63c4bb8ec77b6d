/**
 * The attacked server: `node serve.ts FOLDER OPTIONS`. OPTIONS is JSON, and may contain limits that are not options.
 */
import { startServer, type InternalLimits, type ServerOptions } from '../src/index.ts';

const [root = '', text = '{}'] = process.argv.slice(2);
const options = JSON.parse(text) as Partial<ServerOptions & InternalLimits>;
const server = await startServer({ ...options, root, logLevel: 'fatal' }, options);
console.log(`API ${server.apiBase}\nStorage ${server.storageBase}`);
process.once('SIGTERM', () => void server.close());
