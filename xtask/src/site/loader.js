import { initSync } from "./console.js";

// Every module that is instantiated or about to be, by its number.
const shared = new Map();

/** The modules of a pack: [count], [number, length] for each, then their bytes; numbers of four bytes, little-endian. */
function* modules(pack) {
    const header = new DataView(pack);
    const count = header.getUint32(0, true);
    let offset = 4 + 8 * count;
    for (let at = 4; at < 4 + 8 * count; at += 8) {
        const length = header.getUint32(at + 4, true);
        yield [header.getUint32(at, true), new Uint8Array(pack, offset, length)];
        offset += length;
    }
}

function once(number, bytes, imports) {
    if (!shared.has(number)) {
        const instance = WebAssembly.instantiate(bytes, imports);
        // Only successes are kept: the next try starts afresh.
        instance.catch(() => shared.delete(number));
        shared.set(number, instance);
    }
    return shared.get(number);
}

/** Until another try makes sense: a network that is back says so, a server does not. */
function pause(tries) {
    return new Promise((over) => {
        const end = () => {
            clearTimeout(timer);
            removeEventListener("online", end);
            over();
        };
        const timer = setTimeout(end, Math.min(500 * 2 ** tries, 15_000));
        addEventListener("online", end);
    });
}

/** Another version of the console is served by now, whose pages bring code of their own. Tells whether it was tried before. */
function beginAnew() {
    const tried = "catalyst:code-is-gone";
    if (sessionStorage.getItem(tried) === import.meta.url) return false;
    sessionStorage.setItem(tried, import.meta.url);
    location.reload();
    return true;
}

let isOutdated = false;

/** For what is in use, where somebody may be typing: they are told, and decide. */
function tellOutdated() {
    if (isOutdated) return;
    isOutdated = true;
    dispatchEvent(new Event("catalyst:outdated"));
}

/** Whether a file is a page's, which somebody has just left another one for. Other code is a part of a page in use. */
const isPage = (url) => url.pathname.split("/").pop().startsWith("__");

/** A file of code; a connection that breaks only makes it late. So does a new version, where somebody may be typing. */
async function fetched(url) {
    for (let tries = 0; ; tries += 1) {
        const response = await fetch(url).catch(() => undefined);
        if (response?.ok) {
            const bytes = await response.arrayBuffer().catch(() => undefined);
            if (bytes) return bytes;
        }
        if (response?.status === 404) {
            if (!isPage(url)) tellOutdated();
            else if (!beginAnew()) throw new Error(`${url} is not there`);
        }
        await pause(tries);
    }
}

async function load(page) {
    const pack = [...modules(await fetched(new URL(`./${page}.pack`, import.meta.url)))];
    const imports = { __wasm_split: initSync(undefined, undefined) };
    const own = pack.pop();
    await Promise.all(pack.map(([number, bytes]) => once(number, bytes, imports)));
    if (own) await once(...own, imports);
}

// What the module imports: it loads a page, then calls back through the table of functions.
function loader(page) {
    return async (callback, data) => {
        let success = true;
        try {
            await load(page);
        } catch (error) {
            console.error(error);
            success = false;
        }
        initSync(undefined, undefined).__indirect_function_table.get(callback)(data, success);
    };
}

