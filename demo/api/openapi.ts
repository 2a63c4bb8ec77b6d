import type { Limits } from './limits.ts';

/** Shapes of the request bodies, by which requests are checked and the description is written. */
export function requestSchemas(limits: Limits) {
  const query = {
    type: 'object',
    required: ['sql'],
    properties: {
      sql: { type: 'string', minLength: 1, description: 'One SELECT over the dataset aliases.' },
      args: {
        type: 'object',
        additionalProperties: { type: 'string' },
        description: 'The values of its {{key}} parameters.',
      },
    },
  } as const;
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
  } as const;
}

export function openApiDocument(limits: Limits): object {
  return { openapi: '3.1.0', info: { title: 'Reference public API', version: '1' }, paths: {}, limits };
}
