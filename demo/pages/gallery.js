// Draws the chart of the chosen template, whose id is ACCOUNT/SLUG/CHART.

const chart = document.querySelector('#chosen');

document.addEventListener('vibedasher-choose', ({ item }) => {
  const [account, slug, id] = item.id.split('/');
  chart.setAttribute('account', account);
  chart.setAttribute('slug', slug);
  chart.setAttribute('chart', id);
  document.querySelector('#name').textContent = item.name;
  const section = chart.closest('section');
  section.scrollIntoView({ block: 'start' });
  section.focus({ preventScroll: true });
});
