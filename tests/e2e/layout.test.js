/** Right at every width, and reachable by keyboard. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Sonnet45, open, planned, sealed, shows, unfold, withBrowser } from './browser.js';

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

test('the bar is there as long as the cost is out of sight, and always on a phone', async () => {
  for (const [width, both] of [[768, false], [360, true]]) {
    const { page, by, context } = await open(over, { width, height: 740 });
    await planned(page);
    for (const [goal, seen] of [['#rate-title', true], ['#cost', both]]) {
      await page.evaluate((goal) => document.querySelector(goal).scrollIntoView({ block: 'center' }), goal);
      await by('bar').waitFor({ state: seen ? 'visible' : 'hidden' });
    }
    await context.close();
  }
});

test('the export menu closes at Escape, which gives the focus back, and at a click elsewhere', async () => {
  const { page, by } = await open(over);
  await sealed(page);
  const summary = page.locator('.menu summary');
  await summary.click();
  await by('csv').focus();
  await page.keyboard.press('Escape');
  await by('csv').waitFor({ state: 'hidden' });
  assert.ok(await summary.evaluate((part) => part === document.activeElement));
  await summary.click();
  await by('csv').waitFor();
  await page.locator('h1').click();
  await by('csv').waitFor({ state: 'hidden' });
});

test('a print tells the address of what it shows', async () => {
  const { page } = await open(over);
  await sealed(page);
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  const address = page.locator('.address');
  await address.waitFor();
  assert.equal(await address.innerText(), page.url());
  assert.match(page.url(), /#.*in=212400/);
});

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
  for (;;) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const part = document.activeElement;
      if (!part || part === document.body) return null;
      // A field for a day holds the focus for as many keys as it has parts.
      const again = part !== globalThis.before && part.dataset.visited !== undefined;
      globalThis.before = part;
      part.dataset.visited = '';
      const bar = document.querySelector('[data-testid=bar]').getBoundingClientRect();
      const { top, bottom, height } = part.getBoundingClientRect();
      const covered = !part.closest('[data-testid=bar]') && bar.height > 0 && height < bar.top && bottom > bar.top + 1;
      return { name: `${part.tagName.toLowerCase()}#${part.id}.${part.className} ${part.textContent.slice(0, 30)}`, again, covered, top, bottom };
    });
    if (!focused || focused.again) break;
    assert.ok(!focused.covered, `${focused.name} is under the bar: ${focused.top} to ${focused.bottom}`);
  }
  // All that takes the focus was reached; of some radios, the one that is chosen.
  const missed = await page.evaluate(() => [...document.querySelectorAll('a[href], button, input:not([type=radio]:not(:checked)), select, textarea, summary, [tabindex="0"]')]
    .filter((part) => part.checkVisibility({ visibilityProperty: true }) && !part.disabled && part.tabIndex >= 0 && part.dataset.visited === undefined)
    .map((part) => `${part.tagName}#${part.id}.${part.className} ${part.textContent.slice(0, 30)}`));
  assert.deepEqual(missed, []);
  assert.ok(await page.locator('[data-visited]').count() > 60);
});

for (const width of [360, 1440]) {
  test(`24: targets are large enough at ${width}`, async () => {
    const { page } = await open(over, { width, height: 740 });
    await shows(page, 'verdict', 'over');
    await planned(page);
    await unfold(page);
    // A box is as large as it is with its label; links stand in sentences.
    const small = await page.evaluate(() => [...document.querySelectorAll('button, select, textarea, summary, a[href]:not(p a, td a, li a), label.button, input:not(.hidden)')]
      .filter((part) => part.checkVisibility({ visibilityProperty: true }))
      .map((part) => {
        const boxes = [part, ...(/checkbox|radio/.test(part.type) ? part.labels : [])].map((of) => of.getBoundingClientRect());
        const across = Math.max(...boxes.map(({ right }) => right)) - Math.min(...boxes.map(({ left }) => left));
        return [part, across, Math.max(...boxes.map(({ bottom }) => bottom)) - Math.min(...boxes.map(({ top }) => top))];
      })
      .filter(([, across, high]) => across < 24 || high < 24)
      .map(([part, across, high]) => `${part.tagName}#${part.id}.${part.className} ${across}×${high} ${part.textContent.slice(0, 20)}`));
    assert.deepEqual(small, []);
  });
}
