/** Right at every width, and reachable by keyboard. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Sonnet45, open, planned, shows, unfold, withBrowser } from './browser.js';

withBrowser();

const over = { ...Sonnet45, in: '212400', out: '2000', cr: '1000' };

for (const width of [320, 360, 768, 1440]) {
  test(`24: nothing is cut off at ${width}`, async () => {
    const { page } = await open(over, { width, height: 740 });
    await shows(page, 'verdict', 'over');
    await planned(page);
    for (const lang of ['en', 'zh-Hans', 'zh-Hant']) {
      await page.getByTestId('lang').selectOption(lang);
      await page.waitForSelector(`html[lang=${lang}]`);
      await unfold(page);
      const wide = await page.evaluate(() => ({
        page: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        parts: [...document.querySelectorAll('body *')].filter((part) => {
          const { left, right, width } = part.getBoundingClientRect();
          const scrolls = part.closest('[tabindex="0"], pre, .scroll');
          return part.checkVisibility() && !scrolls && !part.closest('svg') && width > 1 && (right > innerWidth + 1 || left < -1) && getComputedStyle(part).position !== 'absolute';
        }).map((part) => `${part.tagName}.${part.className}`),
      }));
      assert.deepEqual(wide, { page: 0, parts: [] }, lang);
    }
  });
}

test('24: on a phone the cost is in sight without scrolling', async () => {
  const { page, by } = await open(over, { width: 360, height: 740 });
  await shows(page, 'verdict', 'over');
  const seen = await page.evaluate(() => {
    const inside = (part) => {
      const { top, bottom, height } = part.getBoundingClientRect();
      return height > 0 && top >= 0 && bottom <= innerHeight;
    };
    return [...document.querySelectorAll('[data-testid=bar] .amount, [data-testid=cost]')].some(inside);
  });
  assert.ok(seen, await by('bar').innerText());
});

test('24: what has the focus is never under the bar, and targets are large enough', async () => {
  const { page } = await open(over, { width: 360, height: 740 });
  await shows(page, 'verdict', 'over');
  await planned(page);
  await unfold(page);
  const seen = new Set();
  for (;;) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const part = document.activeElement;
      if (!part || part === document.body) return null;
      part.dataset.visited = String(Number(part.dataset.visited ?? 0) + 1);
      const bar = document.querySelector('[data-testid=bar]');
      const box = part.getBoundingClientRect();
      const covered = bar && !bar.contains(part) && getComputedStyle(bar).display !== 'none'
        ? Math.max(0, box.bottom - bar.getBoundingClientRect().top) >= box.height : false;
      const name = `${part.tagName.toLowerCase()}#${part.id}.${part.className}`;
      return { name: `${name} ${part.textContent.slice(0, 30)}`, again: part.dataset.visited !== '1', covered, top: box.top, bottom: box.bottom };
    });
    if (!focused || focused.again) break;
    seen.add(focused.name);
    assert.ok(!focused.covered, `${focused.name} is under the bar`);
  }
  assert.ok(seen.size > 20, [...seen].join('\n'));
  const small = await page.evaluate(() => [...document.querySelectorAll('button, select, summary, a[href], label.button, input:not(.hidden):not([type=checkbox])')]
    .filter((part) => part.offsetParent && !part.closest('p'))
    .map((part) => [part, part.getBoundingClientRect()])
    .filter(([, { width, height }]) => width < 24 || height < 24)
    .map(([part, { width, height }]) => `${part.tagName}#${part.id}.${part.className} ${width}×${height} ${part.textContent.slice(0, 20)}`));
  assert.deepEqual(small, []);
});
