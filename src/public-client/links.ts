import { storageUrl } from './urls.ts';

/**
 * The origins that a `Link` header names for early connections (`<https://…>; rel="preconnect"`), of those that may be
 * followed from `apiBase`. What makes no sense is passed over.
 */
export function storageOrigins(link: string | null, apiBase: string): readonly string[] {
  const targets = [...(link ?? '').matchAll(/<([^<>]+)>[^<]*\bpreconnect\b/gi)].map(([, target]) => target!);
  const urls = targets.map((target) => storageUrl(target, apiBase));
  return urls.flatMap((url) => (url ? [new URL(url).origin] : []));
}
