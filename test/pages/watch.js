// Runs before all other scripts: records every use of functions that the library promises not to use.
{
  const watch = { code: [], storage: [], network: [], fetches: [] };
  window.__watch = watch;

  /** Replaces a function. `note` gets the arguments of each call. */
  const spy = (owner, name, note) => {
    const original = owner?.[name];
    if (typeof original !== 'function') return;
    Object.defineProperty(owner, name, {
      configurable: true,
      writable: true,
      value: new Proxy(original, {
        apply(target, self, args) {
          note(args);
          return Reflect.apply(target, self, args);
        },
        construct(target, args, newTarget) {
          note(args);
          return Reflect.construct(target, args, newTarget);
        },
      }),
    });
  };
  const keep = (list, name) => (args) => list.push(`${name} ${String(args[0]).slice(0, 100)}`);

  spy(window, 'eval', keep(watch.code, 'eval'));
  spy(window, 'Function', keep(watch.code, 'Function'));
  for (const sample of [function () {}, async function () {}, function* () {}, async function* () {}]) {
    spy(Object.getPrototypeOf(sample), 'constructor', keep(watch.code, 'constructor'));
  }
  for (const name of ['setTimeout', 'setInterval']) {
    spy(window, name, ([handler]) => {
      if (typeof handler === 'string') watch.code.push(`${name} ${handler}`);
    });
  }

  for (const name of ['getItem', 'setItem', 'removeItem', 'clear']) {
    spy(Storage.prototype, name, keep(watch.storage, name));
  }
  for (const name of ['open', 'deleteDatabase', 'databases']) {
    spy(IDBFactory.prototype, name, keep(watch.storage, name));
  }
  for (const name of ['open', 'match', 'keys', 'delete']) {
    spy(window.CacheStorage?.prototype, name, keep(watch.storage, name));
  }
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
  Object.defineProperty(Document.prototype, 'cookie', {
    configurable: true,
    get() {
      watch.storage.push('cookie read');
      return cookie.get.call(this);
    },
    set(value) {
      watch.storage.push(`cookie ${value}`);
      cookie.set.call(this, value);
    },
  });
  for (const name of ['localStorage', 'sessionStorage']) {
    const { get } = Object.getOwnPropertyDescriptor(window, name);
    Object.defineProperty(window, name, {
      configurable: true,
      get() {
        watch.storage.push(name);
        return get.call(window);
      },
    });
  }

  for (const name of ['XMLHttpRequest', 'WebSocket', 'EventSource', 'Worker', 'SharedWorker', 'open']) {
    spy(window, name, keep(watch.network, name));
  }
  spy(Navigator.prototype, 'sendBeacon', keep(watch.network, 'sendBeacon'));
  spy(window.ServiceWorkerContainer?.prototype, 'register', keep(watch.network, 'register'));
  spy(window, 'fetch', ([input, init]) => {
    const { url, method, credentials, referrerPolicy, headers, cache } = new Request(input, init);
    watch.fetches.push({ url, method, credentials, referrerPolicy, cache, headers: [...headers.keys()] });
  });
}
