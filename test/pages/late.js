// Notes the places of everything on the page before the library is there.
{
  const note = () => {
    const boxes = document.body.querySelectorAll('p, vibedasher-viz, div');
    window.__places = [...boxes].map((box) => JSON.stringify(box.getBoundingClientRect()));
    window.__defined = customElements.get('vibedasher-viz') !== undefined;
  };
  // WebKit runs a deferred script also before the style sheet is there.
  const styles = document.querySelector('link[rel=stylesheet]');
  if (styles.sheet) note();
  else styles.addEventListener('load', note);
}
