// @lane long
import { startDemoClickHouse } from '../../demo/clickhouse.ts';
import { missingChdb } from '../../scripts/local-clickhouse.ts';
import { compareWithDuckDb } from './same-rows.ts';

compareWithDuckDb('ClickHouse', {
  start: startDemoClickHouse,
  without: [
    // Dates before 1900.
    'civic-data/global-temperature/main',
    // Columns of structs, the outlines of states.
    'civic-data/engineers/main',
    'northwind-labs/flights/airports.states',
  ],
  skip: await missingChdb(),
});
