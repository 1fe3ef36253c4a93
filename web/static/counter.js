// Text and files on their way to the counting worker; and the seal, without which none is accepted.

import { remember, unanswered } from './between.js';
import { Ignore } from './ignore.js';
import { closeMenu } from './manners.js';

/** Longer pastes never enter the text area. */
const LONG_PASTE = 65536;

let modules;
let script;
let worker;
let busy = false;
let model = '';
let sources = [];
let nextId = 1;
let tellCount = () => {};

/** A message as one text: what it says of itself, then piece by piece. */
const tell = ({ pieces = [], ...message }) => {
  const text = written([message, ...pieces]);
  if (message.kind === 'counted' || message.kind === 'nothing') remember(text);
  tellCount(text);
};

const written = parts => new URLSearchParams(
  parts.flatMap(({ id, ...rest }) => Object.entries(id === undefined ? rest : { id, ...rest })).filter(([, value]) => value !== undefined),
).toString();

/**
 * Loads what counting needs, forbids the page every connection, starts the worker, and tells of it.
 * What the worker tells follows.
 */
export async function seal(told) {
  const tellSeal = text => told('seal', text);
  tellCount = text => told('count', text);
  // What is dropped beside the zone must not replace the page.
  for (const event of ['dragover', 'drop']) addEventListener(event, dropped => dropped.preventDefault());
  // A browser brings only the caret of a text into sight: the bar must not lie over the rest of it.
  addEventListener('focusin', ({ target }) => target.id === 'text' && target.scrollIntoView({ block: 'nearest' }));
  addEventListener('keydown', ({ key }) => key === 'Escape' && (closeMenu() || cancel()));
  const planned = plan();
  try {
    await kept();
    await planned;
    const [text, estimate, count] = await Promise.all([
      fetch(new URL('./{{counting.js}}', import.meta.url)).then(whole).then(response => response.text()),
      WebAssembly.compileStreaming(fetch(new URL('./{{tokens-estimate.wasm}}', import.meta.url))),
      WebAssembly.compileStreaming(fetch(new URL('./{{tokens-count.wasm}}', import.meta.url))),
    ]);
    script = text;
    modules = { estimate, count };
    const policy = document.createElement('meta');
    policy.httpEquiv = 'Content-Security-Policy';
    policy.content =
      "default-src 'none'; script-src 'wasm-unsafe-eval'; img-src data:; worker-src blob:; base-uri 'none'; form-action 'none'";
    document.head.append(policy);
    // Each in a task of its own: whoever edits a count meanwhile should not wait for all of it.
    await soon();
    start();
    await soon();
    watch(tellSeal);
  } catch (error) {
    tellSeal(written([{ failed: error.message }]));
  }
}

const soon = () => new Promise(resolve => setTimeout(resolve));

/** Starts the regions below the calculator; where that fails, what is there says so. */
async function plan() {
  const { dataset } = document.documentElement;
  try {
    const [module, { default: start }] = await Promise.all([
      WebAssembly.compileStreaming(fetch(new URL('./{{planning.wasm}}', import.meta.url))),
      import('./{{planning.js}}'),
      styled(new URL('./{{planning.css}}', import.meta.url)),
    ]);
    await soon();
    await start({ module_or_path: module });
    dataset.planning = 'ready';
  } catch (error) {
    dataset.planning = 'failed';
    unanswered(error);
    for (const place of document.querySelectorAll('#pending .why')) place.textContent = error?.message ?? String(error);
  }
}

function styled(address) {
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: address });
  document.head.append(link);
  return new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => reject(new Error(`${address.pathname} was not loaded`));
  });
}

/** Waits until the service worker holds every file, so that it asks for nothing later. */
async function kept() {
  const { serviceWorker } = navigator;
  if (!serviceWorker || !isSecureContext) return;
  const late = new Promise(resolve => setTimeout(resolve, 8000));
  await Promise.race([registered(serviceWorker), late]).catch(() => {});
}

async function registered(serviceWorker) {
  const registration = await serviceWorker.register(new URL('./sw.js', import.meta.url));
  const offer = () => registration.waiting && serviceWorker.controller && tell({ kind: 'newer' });
  offer();
  const fetching = registration.installing;
  if (fetching) {
    await new Promise(resolve => fetching.addEventListener('statechange', resolve, { once: true }));
    offer();
  }
  await serviceWorker.ready;
}

/** Takes the version that waits. */
export async function reload() {
  const { serviceWorker } = navigator;
  const { waiting } = (await serviceWorker?.getRegistration()) ?? {};
  if (!waiting) {
    location.reload();
    return;
  }
  serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting.postMessage('activate');
}

function whole(response) {
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return response;
}

/** Counts the requests since the seal; there should be none. */
function watch(tellSeal) {
  const sealed = performance.now();
  const since = new Date().toTimeString().slice(0, 5);
  let requests = 0;
  const say = () => tellSeal(written([{ since, requests }]));
  new PerformanceObserver(list => {
    const made = list.getEntries().filter(entry => entry.startTime >= sealed && /^(https?|wss?):/.test(entry.name));
    if (made.length > 0) {
      requests += made.length;
      say();
    }
  }).observe({ type: 'resource' });
  say();
}

/** A worker that inherits the seal: its script is a text of ours, its modules were compiled before. */
function start() {
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  worker = new Worker(url);
  URL.revokeObjectURL(url);
  worker.onmessage = ({ data }) => {
    if (data.last) busy = false;
    tell(data.kind === 'failed' ? { ...data, pieces: given() } : data);
  };
  worker.postMessage({ kind: 'modules', ...modules });
}

/** Stops counting at once; the next worker is made of what was loaded before. */
function stop() {
  if (!busy) return false;
  worker.onmessage = null;
  worker.terminate();
  busy = false;
  start();
  return true;
}

export function cancel() {
  if (stop()) tell({ kind: 'cancelled', pieces: given() });
}

/** What is to be counted, so that each can be taken away where the count does not end. */
function given() {
  return sources.map(({ id, name, text, file, skipped }) => ({ id, name, bytes: file?.size ?? new Blob([text ?? '']).size, skipped }));
}

export { count as again };

function count() {
  if (!worker) return;
  stop();
  if (sources.length === 0) {
    tell({ kind: 'nothing' });
    return;
  }
  busy = true;
  tell({ kind: 'started' });
  worker.postMessage({ kind: 'count', model, sources });
}

/** Which model's tokens are counted. */
export function countFor(id) {
  const changed = model !== id;
  model = id;
  if (changed && sources.length > 0) count();
}

let typing;

/** The text area's own text, once typing pauses. */
export function typedText(text) {
  clearTimeout(typing);
  typing = setTimeout(() => {
    sources = sources.filter(source => source.id !== 0);
    if (text) sources.unshift({ id: 0, name: '', text });
    count();
  }, 200);
}

/** Whether a paste is too long for a text area: then it stands beside it. */
export function longPaste(event) {
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (text.length <= LONG_PASTE) return false;
  event.preventDefault();
  sources.push({ id: nextId++, name: '', text });
  count();
  return true;
}

/** Files of a file field; a folder field tells their paths. */
export async function chosenFiles(input) {
  const files = [...input.files].map(file => ({ path: file.webkitRelativePath || file.name, file }));
  input.value = '';
  const ignore = new Ignore();
  for (const { path, file } of files) {
    if (path.endsWith('/.gitignore')) ignore.add(path.slice(0, -'/.gitignore'.length), await file.text());
  }
  add(files, ignore);
  count();
}

/** Whatever was dropped: text, files, folders. The entries must be asked for before anything is awaited. */
export async function dropped(event) {
  event.preventDefault();
  if (!worker) return;
  const { items, files } = event.dataTransfer;
  const entries = [...items].map(item => item.webkitGetAsEntry?.()).filter(Boolean);
  const plain = [...files];
  const text = event.dataTransfer.getData('text/plain');
  if (entries.length === 0 && plain.length === 0) {
    if (text) sources.push({ id: nextId++, name: '', text });
    count();
    return;
  }
  const ignore = new Ignore();
  const found = [];
  for (const entry of entries) await walk(entry, '', ignore, found);
  if (entries.length === 0) found.push(...plain.map(file => ({ path: file.name, file })));
  add(found, ignore);
  count();
}

async function walk(entry, folder, ignore, found) {
  const path = folder ? `${folder}/${entry.name}` : entry.name;
  if (folder && ignore.has(path, entry.isDirectory)) {
    found.push({ path, skipped: 'ignored' });
  } else if (entry.isFile) {
    await new Promise(resolve => entry.file(
      file => resolve(found.push({ path, file })),
      () => resolve(found.push({ path, skipped: 'unreadable' })),
    ));
  } else if (!folder && ignore.has(path, true)) {
    found.push({ path, skipped: 'ignored' });
  } else {
    const children = await childrenOf(entry);
    const rules = children.find(child => child.isFile && child.name === '.gitignore');
    if (rules) {
      await new Promise(resolve => rules.file(
        file => file.text().then(text => resolve(ignore.add(path, text))),
        resolve,
      ));
    }
    for (const child of children) await walk(child, path, ignore, found);
  }
}

/** A folder tells at most a hundred entries at a time. */
async function childrenOf(entry) {
  const reader = entry.createReader();
  const children = [];
  for (;;) {
    const some = await new Promise(resolve => reader.readEntries(resolve, () => resolve([])));
    if (some.length === 0) return children.sort((a, b) => (a.name < b.name ? -1 : 1));
    children.push(...some);
  }
}

function add(files, ignore) {
  const left = new Set();
  for (const { path, file, skipped } of files) {
    const out = skipped ? path : ignore.outermost(path);
    if (!out) sources.push({ id: nextId++, name: path, file });
    else if (!left.has(out)) {
      left.add(out);
      sources.push({ id: nextId++, name: out, skipped: skipped ?? 'ignored' });
    }
  }
}

/** Takes one of them away; 0 is the text area's. */
export function remove(id) {
  sources = sources.filter(source => source.id !== id);
  count();
}

export function forget() {
  stop();
  sources = [];
  tell({ kind: 'nothing' });
}
