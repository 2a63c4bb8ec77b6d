/** A page that a server renders and Vue takes over. */
import vibedasher from '@vibedasher/embed/vue';
import { createSSRApp, h, resolveComponent } from 'vue';
import { renderToString } from 'vue/server-renderer';

const app = (apiBase) =>
  createSSRApp({
    // As a template is compiled.
    render: () =>
      h(resolveComponent('vibedasher-viz'), {
        apiBase,
        account: 'acme',
        slug: 'weekly-sales',
        params: { year: 2023 },
        class: 'wide',
      }),
  }).use(vibedasher);

export const render = (apiBase) => renderToString(app(apiBase));
export const hydrate = (apiBase, root) => app(apiBase).mount(root);
