import init, { change_rows, filter_rows, mount_table } from "../bench.js";
import { painted } from "../painted.js";

const ready = init({ module_or_path: new URL("../bench_bg.wasm", import.meta.url) });
let keys = [];
let numeric;

async function timed(act) {
  const start = performance.now();
  act();
  await painted();
  return performance.now() - start;
}

/** Shows rows, a list of objects; answers the milliseconds until they are painted. */
async function mount(rows) {
  await ready;
  keys = Object.keys(rows[0] ?? {});
  numeric = keys.find((key) => typeof rows[0][key] === "number") ?? keys.at(-1);
  const json = JSON.stringify(rows);
  return timed(() => mount_table(document.getElementById("root"), json));
}

/** Changes rows at random, `ratePerSecond` times a second; answers how many changes were sent. */
function run(rows, ratePerSecond, seconds) {
  const count = Array.isArray(rows) ? rows.length : rows;
  const start = performance.now();
  let sent = 0;
  return new Promise((resolve) => {
    function step(now) {
      const due = Math.floor((Math.min(now - start, seconds * 1000) * ratePerSecond) / 1000);
      const places = Uint32Array.from({ length: Math.max(0, due - sent) }, () => Math.floor(Math.random() * count));
      if (places.length > 0) {
        change_rows(places, numeric, Math.round(Math.random() * 1e6));
        sent += places.length;
      }
      if (now - start < seconds * 1000) requestAnimationFrame(step);
      else resolve(sent);
    }
    requestAnimationFrame(step);
  });
}

const wanted = { 1: "ascending", "-1": "descending" };

/** Sorts by pressing the column's head, as people do; `null` leaves the order as it is. */
function sort(key, direction = 1) {
  return timed(() => {
    const head = document.querySelectorAll("#scroller thead th")[keys.indexOf(key)];
    for (let press = 0; head && press < 3 && head.getAttribute("aria-sort") !== wanted[direction]; press++) {
      head.querySelector("button").click();
    }
  });
}

function filter(text) {
  return timed(() => filter_rows(text));
}

window.__table = { mount, run, sort, filter };
