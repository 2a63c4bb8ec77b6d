/** Creates a certificate for `localhost`, because browsers support HTTP/2 only over TLS. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface Certificate {
  /** Private key and certificate in PEM format. */
  readonly key: string;
  readonly cert: string;
  /** SHA-256 of the public key in base64, for Chromium's list of trusted keys. */
  readonly fingerprint: string;
}

const DAY = 24 * 60 * 60 * 1000;
/** Tags of DER, the encoding of certificates. */
const TAG = {
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  text: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
} as const;
/** Encoded object identifiers. */
const ECDSA_WITH_SHA256 = '2a8648ce3d040302';
const COMMON_NAME = '550403';
const SUBJECT_ALT_NAME = '551d11';

/** Creates a self-signed certificate for `localhost`, valid from yesterday until tomorrow. */
export function createCertificate(now = Date.now()): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subjectKey = publicKey.export({ type: 'spki', format: 'der' });
  const algorithm = sequence(oid(ECDSA_WITH_SHA256));
  const name = sequence(der(TAG.set, sequence(oid(COMMON_NAME), der(TAG.text, Buffer.from('localhost')))));
  const alternatives = sequence(der(0x82, Buffer.from('localhost')));
  const extension = sequence(oid(SUBJECT_ALT_NAME), der(TAG.octets, alternatives));
  const content = sequence(
    der(0xa0, der(TAG.integer, Buffer.from([2]))),
    // The serial number: positive, and without a leading zero.
    der(TAG.integer, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name,
    sequence(utcTime(now - DAY), utcTime(now + DAY)),
    name,
    subjectKey,
    der(0xa3, sequence(extension)),
  );
  const signature = der(TAG.bits, Buffer.concat([Buffer.from([0]), sign('sha256', content, privateKey)]));
  const certificate = sequence(content, algorithm, signature);
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    fingerprint: createHash('sha256').update(subjectKey).digest('base64'),
  };
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...derLength(body)]), body]);
}

/** Encodes the length of a value in as few bytes as possible. Browsers require that. */
function derLength({ length }: Buffer): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(TAG.sequence, ...parts);

const oid = (hex: string): Buffer => der(TAG.oid, Buffer.from(hex, 'hex'));

/** Writes a time as `YYMMDDHHMMSSZ`. */
function utcTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/\D/g, '').slice(2, 14);
  return der(TAG.utcTime, Buffer.from(`${digits}Z`));
}
