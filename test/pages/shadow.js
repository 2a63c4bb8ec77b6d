// Puts each template into a shadow root of its mode, before the library's script runs, and hands the roots to the test.
window.__roots = {};
putIntoRoots(document);

function putIntoRoots(parent) {
  for (const template of parent.querySelectorAll('template[data-mode]')) {
    const host = document.createElement('section');
    const root = host.attachShadow({ mode: template.dataset.mode });
    // WebKit never upgrades what `importNode` makes ahead of its definition.
    root.append(template.content.cloneNode(true));
    putIntoRoots(root);
    template.replaceWith(host);
    window.__roots[template.id] = root;
  }
}
