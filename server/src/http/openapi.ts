import type { Limits } from '../limits.ts';
import { COLUMN_SETS, ROW_LIMITS } from '../vizzes/extracts.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Returns the schemas of the request bodies, for validation and for the OpenAPI document. */
export function requestSchemas(limits: Limits) {
  const query = {
    type: 'object',
    required: ['sql'],
    properties: {
      sql: {
        type: 'string',
        minLength: 1,
        description: `One SELECT in DuckDB’s dialect over the viz’s dataset aliases. It has at most ${limits.sqlLength} characters, with its parameters filled.`,
      },
      args: {
        type: ['object', 'null'],
        additionalProperties: { type: 'string' },
        maxProperties: limits.maxArgs,
        description: 'The values of its {{key}} parameters.',
      },
    },
  };
  return {
    query,
    batch: {
      type: 'object',
      required: ['queries'],
      properties: { queries: { type: 'array', minItems: 1, maxItems: limits.batchSize, items: query } },
    },
    status: {
      type: 'object',
      required: ['queryIds'],
      properties: { queryIds: { type: 'array', maxItems: 1000, items: { type: 'string' } } },
    },
  };
}

const text: Schema = { type: 'string' };
const whole: Schema = { type: 'integer' };
const flag: Schema = { type: 'boolean' };
const uri: Schema = { type: 'string', format: 'uri' };
const signed: Schema = { ...uri, description: 'Signed, and valid for a limited time.' };
const list = (items: Schema): Schema => ({ type: 'array', items });
const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });
const oneOf = (...words: string[]): Schema => ({ type: 'string', enum: words });
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const object = (
  properties: Readonly<Record<string, Schema>>,
  required = Object.keys(properties),
): Schema => ({
  type: 'object',
  required,
  properties,
});

const QUERY_STATUS: Readonly<Record<string, Schema>> = {
  id: text,
  status: oneOf('pending', 'running', 'completed', 'failed'),
  errorMessage: orNull(text),
  accountSlug: text,
  vizSlug: text,
  createdAt: whole,
  updatedAt: whole,
};

const SCHEMAS: Readonly<Record<string, Schema>> = {
  Viz: object({
    name: text,
    slug: text,
    publicSlug: text,
    description: orNull(text),
    source: orNull(ref('Source')),
    notes: { ...orNull(text), description: 'Notes about the data.' },
    accountSlug: text,
    account_slug: text,
    accountRegion: orNull(text),
    account_region: orNull(text),
    publishStatus: text,
    viewMode: text,
    datasetIds: list(text),
    tags: list(text),
    createdAt: { ...whole, description: 'Unix seconds.' },
    updatedAt: { ...whole, description: 'Unix seconds.' },
    files: { type: 'object', additionalProperties: text, description: 'Path → text.' },
    rows: { ...flag, description: 'Whether the rows of its own queries have addresses: `rows/{chart}`.' },
    dataVersion: {
      ...text,
      description:
        'Changes when the rows of its own queries may have changed. Rows have it in `Data-Version`.',
    },
    dataFreshness: ref('DataFreshness'),
    dataState: ref('DataState'),
  }),
  Source: {
    ...object({ text, url: orNull({ type: 'string', format: 'uri' }) }),
    description: 'The source of the data.',
  },
  DataFreshness: object({
    status: oneOf('MEASURED', 'NO_TIME_COLUMN', 'UNKNOWN'),
    asOf: orNull({ type: 'string', format: 'date-time' }),
    ageDays: orNull(whole),
    ageSeconds: orNull(whole),
    lastLoadedAt: orNull({ type: 'string', format: 'date-time' }),
  }),
  DataState: object({
    status: oneOf('OK', 'WAITING', 'BLOCKED', 'UNKNOWN'),
    canQuery: orNull(flag),
    blocked: list(object({ id: text, reason: text })),
    meaning: text,
  }),
  SqlQuery: object({
    ...QUERY_STATUS,
    sql: text,
    args: {
      type: 'object',
      additionalProperties: text,
      description: 'The values that the statement uses.',
    },
  }),
  QueryStatus: object(QUERY_STATUS),
  Submitted: object(
    {
      sqlQuery: ref('SqlQuery'),
      cached: flag,
      url: { ...uri, description: 'The address of the rows, if they are cached.' },
      columns: list(object({ name: text, type: text })),
      rows: {
        ...list(list({})),
        description: 'The rows, if they are cached and few. They are also at `url`.',
      },
      rowCount: whole,
      truncated: flag,
    },
    ['sqlQuery', 'cached'],
  ),
  Template: {
    ...object({ id: { type: ['string', 'integer'] } }),
    additionalProperties: true,
  },
  TemplatePage: object({
    templates: list(ref('Template')),
    hasMore: flag,
    nextKey: orNull(text),
    total: whole,
  }),
  Refusal: object({ error: text, message: text, hint: orNull(text), requestId: text }),
  NotFound: object({ detail: text }),
  Invalid: object({
    detail: list(object({ loc: list({ type: ['string', 'integer'] }), msg: text, type: text })),
  }),
  Gateway: object({ message: text }),
};

const REFUSALS: Readonly<Record<number, readonly [string, string]>> = {
  400: ['Refusal', 'The query is not SQL, is too long, or it failed.'],
  403: ['Refusal', 'The query is not allowed.'],
  404: ['NotFound', 'Missing, draft, protected or private.'],
  409: ['Refusal', 'The data or the result are not available yet, or several accounts have the slug.'],
  410: ['Refusal', 'The query is unknown or has expired. Submit it again.'],
  413: ['Gateway', 'The body is too large.'],
  422: ['Invalid', 'The request is invalid, or a parameter is missing.'],
  429: ['Refusal', 'Too many requests, or requests that take too much time; see Retry-After.'],
  503: ['Refusal', 'Too many queries, or a query still runs; see Retry-After.'],
};

interface Operation {
  readonly summary: string;
  readonly description?: string;
  readonly answer: Schema;
  /** The media type of the answer. Default: JSON. */
  readonly type?: string;
  /** Responses by status, besides the usual one and refusals. */
  readonly others?: Readonly<Record<string, Schema>>;
  readonly refusals: readonly number[];
  readonly body?: Schema;
  readonly headers?: Readonly<Record<string, Schema>>;
  readonly query?: Readonly<Record<string, Schema>>;
  /** A parameter of any name in the query. */
  readonly values?: Schema;
}

const ROWS_TYPE = 'application/vnd.msgpack';
const VIZ = '/v1/public/viz/{account}/{slug}';
const PAGE = {
  chartType: text,
  category: text,
  tags: { ...text, description: 'Comma-separated. A template must have all of them.' },
  limit: { ...whole, minimum: 1, maximum: 200 },
  exclusiveStartKey: { ...text, description: 'nextKey of the previous page.' },
};

/** Headers of a response with a viz. */
const LINK = {
  Link: {
    description:
      'The origin of results, as `<https://storage.example>; rel="preconnect"; crossorigin`: a page can connect to it while its query runs.',
    schema: text,
  },
};

/** Headers of rows. */
const ROWS = {
  ETag: {
    description:
      'The identity of the rows: a hash of the viz, the versions of its tables, the query and its values.',
    schema: text,
  },
  'Cache-Control': { description: 'How long caches may keep the rows.', schema: text },
  'Data-Version': {
    description:
      'The `dataVersion` of the viz for which the rows are right. If the viz now has another one, a cache has sent old rows: revalidate them.',
    schema: text,
  },
  'Surrogate-Key': { description: '`ACCOUNT/SLUG`, to purge caches when the viz has changed.', schema: text },
};

function operations(limits: Limits): Readonly<Record<string, Operation>> {
  const bodies = requestSchemas(limits);
  const viz = object({ viz: ref('Viz') });
  const page = { answer: ref('TemplatePage'), refusals: [422, 429], query: PAGE };
  return {
    'GET /v1/public/viz/slug/{slug}': {
      summary: 'The viz with that slug, of any account',
      answer: viz,
      headers: LINK,
      refusals: [404, 409, 429],
    },
    [`GET ${VIZ}`]: { summary: 'A published viz', answer: viz, headers: LINK, refusals: [404, 429] },
    [`GET ${VIZ}/rows/{chart}`]: {
      summary: 'The rows of one of the viz’s own queries',
      description:
        'For a viz with `rows: true`. `chart` is ID for `charts/ID.sql`, and ID.NAME for `charts/ID.NAME.sql`.',
      answer: { type: 'string', contentMediaType: ROWS_TYPE },
      type: ROWS_TYPE,
      headers: ROWS,
      values: {
        type: 'object',
        additionalProperties: { type: 'string' },
        description:
          'The values of the query’s parameters, as `p.NAME=VALUE`. Without a value, a parameter has its declared default. So that caches find the rows, sort them by NAME in the order of code units, encode them as `application/x-www-form-urlencoded`, and omit defaults. Any other parameter is 422. They have at most 4096 characters.',
      },
      others: {
        303: {
          description:
            'The rows are long, and at another address, which never changes. If it is 404, repeat the request.',
          headers: { Location: { schema: uri } },
        },
        304: { description: 'The client has these rows.' },
      },
      refusals: [400, 403, 404, 409, 422, 429, 503],
    },
    [`POST ${VIZ}/query`]: {
      summary: 'Submit a query',
      answer: ref('Submitted'),
      refusals: [400, 403, 404, 409, 413, 422, 429, 503],
      body: bodies.query,
    },
    [`POST ${VIZ}/batch`]: {
      summary: 'Submit several queries; the results have the same order',
      answer: object({ results: list({ anyOf: [ref('Submitted'), object({ error: text })] }) }),
      refusals: [404, 413, 422, 429, 503],
      body: bodies.batch,
    },
    [`GET ${VIZ}/sql/{id}`]: {
      summary: 'The status of a query',
      answer: object({ sqlQuery: ref('SqlQuery') }),
      refusals: [404, 410, 429],
    },
    [`POST ${VIZ}/sql/status/batch`]: {
      summary: 'The status of several queries; unknown ones are left out',
      answer: object({ queries: list(ref('QueryStatus')) }),
      refusals: [404, 422, 429],
      body: bodies.status,
    },
    [`GET ${VIZ}/sql/{id}/result`]: {
      summary: 'The URL of a result (MessagePack)',
      answer: object({ url: uri }),
      refusals: [400, 404, 409, 410, 429],
    },
    [`GET ${VIZ}/wasm-plan`]: {
      summary: 'The viz’s datasets as files at signed URLs',
      description:
        'Without a format, a Parquet file for each dataset. With `format=duckdb`, one DuckDB file (`database`) and no ' +
        '`sources`. `columns=used` leaves out columns that no query of the viz names. `rows` limits the rows of each table.',
      query: {
        format: { ...oneOf('parquet', 'duckdb'), default: 'parquet' },
        columns: { ...oneOf(...COLUMN_SETS), default: 'all' },
        rows: { ...oneOf(...ROW_LIMITS), default: 'all' },
      },
      answer: object(
        {
          sources: list(object({ alias: text, datasetId: text, url: signed, bytes: whole })),
          unavailable: list(object({ datasetId: text, reason: text })),
          database: orNull(
            object({
              id: text,
              url: signed,
              bytes: whole,
              names: list(text),
              cut: list(object({ name: text, rows: whole, of: whole })),
            }),
          ),
        },
        ['sources', 'unavailable'],
      ),
      refusals: [404, 422, 429],
    },
    'GET /v1/public/templates': { summary: 'Public templates', ...page },
    'GET /v1/public/seeds': { summary: 'Public seed templates', ...page },
    'GET /openapi.json': { summary: 'This description', answer: { type: 'object' }, refusals: [429] },
  };
}

const json = (schema: Schema): Schema => ({ 'application/json': { schema } });

function describe(path: string, operation: Operation): Schema {
  const { summary, description, answer, type, body, headers, values } = operation;
  const { query = {}, others = {}, refusals } = operation;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return {
    summary,
    ...(description && { description }),
    parameters: [
      ...names.map((name) => ({ name, in: 'path', required: true, schema: text })),
      ...Object.entries(query).map(([name, schema]) => ({ name, in: 'query', schema })),
      ...(values ? [{ name: 'values', in: 'query', style: 'form', explode: true, schema: values }] : []),
    ],
    ...(body && { requestBody: { required: true, content: json(body) } }),
    responses: Object.fromEntries([
      [
        '200',
        {
          description: 'Success',
          ...(headers && { headers }),
          content: type ? { [type]: { schema: answer } } : json(answer),
        },
      ],
      ...Object.entries(others),
      ...refusals.map((status) => {
        const [schema, description] = REFUSALS[status] as readonly [string, string];
        return [String(status), { description, content: json(ref(schema)) }] as const;
      }),
    ]),
  };
}

/** Returns the OpenAPI 3.1 document of the API. */
export function openApiDocument(limits: Limits): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const [route, operation] of Object.entries(operations(limits))) {
    const [method = '', path = ''] = route.split(' ');
    (paths[path] ??= {})[method.toLowerCase()] = describe(path, operation);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Reference public API',
      version: '1.0.0',
      description: 'Published visualizations, read-only and without authentication.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/api' }],
    security: [],
    paths,
    components: { schemas: SCHEMAS },
  };
}
