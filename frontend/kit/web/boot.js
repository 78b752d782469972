// Starts the compiled app. Chunks that few pages need are fetched when a page asks for them; the app's own parts are
// fetched ahead of that, when the browser has nothing else to do and its owner does not save data, so that no page
// waits for its code.
export function start(init, wasm, lazy, parts) {
  globalThis.aftercare = { load: (name) => import(lazy[name]) };
  init({ module_or_path: wasm }).then(() => navigator.connection?.saveData || parts.forEach(prefetch)).catch((error) => {
    console.error(error);
    document.documentElement.dataset.crashed = "load";
  });
}

function prefetch(url) {
  const link = document.createElement("link");
  Object.assign(link, { rel: "prefetch", as: "fetch", href: url, crossOrigin: "anonymous" });
  document.head.append(link);
}
