/** A page that a server renders and Vue takes over. */
import vibedasher from '@vibedasher/embed/vue';
import { createSSRApp, h, resolveComponent, shallowRef } from 'vue';
import { renderToString } from 'vue/server-renderer';

const params = shallowRef({ year: 2023 });

const app = (apiBase) =>
  createSSRApp({
    // Equals the function that Vue compiles from a template.
    render: () =>
      h(resolveComponent('vibedasher-viz'), {
        apiBase,
        account: 'acme',
        slug: 'weekly-sales',
        params: params.value,
        class: 'wide',
      }),
  }).use(vibedasher);

export const render = (apiBase) => renderToString(app(apiBase));

export function hydrate(apiBase, root) {
  app(apiBase).mount(root);
  globalThis.renderWith = (value) => (params.value = value);
}
