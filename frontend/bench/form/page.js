import init, { mount_form } from "../bench.js";
import { painted } from "../painted.js";

const ready = init({ module_or_path: new URL("../bench_bg.wasm", import.meta.url) });

/** Shows a form; milliseconds since the call until the document is complete, and until it is painted. */
async function mount(schema, data = {}, opts = {}) {
  await ready;
  const start = performance.now();
  mount_form(document.getElementById("root"), JSON.stringify(schema), JSON.stringify(data), opts.depth ?? "advanced");
  const commit = performance.now() - start;
  await painted();
  return { commit, painted: performance.now() - start };
}

window.__perf = { mount };

const auto = new URLSearchParams(location.search).get("auto");
if (auto) {
  const answer = await fetch(`/schemas/${encodeURIComponent(auto)}.json`);
  const { schema, data } = await answer.json();
  await mount(schema, data);
  window.__coldPainted = performance.now();
}
