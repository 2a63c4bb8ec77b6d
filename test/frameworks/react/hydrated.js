/** A page that a server renders and React takes over. */
import { VibedasherViz } from '@vibedasher/embed/react';
import { createElement } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';

const app = (apiBase, params) =>
  createElement(VibedasherViz, {
    apiBase,
    account: 'acme',
    slug: 'weekly-sales',
    params,
    className: 'wide',
  });

export const render = (apiBase) => renderToString(app(apiBase, { year: 2023 }));

export function hydrate(apiBase, element) {
  const root = hydrateRoot(element, app(apiBase, { year: 2023 }));
  globalThis.renderWith = (params) => root.render(app(apiBase, params));
}
