// What the page asks of the browser: storage, the address, files.

import { narrow } from './between.js';

/** Today, by the reader's own clock, as YYYY-MM-DD. */
export function today() {
  const now = new Date();
  const two = number => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

let counts;
let model;

/** Loads what counts, which seals the page: nothing that the calculator waits for. */
export async function seal(tell) {
  try {
    counts = await import('./{{counter.js}}');
  } catch (error) {
    tell('seal', new URLSearchParams({ failed: error.message }).toString());
    return;
  }
  counts.countFor(model);
  await counts.seal(tell);
}

/** Passes on to what counts; before it is there, only the model can have changed. */
export function counter(what, about) {
  if (counts) counts[what](about);
  else if (what === 'countFor') model = about;
}

let packed;

/** The prices, once the page has fetched them. */
export function givePrices(bytes) {
  packed = bytes;
}

export function prices() {
  return packed;
}

/** What was kept on this machine: language, theme, exchange rate; empty where nothing was. */
export function kept(name) {
  try {
    return localStorage.getItem(`tokentoll.${name}`) ?? '';
  } catch {
    return '';
  }
}

export function keep(name, value) {
  try {
    localStorage.setItem(`tokentoll.${name}`, value);
  } catch {
    // Storage is forbidden here: the choice lasts as long as the page.
  }
}

export function languages() {
  return (navigator.languages ?? []).join(',');
}

export function fragment() {
  return location.hash;
}

let tell;

/** Follows the address and the width of the screen. */
export function listen(told) {
  tell = told;
  addEventListener('hashchange', () => tell('link', location.hash));
  narrow.addEventListener('change', () => tell('narrow', isNarrow()));
}

export function isNarrow() {
  return narrow.matches ? 'narrow' : '';
}

let written = '';
let waiting;

/** Writes the state into the address, at most twice a second. */
export function writeFragment(text) {
  written = text;
  waiting ??= setTimeout(write, 500);
}

function write() {
  clearTimeout(waiting);
  waiting = undefined;
  history.replaceState(null, '', `#${written}`);
}

// What was typed last must survive a reload.
addEventListener('pagehide', () => waiting && write());

/** Sets what stands outside of the calculator. */
export function dress(lang, theme, title) {
  const root = document.documentElement;
  root.lang = lang;
  if (theme === 'auto') delete root.dataset.theme;
  else root.dataset.theme = theme;
  document.title = title;
}

let typing;

/** What was typed into the static form. */
export function typed(name) {
  const field = document.getElementById(`shell-${name}`);
  if (field === document.activeElement) typing = name;
  return field.value === field.defaultValue ? '' : field.value;
}

/** What failed until now was not the page, then. */
function stands() {
  const about = document.documentElement.dataset;
  delete about.failed;
  about.stands = '';
}

/** The calculator's fields stand where the static form stood: whoever types there goes on. */
export function takeOver() {
  stands();
  if (typing) focus(typing);
  typing = '';
}

export function soon(run) {
  setTimeout(run);
}

/** A page in the background is not painted. */
export function afterPaint(run) {
  if (document.hidden) soon(run);
  else requestAnimationFrame(() => soon(run));
}

/** The calculator answers from now on. */
export function ready() {
  performance.mark('ready');
  document.getElementById('shell').remove();
  stands();
  document.documentElement.dataset.ready = '';
}

/** Copies a link; where copying is forbidden, the address bar holds the same one. */
export async function copyAddress(text) {
  await navigator.clipboard.writeText(`${location.href.split('#')[0]}#${text}`);
  tell('copied', text);
}

export function print() {
  window.print();
}

export function focus(id) {
  document.getElementById(id)?.focus();
}
