// The first script of every test page: records errors and violations for the test that opened it.
{
  const record = { violations: [], errors: [], shift: 0 };
  window.__record = record;
  const note = (list, text) => list.push(String(text));
  document.addEventListener('securitypolicyviolation', (event) =>
    note(record.violations, `${event.effectiveDirective} ${event.blockedURI} ${event.sample}`.trim()),
  );
  addEventListener(
    'error',
    (event) => note(record.errors, event.message ?? `failed to load ${event.target.src}`),
    true,
  );
  addEventListener('unhandledrejection', (event) => note(record.errors, event.reason));
  const { error } = console;
  console.error = (...args) => {
    note(record.errors, args.join(' '));
    error.apply(console, args);
  };
  if (PerformanceObserver.supportedEntryTypes.includes('layout-shift')) {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) record.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  }
  performance.setResourceTimingBufferSize(5000);
}
