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

    it('shortens the reasons for missing data', () => {
      const dataState = { blocked: [{ id: 'd', reason: 'x'.repeat(1e6) }], meaning: 'y'.repeat(1e6) };
      const { blocked, meaning } = readViz({ viz: { slug: 's', dataState } }).dataState;
      expect(blocked[0]?.reason).to.equal(`${'x'.repeat(5000)}…`);
      expect(meaning).to.equal(`${'y'.repeat(5000)}…`);
    });

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

    it('reads a viz that has only a slug', () => {
      expect(readViz({ viz: { slug: 'sales', files: null, tags: null } })).to.deep.equal({
        name: 'sales',
        slug: 'sales',
        account: null,
        region: null,
        description: null,
        source: null,
        notes: null,
        datasetIds: [],
        tags: [],
        createdAt: null,
        updatedAt: null,
        files: new Map(),
        bundleUrl: null,
        rows: false,
        dataVersion: null,
        freshness: { status: 'unknown', asOf: null, ageDays: null, lastLoadedAt: null },
        dataState: { status: 'unknown', canQuery: null, blocked: [], meaning: null },
      });
    });

    it('reads whether rows have addresses', () => {
      const { rows, dataVersion } = readViz({ viz: { slug: 's', rows: true, dataVersion: 'a' } });
      expect({ rows, dataVersion }).to.deep.equal({ rows: true, dataVersion: 'a' });
      for (const rows of [null, false, 'yes', 1, []])
        expect(readViz({ viz: { slug: 's', rows } }).rows).to.equal(false);
    });

    for (const [source, read] of [
      ['Office https://stats.example', { text: 'Office https://stats.example', url: null }],
      [{ text: 'Office' }, { text: 'Office', url: null }],
      [{ url: 'https://stats.example' }, { text: 'https://stats.example', url: 'https://stats.example' }],
      [
        { text: 'Office', url: 7 },
        { text: 'Office', url: null },
      ],
      ...['', {}, [], 7, true, { text: {} }].map((nothing) => [nothing, null] as const),
    ] as const)
      it(`reads the source ${JSON.stringify(source)}`, () => {
        expect(readViz({ viz: { slug: 's', source } }).source).to.deep.equal(read);
      });

    it('reads snake_case names', () => {
      const viz = readViz({
        viz: { public_slug: 's', account_slug: 'acme', account_region: 'eu-central-1' },
      });
      expect([viz.slug, viz.account, viz.region]).to.deep.equal(['s', 'acme', 'eu-central-1']);
    });

    it('prefers camelCase', () => {
      expect(readViz({ viz: { slug: 's', accountSlug: 'camel', account_slug: 'snake' } }).account).to.equal(
        'camel',
      );
    });

    it('reads an unknown region as null', () => {
      for (const accountRegion of ['evil.example', 'eu-west-1', 7, {}])
        expect(readViz({ viz: { slug: 's', accountRegion } }).region).to.equal(null);
    });

    for (const status of ['UNKNOWN', 'SOMETHING_NEW', null])
      it(`reads the status ${String(status)} as unknown`, () => {
        const viz = readViz({ viz: { slug: 's', dataFreshness: { status }, dataState: { status } } });
        expect([viz.freshness.status, viz.dataState.status]).to.deep.equal(['unknown', 'unknown']);
      });

    it('reads a status with underscores', () => {
      const viz = readViz({ viz: { slug: 's', dataFreshness: { status: 'NO_TIME_COLUMN' } } });
      expect(viz.freshness.status).to.equal('no-time-column');
    });

    it('reads files named like properties of Object.prototype', () => {
      const viz = readViz(JSON.parse('{"viz": {"slug": "s", "files": {"__proto__": "x"}}}'));
      expect([...viz.files]).to.deep.equal([['__proto__', 'x']]);
    });
  });

  it('cuts long names and descriptions', () => {
    const long = `${'x'.repeat(299)}😀${'y'.repeat(200_000)}`;
    const viz = { slug: 's', name: long, description: long, source: { text: long, url: long }, notes: long };
    const { name, description, source, notes } = readViz({ viz });
    expect([source!.text, notes!.length]).to.deep.equal([`${'x'.repeat(299)}…`, 5001]);
    expect(name).to.equal(`${'x'.repeat(299)}…`);
    expect(description).to.have.length(5001);
    const { templates } = readTemplatePage([
      { id: 1, name: long, description: long, category: long, chartType: long, tags: [long], icon: long },
    ]);
    const texts = Object.values(templates[0]!).flat().map(String);
    expect(Math.max(...texts.map((text) => text.length))).to.equal(5001);
  });

  describe('readSubmission', () => {
    const CASES: [string, unknown, unknown][] = [
      [
        'cached',
        { sqlQuery: { id: 'q1', status: 'completed' }, cached: true, url: 'https://s/1' },
        { kind: 'stored', id: 'q1', url: 'https://s/1' },
      ],
      [
        'cached, without the query',
        { cached: true, url: 'https://s/1' },
        { kind: 'stored', id: null, url: 'https://s/1' },
      ],
      ['waiting', { sqlQuery: { id: 7, status: 'PENDING' }, cached: false }, { kind: 'waiting', id: '7' }],
      ['running', { sql_query: { id: 'q1', status: 'running' } }, { kind: 'waiting', id: 'q1' }],
      [
        'done immediately',
        { sqlQuery: { id: 'q1', status: 'completed' } },
        { kind: 'stored', id: 'q1', url: null },
      ],
      [
        'done, with a URL in the typed format',
        { rows: null, resultUrl: 'https://s/1' },
        { kind: 'stored', id: null, url: 'https://s/1' },
      ],
    ];
    for (const [name, value, expected] of CASES)
      it(`reads a query in the state: ${name}`, () => {
        expect(readSubmission(value)).to.deep.equal(expected);
      });

    it('reads rows with typed columns', () => {
      const submission = readSubmission({
        columns: [{ name: 'n', type: 'number' }],
        rows: [[1]],
        rowCount: 1,
        truncated: true,
        asOf: '2026-01-31',
        cached: false,
        stale: false,
        resultUrl: null,
      });
      expect(submission).to.deep.equal({
        kind: 'table',
        table: {
          columns: [{ name: 'n', type: 'number' }],
          rows: [[1]],
          truncated: true,
          asOf: new Date(Date.UTC(2026, 0, 31)),
        },
      });
    });

    it('throws the error of a failed query', () => {
      const value = { sqlQuery: { id: 'q1', status: 'failed', errorMessage: 'no such column' } };
      const error = thrown(() => readSubmission(value));
      expect([error.kind, error.message]).to.deep.equal(['query', 'no such column']);
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

    it('refuses a response with too few outcomes', () => {
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

  describe('readTable', () => {
    const CASES: [string, unknown, string[]][] = [
      ['with headers', { headers: ['a', 'b'], rows: [] }, ['a', 'b']],
      ['with columns', { columns: [{ name: 'a', type: 'date' }], rows: [] }, ['a']],
      ['with columns as names', { columns: ['a'], rows: [] }, ['a']],
      ['with rows as objects', { rows: [{ a: 1 }, { b: 2, a: 3 }] }, ['a', 'b']],
      ['that is a list of rows', [{ a: 1 }], ['a']],
      ['without columns or rows', { rows: [] }, []],
    ];
    for (const [name, value, names] of CASES)
      it(`reads a table ${name}`, () => {
        expect(readTable(value).columns.map((column) => column.name)).to.deep.equal(names);
      });
  });

  it('reads extracts', () => {
    const sources = [{ alias: 'sales', datasetId: 'd1', url: 'https://s3.example.net/p', bytes: 10 }];
    expect(
      readExtracts({ sources, unavailable: [{ datasetId: 'd2', reason: 'too big' }] }, API),
    ).to.deep.equal({ sources, unavailable: [{ datasetId: 'd2', reason: 'too big' }], database: null });
    expect(readExtracts({ sources: [] }, API).unavailable).to.equal(null);
    expect(readExtracts({ sources: [], unavailable: [] }, API).unavailable).to.deep.equal([]);
    const file = { id: 'f', url: 'https://s3.example.net/f', bytes: 10, names: ['sales'] };
    const cut = [{ name: 'sales', rows: 1000, of: 1500 }];
    for (const database of [
      { ...file, cut },
      { ...file, cut: [] },
    ])
      expect(readExtracts({ sources: [], database }, API).database).to.deep.equal(database);
  });

  describe('templates', () => {
    const BARE = {
      id: 't1',
      name: null,
      description: null,
      category: null,
      chartType: null,
      tags: [],
      previewImageUrl: null,
      icon: null,
      usageCount: null,
    };
    const CASES: [string, unknown, unknown][] = [
      [
        'a page',
        {
          templates: [{ id: 't1', chart_type: 'bar', usageCount: 3, more: 1 }],
          hasMore: true,
          nextKey: 'k',
          total: 9,
        },
        { templates: [{ ...BARE, chartType: 'bar', usageCount: 3 }], nextKey: 'k', total: 9 },
      ],
      [
        'the last page',
        { templates: [], nextKey: null, total: 0 },
        { templates: [], nextKey: null, total: 0 },
      ],
      [
        'a last page with a key',
        { templates: [], hasMore: false, nextKey: 'k' },
        { templates: [], nextKey: null, total: null },
      ],
      ['seeds', { seeds: [{ id: 't1' }] }, { templates: [BARE], nextKey: null, total: null }],
      ['a bare list', [{ id: 't1' }], { templates: [BARE], nextKey: null, total: null }],
    ];
    for (const [name, value, expected] of CASES)
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
    const CASES: [string, () => unknown, string][] = [
      ['no object', () => readViz([]), 'its root'],
      ['no viz', () => readViz({}), 'viz'],
      ['a viz without a slug', () => readViz({ viz: { name: 'x' } }), 'viz.slug'],
      ['a name that is no text', () => readViz({ viz: { slug: 's', name: 7 } }), 'viz.name'],
      ['tags that are no list', () => readViz({ viz: { slug: 's', tags: 'x' } }), 'viz.tags'],
      ['a tag that is no text', () => readViz({ viz: { slug: 's', tags: ['x', 1] } }), 'viz.tags[1]'],
      ['an invalid date', () => readViz({ viz: { slug: 's', createdAt: 'soon' } }), 'viz.createdAt'],
      ['files that are a list', () => readViz({ viz: { slug: 's', files: [] } }), 'viz.files'],
      [
        'a nested field',
        () => readViz({ viz: { slug: 's', dataState: { blocked: [{ id: 'a' }, {}] } } }),
        'viz.dataState.blocked[1].id',
      ],
      ['no query', () => readSubmission({}), 'sqlQuery'],
      ['no status', () => readSubmission({ sqlQuery: { id: 'q' } }), 'sqlQuery.status'],
      [
        'an unknown status',
        () => readSubmission({ sqlQuery: { id: 'q', status: 'lost' } }),
        'sqlQuery.status',
      ],
      ['no id', () => readSubmission({ sqlQuery: { status: 'pending' } }), 'sqlQuery.id'],
      ['a query without a status', () => readStatuses({ queries: [{}] }), 'queries[0].status'],
      ['no URL', () => readResultUrl({ url: null }), 'url'],
      ['no rows', () => readTable({ columns: [] }), 'rows'],
      ['rows that are an object', () => readTable({ rows: {} }), 'rows'],
      ['a column without a name', () => readTable({ columns: ['a', {}], rows: [] }), 'columns[1].name'],
      ['a header that is not text', () => readTable({ headers: [1], rows: [] }), 'headers[0]'],
      ['rows without columns', () => readTable({ rows: [[1]] }), 'rows[0]'],
      [
        'a value of `truncated` that is not boolean',
        () => readTable({ headers: [], rows: [], truncated: 'no' }),
        'truncated',
      ],
      [
        'an invalid URL of an extract',
        () => readExtracts({ sources: [{ alias: 'a', datasetId: 'd', url: 'http://s3.example.net' }] }, API),
        'sources[0].url',
      ],
      [
        'an invalid URL of a database',
        () =>
          readExtracts(
            { sources: [], database: { id: 'f', url: 'http://s3.example.net', bytes: 1, names: [] } },
            API,
          ),
        'database.url',
      ],
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

  it('limits an invalid value in a batch to its slot', () => {
    const [nonsense, stored] = readBatch({ results: [{}, { cached: true, url: 'u' }] }, 2);
    expect(nonsense).to.be.instanceOf(VibedasherError).and.include({ kind: 'malformed' });
    expect((nonsense as VibedasherError).message).to.include(' results[0].sqlQuery:');
    expect(stored).to.include({ kind: 'stored', url: 'u' });
  });

  describe('readProblem', () => {
    const none = { message: undefined, hint: undefined, requestId: undefined };
    const CASES: [string, unknown, object][] = [
      ['a detail', { detail: 'Not found' }, { message: 'Not found' }],
      [
        'a list of details',
        {
          detail: [
            { loc: ['body', 'sql'], msg: 'field required', type: 'missing' },
            { msg: 'too long' },
            null,
          ],
        },
        { message: 'body.sql: field required; too long' },
      ],
      [
        'error, message and hint',
        { error: 'bad_query', message: 'No table "x"', hint: 'Did you mean "sales"?', requestId: 'r1' },
        { message: 'No table "x"', hint: 'Did you mean "sales"?', requestId: 'r1' },
      ],
      ['an error alone', { error: 'quota' }, { message: 'quota' }],
      [
        'an error as an object',
        { error: { message: 'm', hint: 'h', request_id: 'r' } },
        { message: 'm', hint: 'h', requestId: 'r' },
      ],
      ['a gateway’s message', { message: 'Too Many Requests' }, { message: 'Too Many Requests' }],
      ['an empty message', { message: '' }, {}],
      ['an empty list', { detail: [] }, {}],
      ['a number', 42, {}],
      ['null', null, {}],
      ['a message that is not text', { message: { evil: 1 }, detail: 7 }, {}],
    ];
    for (const [name, value, expected] of CASES)
      it(`reads ${name}`, () => {
        expect(readProblem(value)).to.deep.equal({ ...none, ...expected });
      });
  });
});
