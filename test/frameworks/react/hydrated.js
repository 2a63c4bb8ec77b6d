/** A page that a server renders and React takes over. */
import { VibedasherViz } from '@vibedasher/embed/react';
import { createElement } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';

const app = (apiBase) =>
  createElement(VibedasherViz, {
    apiBase,
    account: 'acme',
    slug: 'weekly-sales',
    params: { year: 2023 },
    className: 'wide',
  });

export const render = (apiBase) => renderToString(app(apiBase));
export const hydrate = (apiBase, root) => hydrateRoot(root, app(apiBase));
