const query = new URLSearchParams(location.search);
const { dataset } = document.querySelector('script[type="module"]');
dataset.snapshot = `/__snapshot__/${query.get('snapshot')}/`;
dataset.live = query.get('live');
dataset.apiBase = query.get('api') ?? `${location.origin}/__broken__/down`;
