// @lane long
import { startDemoPostgres } from '../../demo/postgres.ts';
import { compareWithDuckDb } from './same-rows.ts';

compareWithDuckDb('PostgreSQL', { start: startDemoPostgres });
