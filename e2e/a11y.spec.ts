/** Readable by everybody: axe over the screens, both languages, both themes, wide and narrow. */
import { readdirSync } from 'node:fs';
import { axe, openStep, settled, THEMES } from './lab.ts';
import { expect, type Locator, type Page, test } from './test.ts';

const STORIES = readdirSync(new URL('../scenarios/', import.meta.url)).filter((f) => f.endsWith('.json') && !f.endsWith('.schema.json')).length;

const SCREENS: readonly { readonly name: string; readonly open: (page: Page) => Promise<void> }[] = [
  {
    name: 'gallery',
    open: async (page) => {
      await page.goto('/');
      await expect(page.locator('main a[href^="#/s/"]')).toHaveCount(STORIES);
    },
  },
  {
    name: 'table',
    open: async (page) => {
      await openStep(page, 'set-next-hop');
      await expect(page.locator('table').first()).toBeVisible();
    },
  },
  {
    name: 'packet',
    open: async (page) => {
      await openStep(page, 'with-udr');
      await page.locator('[data-player] input[type="range"]').press('End');
      await expect(page.getByTestId('packet-end')).toBeVisible();
    },
  },
];

for (const screen of SCREENS)
  for (const locale of ['en-GB', 'ja-JP'])
    test.describe(() => {
      test.use({ locale, reducedMotion: 'reduce' });
      test(`axe › ${screen.name}, ${locale} › light, and dark once the machine is`, async ({ page }) => {
        await screen.open(page);
        for (const colorScheme of THEMES) {
          await page.emulateMedia({ colorScheme });
          await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
          expect(await axe(page), colorScheme).toEqual([]);
        }
      });
    });

test.describe(() => {
  test.use({ viewport: { width: 390, height: 844 } });
  test('narrow › 390 × 844 › the lab is there, a tap opens a device’s tables', async ({ page }) => {
    await openStep(page, 'set-next-hop');
    await expect(page.getByRole('table', { name: 'Learned vpngw-clab-hub' })).toBeVisible();
    await settled(page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });

  test('narrow › 390 × 844 › a table that is moved aside keeps the prefixes in sight', async ({ page }) => {
    await openStep(page, 'set-next-hop');
    const table = page.getByRole('table', { name: 'Learned vpngw-clab-hub' });
    const heading = table.getByRole('columnheader').nth(1);
    const cell = table.getByRole('cell', { name: '10.0.0.0/16', exact: true }).first();
    const last = table.getByRole('columnheader').last();
    const left = async (place: Locator) => (await place.boundingBox())?.x ?? NaN;
    const before = await left(last);
    await last.scrollIntoViewIfNeeded();
    expect(await left(last)).toBeLessThan(before);
    for (const place of [heading, cell]) expect(await left(place)).toBe(0);
  });
});

test.describe(() => {
  test.use({ locale: 'ja-JP' });
  test('Japanese › every label of the frame is Japanese', async ({ page }) => {
    await openStep(page, 'set-next-hop');
    for (const name of ['手順', '追加', '一覧', '設定', 'ルート', '構成', 'コンソール', '理由'])
      await expect(page.getByRole('tab', { name, exact: true }).first()).toBeVisible();
    await expect(page.getByRole('button', { name: '共有' })).toBeVisible();
  });
});
