/** Creates a certificate for `localhost`, because browsers support HTTP/2 only over TLS. */
import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';

export interface Certificate {
  /** Private key and certificate in PEM format. */
  readonly key: string;
  readonly cert: string;
  /** SHA-256 of the public key in base64, for Chromium's list of trusted keys. */
  readonly fingerprint: string;
}

const REQUEST =
  'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout - -days 1 -subj /CN=localhost ' +
  '-addext subjectAltName=DNS:localhost';

/** Creates a self-signed certificate for `localhost`, valid for a day. Requires `openssl`. */
export function createCertificate(): Certificate {
  const both = execFileSync('openssl', REQUEST.split(' '), { encoding: 'utf8', stdio: 'pipe' });
  const start = both.indexOf('-----BEGIN CERTIFICATE-----');
  const cert = both.slice(start);
  const publicKey = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' });
  return {
    key: both.slice(0, start),
    cert,
    fingerprint: createHash('sha256').update(publicKey).digest('base64'),
  };
}
