// Violates the page's policy: code from text, markup from text, a request to another host.
const attempt = (name, act) => {
  try {
    act();
  } catch (error) {
    document.documentElement.dataset[name] = error.name;
  }
};
// eslint-disable-next-line no-eval -- the policy must refuse it
attempt('eval', () => eval('1'));
attempt('markup', () => (document.createElement('p').innerHTML = '<b>x</b>'));
fetch('https://elsewhere.invalid/').catch((error) => (document.documentElement.dataset.fetch = error.name));
Promise.reject(new Error('on purpose'));
console.error('said aloud');
