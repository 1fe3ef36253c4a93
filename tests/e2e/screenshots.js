/** Pictures of the main states: node screenshots.js FOLDER. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { close, launch, open, planned, sealed, shows, Sonnet45 } from './browser.js';

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });

const below = { ...Sonnet45, in: '150000', out: '2000' };
const over = { ...Sonnet45, in: '212400', out: '2000', cr: '100000' };
const asked = { ...Sonnet45, in: '212400', out: '2000' };
const states = {
  empty: { state: Sonnet45 },
  below: { state: below },
  over: { state: over },
  straddling: { state: { ...Sonnet45, in: '212400', lo: '199656', hi: '225144', out: '2000' } },
  rejected: { state: { ...Sonnet45, d: '2026-11-20', in: '900000', out: '2000' } },
  retired: { state: { s: 'anthropic', m: 'claude-opus-4-1-20250805', d: '2026-11-26', in: '100000', out: '2000' } },
  'over-dark': { state: over, colorScheme: 'dark' },
  'over-zh-Hans': { state: over, locale: 'zh-CN' },
  'over-zh-Hant': { state: over, locale: 'zh-TW' },
  'over-phone': { state: over, width: 360, height: 740 },
  // The guide's ten questions, and its conversation.
  whatif: { state: { ...asked, p: '10..200000.1000' }, region: 'whatif' },
  convo: { state: { ...asked, p: '....190000.400.2000.10.2..200000' }, region: 'convo' },
  rate: { state: { ...asked, in: '150000', t: '4' }, region: 'rate' },
  'convo-zh-Hans': { state: { ...asked, in: '150000', p: '....150000.3000.1000.20', k: '5m' }, region: 'convo', locale: 'zh-CN', colorScheme: 'dark' },
  'whatif-phone-zh-Hant': { state: { ...asked, p: '10..200000.1000' }, region: 'whatif', locale: 'zh-TW', width: 360, height: 740 },
};

await launch();
for (const [name, { state, region, ...options }] of Object.entries(states)) {
  const { page } = await open(state, { width: 1280, height: 1000, bypassCSP: Boolean(region), ...options });
  await sealed(page);
  await shows(page, 'cost', /\S/);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const path = join(folder, `${name}.png`);
  if (region) {
    await planned(page);
    // What stays at the bottom of a phone would lie over a picture that is taller than it.
    await page.addStyleTag({ content: '.bar { display: none !important; }' });
    await page.getByTestId(region).screenshot({ path });
  } else {
    await page.screenshot({ path, fullPage: false });
  }
  console.log(`${name}.png`);
}
await close();
