/** One browser for a file of checks, and what a reader does in it. No check waits for time to pass. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';

export const base = process.env.BASE_URL;

export const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
];

export const Sonnet45 = { s: 'anthropic', m: 'claude-sonnet-4-5-20250929', d: '2026-02-20' };

let browser;

/** Starts the browser. */
export async function launch() {
  browser = await chromium.launch({ executablePath: process.env.BROWSER_PATH, args: flags });
  return browser;
}

/** Ends it, with all its pages. */
export async function close() {
  await browser?.close();
}

/** Starts the browser for the checks of a file. */
export function withBrowser() {
  before(launch);
  after(close);
}

/** A page of its own, ready to answer, that remembers everything that went wrong and everything it asked for. */
export async function open(state = {}, { width = 1440, height = 900, locale = 'en-US', ready = true, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, locale, ...options });
  const page = await context.newPage();
  const problems = [];
  const requests = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  context.on('request', (request) => requests.push(request.url()));
  await page.goto(`${base}#${new URLSearchParams({ v: '1', ...state })}`);
  if (ready) await page.waitForSelector('html[data-ready]');
  return { page, context, problems, requests, by: (id) => page.getByTestId(id) };
}

/** Waits until the page has sealed itself and takes text. */
export async function sealed(page) {
  await page.waitForSelector('[data-testid=text]:not([disabled])', { timeout: 60_000 });
}

/** Goes down to the planning regions, which start once they come near. */
export async function planned(page) {
  await page.waitForSelector('html[data-planning=ready]', { timeout: 60_000 });
  await page.evaluate(() => document.getElementById('pending').scrollIntoView());
  await page.getByTestId('rate').waitFor();
}

/** Opens every disclosure, so that what is inside can be seen. */
export async function unfold(page) {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details:not(.menu)')) details.open = true;
  });
}

/** Waits until a test id shows this text. */
export async function shows(page, id, text) {
  const pattern = text instanceof RegExp ? text : new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  await page.getByTestId(id).filter({ hasText: pattern }).first().waitFor({ timeout: 5000 }).catch(async () => {
    assert.match(await page.getByTestId(id).first().innerText(), pattern, id);
  });
}

/** What an export saves. */
export async function saved(page, by, id) {
  await page.evaluate(() => document.querySelector('details.menu').setAttribute('open', ''));
  const [download] = await Promise.all([page.waitForEvent('download'), by(id).click()]);
  return readFileSync(await download.path(), 'utf8');
}

/** How much more time than processor time this machine takes now: a busy one is no fault of the page. */
export function slowness() {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  for (let sum = 0, index = 0; index < 3e7; index += 1) sum += index;
  const { user, system } = process.cpuUsage(cpu);
  return Math.max(1, (performance.now() - wall) / ((user + system) / 1000));
}
