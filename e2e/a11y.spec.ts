/** Readable by everybody: axe over the screens, both languages, both themes, wide and narrow. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';

const SCREENS = [
  { name: 'gallery', hash: '' },
  { name: 'table', hash: '#/s/reverse-forced-tunneling/set-next-hop' },
  { name: 'packet', hash: '#/s/reverse-forced-tunneling/with-udr' },
];

for (const screen of SCREENS)
  for (const colorScheme of ['light', 'dark'] as const)
    for (const locale of ['en-GB', 'ja-JP'])
      test(`axe › ${screen.name}, ${colorScheme}, ${locale}`, async ({ browser }) => {
        const context = await browser.newContext({ colorScheme, locale, reducedMotion: 'reduce' });
        const page = await context.newPage();
        await page.goto(`/${screen.hash}`);
        await expect(page.locator('h1, h2').first()).toBeVisible();
        await page.waitForTimeout(1200);
        const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze();
        expect(
          violations.map(
            (v) =>
              `${v.id}: ${v.nodes
                .map((n) => n.target.join(' '))
                .slice(0, 4)
                .join(', ')}`,
          ),
        ).toEqual([]);
        await context.close();
      });

test('narrow › 390 × 844 › the lab is there, a tap opens a device’s tables', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto('/#/s/reverse-forced-tunneling/set-next-hop');
  await expect(page.getByRole('table', { name: 'Learned vpngw-clab-hub' })).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await context.close();
});

test('Japanese › every label of the frame is Japanese', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'ja-JP' });
  const page = await context.newPage();
  await page.goto('/#/s/reverse-forced-tunneling/set-next-hop');
  for (const name of ['手順', '追加', '一覧', '設定', 'ルート', '構成', 'コンソール', '理由'])
    await expect(page.getByRole('tab', { name, exact: true }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: '共有' })).toBeVisible();
  await context.close();
});
