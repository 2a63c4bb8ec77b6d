/** Creates a certificate for `localhost`, because browsers support HTTP/2 only over TLS. */
import { createHash, X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';

export interface Certificate {
  /** Private key and certificate in PEM format. */
  readonly key: string;
  readonly cert: string;
  /** SHA-256 of the public key in base64, for Chromium's list of trusted keys. */
  readonly fingerprint: string;
}

/** Creates a self-signed certificate for `localhost`. */
export async function createCertificate(): Promise<Certificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  const publicKey = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' });
  return { key, cert, fingerprint: createHash('sha256').update(publicKey).digest('base64') };
}
