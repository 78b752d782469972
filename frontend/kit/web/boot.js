// Starts the compiled app. Chunks that few pages need are fetched when a page asks for them.
export function start(init, wasm, lazy) {
  globalThis.aftercare = { load: (name) => import(lazy[name]) };
  init({ module_or_path: wasm }).catch((error) => {
    console.error(error);
    document.documentElement.dataset.crashed = "load";
  });
}
