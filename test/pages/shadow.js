// Attaches each template as a shadow root of its mode before the library's script runs, and passes the roots to the test.
window.__roots = {};
putIntoRoots(document);

function putIntoRoots(parent) {
  for (const template of parent.querySelectorAll('template[data-mode]')) {
    const host = document.createElement('section');
    const root = host.attachShadow({ mode: template.dataset.mode });
    // WebKit does not upgrade elements that `importNode` creates before their definition.
    root.append(template.content.cloneNode(true));
    putIntoRoots(root);
    template.replaceWith(host);
    window.__roots[template.id] = root;
  }
}
