// Sets parameters of charts from ordinary controls.

const families = document.querySelector('#families');
const slider = document.querySelector('#year');
const shown = document.querySelector('#year-shown');

slider.addEventListener('input', () => {
  shown.value = slider.value;
  families.setParams({ year: slider.valueAsNumber });
});

const industry = document.querySelector('#industry');

document.querySelector('#choices').addEventListener('change', ({ target }) => {
  industry.setAttribute(`param-${target.name}`, target.value);
});
