/** Pictures of the main states: node screenshots.js FOLDER. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Sonnet45, close, launch, open, shows } from './browser.js';

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });

const below = { ...Sonnet45, in: '150000', out: '2000' };
const over = { ...Sonnet45, in: '212400', out: '2000', cr: '100000' };
const states = {
  empty: { state: Sonnet45 },
  below: { state: below },
  over: { state: over },
  straddling: { state: { ...Sonnet45, in: '212400', lo: '199656', hi: '225144', out: '2000' } },
  rejected: { state: { ...Sonnet45, d: '2026-11-20', in: '900000', out: '2000' } },
  'over-dark': { state: over, colorScheme: 'dark' },
  'over-zh-Hans': { state: over, locale: 'zh-CN' },
  'over-zh-Hant': { state: over, locale: 'zh-TW' },
  'over-phone': { state: over, width: 360, height: 740 },
};

await launch();
for (const [name, { state, ...options }] of Object.entries(states)) {
  const { page } = await open(state, { width: 1280, height: 1000, ...options });
  await shows(page, 'cost', /\S/);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: false });
  console.log(`${name}.png`);
}
await close();
