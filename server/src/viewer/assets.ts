/**
 * The style sheet and the scripts of viewer pages. They are files, because the pages' Content-Security-Policy forbids
 * inline ones.
 */

export const PAGE_CSS = `:root {
  color-scheme: light dark;
}
:root[data-theme='light'] {
  color-scheme: light;
}
:root[data-theme='dark'] {
  color-scheme: dark;
}
body {
  margin: 0;
  background: light-dark(#fff, #16191f);
  color: light-dark(#1b1f24, #e8eaed);
  font: 1rem/1.5 system-ui, sans-serif;
}
main {
  box-sizing: border-box;
  max-width: 62rem;
  margin: 0 auto;
  padding: clamp(1rem, 4vw, 2.5rem) clamp(1rem, 4vw, 2rem);
}
h1 {
  margin: 0;
  font-size: clamp(1.375rem, 1rem + 2vw, 1.875rem);
  line-height: 1.25;
  text-wrap: balance;
}
header {
  margin-bottom: 1.25rem;
}
header p {
  max-width: 45rem;
  margin: 0.375rem 0 0;
  color: light-dark(#5b6470, #a3abb6);
}
.unseen {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
vibedasher-control {
  margin: 0 1rem 1rem 0;
}
.frame {
  background: transparent;
}
.frame main {
  max-width: none;
  padding: 1rem;
}
`;

/**
 * Answers the first request for the viz from the HTML of the page; see `inlineViz`. Controls are then there one round
 * trip earlier. Later requests, such as a refresh, go to the server.
 */
export const VIZ_JS = `const inline = document.querySelector('script[type="application/json"]');
const { url, until } = inline?.dataset ?? {};
const address = url && new URL(url, document.baseURI).href;
const { fetch } = globalThis;
// A browser can show a page that it has stored for days.
let isUsed = !(Date.now() < until);

globalThis.fetch = (input, init) => {
  if (isUsed || input !== address || init?.cache) return fetch(input, init);
  isUsed = true;
  return Promise.resolve(new Response(inline.textContent, { headers: { 'content-type': 'application/json' } }));
};
`;

/**
 * Reports the height of a frame to the embedding page, in the message formats of WordPress (with the `secret` from the
 * frame's URL or from a `ready` message), of Embedly, Iframely and Medium, and of AMP.
 */
export const FRAME_JS = `let secret = /[#&?]secret=([\\da-z]+)/i.exec(location.hash)?.[1];
let reported = 0;

function report() {
  const height = Math.ceil(document.body.getBoundingClientRect().height);
  if (height === reported || height === 0) return;
  reported = height;
  const post = (message) => parent.postMessage(message, '*');
  if (secret) post({ secret, message: 'height', value: Math.min(1000, Math.max(200, height)) });
  post(JSON.stringify({ src: location.href, context: 'iframe.resize', height }));
  post({ sentinel: 'amp', type: 'embed-size', height });
}

addEventListener('message', ({ source, data }) => {
  if (source !== parent || data?.message !== 'ready') return;
  if (typeof data.secret !== 'string' || !/^[\\da-z]+$/i.test(data.secret)) return;
  secret = data.secret;
  reported = 0;
  report();
});
if (parent !== self) new ResizeObserver(report).observe(document.body);
`;
