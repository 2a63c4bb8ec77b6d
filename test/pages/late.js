// Notes the places of everything on the page before the library is there.
{
  const boxes = document.body.querySelectorAll('p, vibedasher-viz, div');
  window.__places = [...boxes].map((box) => JSON.stringify(box.getBoundingClientRect()));
  window.__defined = customElements.get('vibedasher-viz') !== undefined;
}
