// Records the positions of all elements before the library has loaded.
{
  const note = () => {
    const boxes = document.body.querySelectorAll('p, vibedasher-viz, div');
    window.__places = [...boxes].map((box) => JSON.stringify(box.getBoundingClientRect()));
    window.__defined = customElements.get('vibedasher-viz') !== undefined;
  };
  // WebKit can run a deferred script before the style sheet has loaded.
  const styles = document.querySelector('link[rel=stylesheet]');
  if (styles.sheet) note();
  else styles.addEventListener('load', note);
}
