/** axe finds nothing, the planning regions included, in eight states, at three widths, in both themes and three languages. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Sonnet45, open, planned, unfold, withBrowser } from './browser.js';

withBrowser();

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const states = {
  empty: Sonnet45,
  below: { ...Sonnet45, in: '150000', out: '2000' },
  over: { ...Sonnet45, in: '300000', out: '2000', cr: '100000', b: '1' },
  straddling: { ...Sonnet45, in: '212400', lo: '199656', hi: '225144', out: '2000' },
  rejected: { ...Sonnet45, d: '2026-11-20', in: '900000', out: '2000' },
  planning: { ...Sonnet45, in: '150000', out: '2000', p: '10..100000.1000........500.99.50.30000.8000', k: 'compact', t: 'own' },
  unknown: { ...Sonnet45, d: '2020-01-01', in: '1000', out: '2000' },
  retired: { s: 'anthropic', m: 'claude-opus-4-1-20250805', d: '2026-11-26', in: '100000', out: '2000' },
};

for (const [name, state] of Object.entries(states)) {
  test(`23: ${name}`, async () => {
    const { page } = await open(state, { bypassCSP: true });
    await planned(page);
    if (name === 'planning') {
      await page.getByTestId('every-seller').check();
      await page.getByTestId('all-ways').click();
    }
    if (name === 'retired') await page.getByTestId('instead').waitFor();
    await page.evaluate(axe);
    for (const lang of ['en', 'zh-Hans', 'zh-Hant']) {
      await page.getByTestId('lang').selectOption(lang);
      await page.waitForSelector(`html[lang=${lang}]`);
      // The planning regions follow once the browser is idle.
      if (lang !== 'en') await page.waitForFunction(`(${english})().length === 0`, null, { timeout: 5000 }).catch(() => {});
      assert.deepEqual(await page.evaluate(english), lang === 'en' ? ['some'] : [], lang);
      for (const theme of ['light', 'dark']) {
        await page.getByTestId('theme').selectOption(theme);
        for (const width of [360, 768, 1440]) {
          await page.setViewportSize({ width, height: 900 });
          await unfold(page);
          // Colours on their way from one theme to the other are nobody's.
          await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => undefined));
          const found = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] })
            .then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary.slice(0, 200)}`).join(' | ')}`)), tags);
          assert.deepEqual(found, [], `${lang}, ${theme}, ${width}`);
        }
      }
    }
  });
}

/** What is said in English, names of models apart, and not marked as English; in English itself only that there is some. */
function english() {
  const isEnglish = (text) => /[a-z]{2,} [a-z]{2,}/.test(text);
  const texts = [...document.querySelectorAll('[aria-label], [placeholder], [title], [aria-valuetext]')].filter((part) => !part.closest('[lang=en]'))
    .flatMap((part) => ['aria-label', 'placeholder', 'title', 'aria-valuetext'].map((name) => part.getAttribute(name) ?? ''));
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const inEnglish = document.documentElement.lang === 'en';
  while (walk.nextNode()) {
    const { data, parentElement: parent } = walk.currentNode;
    if ((inEnglish || !parent.closest('[lang=en]')) && !parent.closest('script, style')) texts.push(data);
  }
  const found = [document.title, ...texts].filter(isEnglish);
  return inEnglish ? found.slice(0, 1).map(() => 'some') : found;
}
