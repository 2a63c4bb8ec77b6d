import { describe, it } from 'node:test';
import { expect } from 'chai';
import { VibedasherError } from '../../src/public-client/errors.ts';
import {
  readBatch,
  readProblem,
  readResultUrl,
  readStatuses,
  readSubmission,
  readTable,
  readViz,
} from '../../src/public-client/wire.ts';
import { readExtracts, readTemplatePage, toTemplateSearch } from '../../src/public-client/catalog.ts';
import { thrown } from './support.ts';

const API = 'https://bi.example.org/api';

describe('wire', () => {
  describe('readViz', () => {
    const FULL = {
      name: 'Weekly sales',
      slug: 'internal',
      publicSlug: 'weekly-sales',
      description: 'By region',
      source: { text: ' Statistics Office ', url: 'https://stats.example' },
      notes: 'Provisional.',
      accountSlug: 'acme',
      accountRegion: 'us-east-1',
      publishStatus: 'PUBLISHED',
      viewMode: 'public',
      datasetIds: ['d1', 2],
      tags: ['sales'],
      createdAt: 1_700_000_000,
      updatedAt: '2026-01-31T10:00:00Z',
      files: { 'charts/main.sql': 'SELECT 1', 'logo.png': null, _bundleUrl: 'https://s3.example.net/b' },
      dataFreshness: { status: 'MEASURED', asOf: '2026-01-30', ageDays: 1.5, lastLoadedAt: 1_700_000_000 },
      dataState: {
        status: 'BLOCKED',
        canQuery: false,
        blocked: [{ id: 'd1', reason: 'quota' }, { id: 'd2' }],
        meaning: 'One dataset is over its quota.',
      },
      somethingNew: { deep: true },
    };

    it('reads a complete viz', () => {
      expect(readViz({ viz: FULL })).to.deep.equal({
        name: 'Weekly sales',
        slug: 'weekly-sales',
        account: 'acme',
        region: 'us-east-1',
        description: 'By region',
        source: { text: 'Statistics Office', url: 'https://stats.example' },
        notes: 'Provisional.',
        datasetIds: ['d1', '2'],
        tags: ['sales'],
        createdAt: new Date(1_700_000_000_000),
        updatedAt: new Date(Date.UTC(2026, 0, 31, 10)),
        files: new Map([['charts/main.sql', 'SELECT 1']]),
        bundleUrl: 'https://s3.example.net/b',
        rows: false,
        dataVersion: null,
        freshness: {
          status: 'measured',
          asOf: new Date(Date.UTC(2026, 0, 30)),
          ageDays: 1.5,
          lastLoadedAt: new Date(1_700_000_000_000),
        },
        dataState: {
          status: 'blocked',
          canQuery: false,
          blocked: [
            { id: 'd1', reason: 'quota' },
            { id: 'd2', reason: '' },
          ],
          meaning: 'One dataset is over its quota.',
        },
      });
    });

    const BARE = readViz({ viz: { slug: 's' } });
    const vizOf = (more: object) => readViz({ viz: { slug: 's', ...more } });

    it('reads a viz that has only a slug', () => {
      const { files, datasetIds, tags, freshness, dataState, ...rest } = vizOf({ files: null, tags: null });
      const absent =
        'account region description source notes createdAt updatedAt bundleUrl dataVersion'.split(' ');
      const nothing = Object.fromEntries(absent.map((name) => [name, null]));
      expect(rest).to.deep.equal({ name: 's', slug: 's', rows: false, ...nothing });
      expect([files.size, datasetIds, tags]).to.deep.equal([0, [], []]);
      expect(freshness).to.deep.equal({ status: 'unknown', asOf: null, ageDays: null, lastLoadedAt: null });
      expect(dataState).to.deep.equal({ status: 'unknown', canQuery: null, blocked: [], meaning: null });
    });

    it('reads fields of other types, unknown regions and unknown states as if they were absent', () => {
      const sources = ['', {}, [], 7, true, { text: {} }].map((source) => ({ source }));
      const regions = ['evil.example', 'eu-west-1', 7, {}].map((accountRegion) => ({ accountRegion }));
      const states = ['UNKNOWN', 'SOMETHING_NEW', null].map((status) => ({
        ...{ dataFreshness: { status }, dataState: { status } },
      }));
      const rows = [null, false, 'yes', 1, []].map((rows) => ({ rows }));
      for (const more of [...sources, ...regions, ...states, ...rows])
        expect(vizOf(more), JSON.stringify(more)).to.deep.equal(BARE);
    });

    it('reads whether rows have addresses, and a status with underscores', () => {
      expect(vizOf({ rows: true, dataVersion: 'a' })).to.include({ rows: true, dataVersion: 'a' });
      expect(vizOf({ dataFreshness: { status: 'NO_TIME_COLUMN' } }).freshness.status).to.equal(
        'no-time-column',
      );
    });

    it('reads a source with a text or a URL', () => {
      const url = 'https://stats.example';
      for (const [source, text, link] of [
        [`Office ${url}`, `Office ${url}`, null],
        [{ text: 'Office' }, 'Office', null],
        [{ url }, url, url],
        [{ text: 'Office', url: 7 }, 'Office', null],
      ])
        expect(vizOf({ source }).source).to.deep.equal({ text, url: link });
    });

    it('reads snake_case names, and prefers camelCase', () => {
      const viz = { public_slug: 's', account_slug: 'acme', account_region: 'eu-central-1' };
      expect(readViz({ viz })).to.include({ slug: 's', account: 'acme', region: 'eu-central-1' });
      expect(vizOf({ accountSlug: 'camel', account_slug: 'snake' }).account).to.equal('camel');
    });

    it('reads files named like properties of Object.prototype', () => {
      const viz = readViz(JSON.parse('{"viz": {"slug": "s", "files": {"__proto__": "x"}}}'));
      expect([...viz.files]).to.deep.equal([['__proto__', 'x']]);
    });
  });

  it('cuts long texts', () => {
    const long = `${'x'.repeat(299)}😀${'y'.repeat(200_000)}`;
    const dataState = { blocked: [{ id: 'd', reason: long }], meaning: long };
    const viz = {
      slug: 's',
      name: long,
      description: long,
      source: { text: long, url: long },
      notes: long,
      dataState,
    };
    const read = readViz({ viz });
    for (const text of [read.name, read.source!.text]) expect(text).to.equal(`${'x'.repeat(299)}…`);
    for (const text of [
      read.description,
      read.notes,
      read.dataState.blocked[0]!.reason,
      read.dataState.meaning,
    ])
      expect(text).to.have.length(5001);
    const { templates } = readTemplatePage([
      { id: 1, name: long, description: long, category: long, chartType: long, tags: [long], icon: long },
    ]);
    const texts = Object.values(templates[0]!).flat().map(String);
    expect(Math.max(...texts.map((text) => text.length))).to.equal(5001);
  });

  describe('readSubmission', () => {
    it('reads each state of a query', () => {
      const url = 'https://s/1';
      for (const [value, expected] of [
        [
          { sqlQuery: { id: 'q', status: 'completed' }, cached: true, url },
          { kind: 'stored', id: 'q', url },
        ],
        [
          { cached: true, url },
          { kind: 'stored', id: null, url },
        ],
        [
          { sqlQuery: { id: 7, status: 'PENDING' }, cached: false },
          { kind: 'waiting', id: '7' },
        ],
        [{ sql_query: { id: 'q', status: 'running' } }, { kind: 'waiting', id: 'q' }],
        [{ sqlQuery: { id: 'q', status: 'completed' } }, { kind: 'stored', id: 'q', url: null }],
        [
          { rows: null, resultUrl: url },
          { kind: 'stored', id: null, url },
        ],
      ])
        expect(readSubmission(value), JSON.stringify(value)).to.deep.equal(expected);
    });

    it('reads rows with typed columns', () => {
      const table = { columns: [{ name: 'n', type: 'number' }], rows: [[1]], truncated: true };
      const about = { rowCount: 1, asOf: '2026-01-31', cached: false, stale: false, resultUrl: null };
      const asOf = new Date(Date.UTC(2026, 0, 31));
      expect(readSubmission({ ...table, ...about })).to.deep.equal({
        kind: 'table',
        table: { ...table, asOf },
      });
    });

    it('throws the error of a failed query', () => {
      const value = { sqlQuery: { id: 'q1', status: 'failed', errorMessage: 'no such column' } };
      expect(thrown(() => readSubmission(value))).to.include({ kind: 'query', message: 'no such column' });
    });
  });

  describe('readBatch', () => {
    it('returns an outcome for each query', () => {
      const results = [
        { sqlQuery: { id: 'q1', status: 'pending' } },
        { error: 'refused' },
        { error: { message: 'unknown alias', hint: 'try sales', requestId: 'r1' } },
        { sqlQuery: { id: 'q4', status: 'failed', errorMessage: 'overflow' } },
        { headers: ['a'], rows: [[1]] },
      ];
      const [waiting, refused, hinted, failed, inline] = readBatch({ results }, 5);
      expect(waiting).to.deep.equal({ kind: 'waiting', id: 'q1' });
      expect(refused).to.be.instanceOf(VibedasherError).and.include({ kind: 'query', message: 'refused' });
      expect(hinted).to.include({ message: 'unknown alias', hint: 'try sales', requestId: 'r1' });
      expect(failed).to.include({ kind: 'query', message: 'overflow' });
      expect(inline).to.include({ kind: 'table' });
    });

    it('limits an invalid value to its slot, but refuses too few outcomes', () => {
      const [nonsense, stored] = readBatch({ results: [{}, { cached: true, url: 'u' }] }, 2);
      expect(nonsense).to.be.instanceOf(VibedasherError).and.include({ kind: 'malformed' });
      expect((nonsense as VibedasherError).message).to.include(' results[0].sqlQuery:');
      expect(stored).to.include({ kind: 'stored', url: 'u' });
      expect(thrown(() => readBatch({ results: [] }, 1)).message).to.include('results');
    });
  });

  it('reads the states of queries', () => {
    const queries = [
      { id: 'a', status: 'running' },
      { id: 'b', status: 'completed' },
    ];
    expect(readStatuses({ queries })).to.deep.equal([
      { id: 'a', done: false, failure: null },
      { id: 'b', done: true, failure: null },
    ]);
    const [failed] = readStatuses({ queries: [{ id: 'c', status: 'failed', error_message: 'boom' }] });
    expect(failed!.failure).to.include({ kind: 'query', message: 'boom' });
  });

  it('reads the columns of a table', () => {
    for (const [value, names] of [
      [{ headers: ['a', 'b'], rows: [] }, 'a,b'],
      [{ columns: [{ name: 'a', type: 'date' }], rows: [] }, 'a'],
      [{ columns: ['a'], rows: [] }, 'a'],
      [{ rows: [{ a: 1 }, { b: 2, a: 3 }] }, 'a,b'],
      [[{ a: 1 }], 'a'],
      [{ rows: [] }, ''],
    ])
      expect(
        readTable(value)
          .columns.map(({ name }) => name)
          .join(),
        JSON.stringify(value),
      ).to.equal(names);
  });

  it('reads extracts', () => {
    const sources = [{ alias: 'sales', datasetId: 'd1', url: 'https://s3.example.net/p', bytes: 10 }];
    const unavailable = [{ datasetId: 'd2', reason: 'too big' }];
    const whole = { sources, unavailable, database: null };
    expect(readExtracts({ sources, unavailable }, API)).to.deep.equal(whole);
    expect(readExtracts({ sources: [] }, API).unavailable).to.equal(null);
    expect(readExtracts({ sources: [], unavailable: [] }, API).unavailable).to.deep.equal([]);
    const file = { id: 'f', url: 'https://s3.example.net/f', bytes: 10, names: ['sales'] };
    for (const cut of [[{ name: 'sales', rows: 1000, of: 1500 }], []]) {
      const database = { ...file, cut };
      expect(readExtracts({ sources: [], database }, API).database).to.deep.equal(database);
    }
  });

  describe('templates', () => {
    const NOTHING = 'name description category chartType previewImageUrl icon usageCount'.split(' ');
    const bare = { id: 't1', tags: [], ...Object.fromEntries(NOTHING.map((name) => [name, null])) };
    const template = { id: 't1', chart_type: 'bar', usageCount: 3, more: 1 };
    const [read, none] = [
      { ...bare, chartType: 'bar', usageCount: 3 },
      { templates: [], nextKey: null, total: null },
    ];
    for (const [name, value, expected] of [
      [
        'a page',
        { templates: [template], hasMore: true, nextKey: 'k', total: 9 },
        { templates: [read], nextKey: 'k', total: 9 },
      ],
      ['the last page', { templates: [], nextKey: null, total: 0 }, { ...none, total: 0 }],
      ['a last page with a key', { templates: [], hasMore: false, nextKey: 'k' }, none],
      ['seeds', { seeds: [{ id: 't1' }] }, { ...none, templates: [bare] }],
      ['a bare list', [{ id: 't1' }], { ...none, templates: [bare] }],
    ] as const)
      it(`are read from ${name}`, () => {
        expect(readTemplatePage(value)).to.deep.equal(expected);
      });

    it('are requested with the given filters', () => {
      expect(toTemplateSearch({})).to.equal('');
      expect(
        toTemplateSearch({ chartType: 'bar', category: 'a&b', tags: ['x', 'y'], limit: 5, after: 'k=' }),
      ).to.equal('?chartType=bar&category=a%26b&tags=x%2Cy&limit=5&exclusiveStartKey=k%3D');
    });
  });

  describe('errors with the path of the first invalid value', () => {
    const vizOf = (more: object) => () => readViz({ viz: { slug: 's', ...more } });
    const submit = (sqlQuery: object) => () => readSubmission({ sqlQuery });
    const table = (value: object) => () => readTable(value);
    const PLAIN = 'http://s3.example.net';
    const source = { alias: 'a', datasetId: 'd', url: PLAIN };
    const database = { id: 'f', url: PLAIN, bytes: 1, names: [] };
    const CASES: [string, () => unknown, string][] = [
      ['no object', () => readViz([]), 'its root'],
      ['no viz', () => readViz({}), 'viz'],
      ['a viz without a slug', () => readViz({ viz: { name: 'x' } }), 'viz.slug'],
      ['a name that is no text', vizOf({ name: 7 }), 'viz.name'],
      ['tags that are no list', vizOf({ tags: 'x' }), 'viz.tags'],
      ['a tag that is no text', vizOf({ tags: ['x', 1] }), 'viz.tags[1]'],
      ['an invalid date', vizOf({ createdAt: 'soon' }), 'viz.createdAt'],
      ['files that are a list', vizOf({ files: [] }), 'viz.files'],
      ['a nested field', vizOf({ dataState: { blocked: [{ id: 'a' }, {}] } }), 'viz.dataState.blocked[1].id'],
      ['no query', () => readSubmission({}), 'sqlQuery'],
      ['no status', submit({ id: 'q' }), 'sqlQuery.status'],
      ['an unknown status', submit({ id: 'q', status: 'lost' }), 'sqlQuery.status'],
      ['no id', submit({ status: 'pending' }), 'sqlQuery.id'],
      ['a query without a status', () => readStatuses({ queries: [{}] }), 'queries[0].status'],
      ['no URL', () => readResultUrl({ url: null }), 'url'],
      ['no rows', table({ columns: [] }), 'rows'],
      ['rows that are an object', table({ rows: {} }), 'rows'],
      ['a column without a name', table({ columns: ['a', {}], rows: [] }), 'columns[1].name'],
      ['a header that is not text', table({ headers: [1], rows: [] }), 'headers[0]'],
      ['rows without columns', table({ rows: [[1]] }), 'rows[0]'],
      ['`truncated` that is not boolean', table({ headers: [], rows: [], truncated: 'no' }), 'truncated'],
      ['an invalid URL of an extract', () => readExtracts({ sources: [source] }, API), 'sources[0].url'],
      ['an invalid URL of a database', () => readExtracts({ sources: [], database }, API), 'database.url'],
      ['neither templates nor seeds', () => readTemplatePage({}), 'seeds'],
      ['a template without an id', () => readTemplatePage({ templates: [{}] }), 'templates[0].id'],
    ];
    for (const [name, read, path] of CASES)
      it(`are thrown for ${name}`, () => {
        const error = thrown(read);
        expect(error.kind).to.equal('malformed');
        expect(error.message).to.include(` ${path}:`);
      });
  });

  it('reads the messages of errors in many formats', () => {
    const details = [
      { loc: ['body', 'sql'], msg: 'field required', type: 'missing' },
      { msg: 'too long' },
      null,
    ];
    const hinted = { message: 'No table "x"', hint: 'Did you mean "sales"?', requestId: 'r1' };
    const nested = { message: 'm', hint: 'h', request_id: 'r' };
    for (const [value, expected] of [
      [{ detail: 'Not found' }, { message: 'Not found' }],
      [{ detail: details }, { message: 'body.sql: field required; too long' }],
      [{ error: 'bad_query', ...hinted }, hinted],
      [{ error: 'quota' }, { message: 'quota' }],
      [{ error: nested }, { message: 'm', hint: 'h', requestId: 'r' }],
      [{ message: 'Too Many Requests' }, { message: 'Too Many Requests' }],
      ...[{ message: '' }, { detail: [] }, 42, null, { message: { evil: 1 }, detail: 7 }].map((each) => [
        each,
        {},
      ]),
    ] as const) {
      const none = { message: undefined, hint: undefined, requestId: undefined };
      expect(readProblem(value), JSON.stringify(value)).to.deep.equal({ ...none, ...expected });
    }
  });
});
