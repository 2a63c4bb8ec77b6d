import { Breaker } from '../breaker.ts';
import { importPackage } from '../errors.ts';
import type { Results, StoredResult } from './results.ts';

const CONNECT_MS = 1000;
/** Milliseconds without data from the store until a request fails. */
const REQUEST_MS = 3000;

export interface S3Options {
  /** `s3://BUCKET[/PREFIX]`. */
  readonly url: string;
  /** Seconds for which a result is used. */
  readonly seconds: number;
  readonly onProblem: (message: string) => void;
}

/**
 * Opens a bucket for results. Region, endpoint and credentials come from the environment, as for other programs with the
 * AWS SDK: `AWS_REGION`, `AWS_ENDPOINT_URL_S3`, `AWS_ACCESS_KEY_ID`, roles of a container, …
 *
 * @throws RangeError for an invalid URL
 * @throws Error if the package `@aws-sdk/client-s3` is missing
 */
export async function openS3({ url, seconds, onProblem }: S3Options): Promise<Results> {
  const [, bucket, folder = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w./-]*))?$/.exec(url) ?? [];
  if (bucket === undefined)
    throw new RangeError(
      `"results" (--results) is a folder, or a bucket and an optional prefix, such as s3://BUCKET/PREFIX, not ${url}`,
    );
  const sdk = await importPackage(
    '@aws-sdk/client-s3',
    '--results s3://…',
    () => import('@aws-sdk/client-s3'),
  );
  const hasEndpoint = process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL'];
  const client = new sdk.S3({
    // Other stores than Amazon's have no host name for each bucket, and may not support checksums.
    forcePathStyle: Boolean(hasEndpoint),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // A store that hangs delays each query by one request. What is missing is run again.
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: REQUEST_MS,
      throwOnRequestTimeout: true,
    },
  });
  const breaker = new Breaker('The store of results', onProblem);
  const prefix = folder && `${folder.replace(/(?<!\/)\/+$/, '')}/`;
  const placeOf = (id: string) => ({ Bucket: bucket, Key: `${prefix}${id}.msgpack` });

  /** Resolves with `false` if the condition is not met. */
  const write = async (
    id: string,
    { viz, bytes }: StoredResult,
    condition: { readonly IfNoneMatch?: '*' } = {},
  ): Promise<boolean> => {
    const content = { ContentType: 'application/vnd.msgpack', ContentEncoding: 'gzip', Metadata: { viz } };
    try {
      await client.putObject({ ...placeOf(id), Body: bytes, ...content, ...condition });
      return true;
    } catch (error) {
      if (statusOf(error) === 412) return false;
      throw error;
    }
  };

  const read = async (id: string): Promise<StoredResult | undefined> => {
    try {
      const { Body, LastModified, Metadata } = await client.getObject(placeOf(id));
      const age = Date.now() - (LastModified?.getTime() ?? 0);
      // Read an unused body, too, so that the connection can be used again.
      const bytes = await Body?.transformToByteArray();
      if (!bytes || age > seconds * 1000) return undefined;
      return { viz: Metadata?.['viz'] ?? '', bytes };
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  };

  return {
    put: (id, result) =>
      breaker.run(async () => {
        if (await write(id, result, { IfNoneMatch: '*' })) return result;
        const known = await read(id);
        if (known) return known;
        // The stored result is too old.
        await write(id, result);
        return result;
      }),
    get: (id) => breaker.run(() => read(id)),
    close: async () => client.destroy(),
  };
}

function statusOf(error: unknown): number | undefined {
  return (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
