/** Output from somewhere else, pasted: recognised, compared row by row, and each row's Why. */
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from './test.ts';
import { axe, openStep, openTab, select, settled } from './lab.ts';

const golden = (name: string) => readFileSync(new URL(`../scenarios/golden/reverse-forced-tunneling/${name}`, import.meta.url), 'utf8');
const HUB = golden('hub-vpn-gateway-learned-routes.txt');

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });
const details = (page: Page) => page.getByRole('region', { name: 'Details' });

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((t) => navigator.clipboard.writeText(t), text);
  await page.keyboard.press('Control+v');
}

test('a selected gateway › Ctrl+V of the article’s table › all rows agree; another lab state › what differs, and why', async ({ page }) => {
  await openStep(page, 'set-next-hop');
  await select(page, 'vpngw-clab-hub');
  await paste(page, HUB);
  await expect(details(page).getByRole('status')).toHaveText(/All 26 rows agree\./);
  const table = details(page).getByRole('table', { name: 'Pasted output and the lab: vpngw-clab-hub' });
  await expect(table.getByRole('row')).toHaveCount(27);
  await expect(table.getByRole('row', { name: /agrees 14 /u })).toHaveText(/10\.50\.0\.5EBgp/);
  expect(await axe(page, { include: '[aria-label="Details"]' })).toEqual([]);

  // The comparison follows the lab: before the default is announced, its four rows are not there.
  await page.keyboard.press('Escape');
  await page.getByRole('list', { name: 'Steps' }).getByRole('button').first().click();
  await details(page).getByRole('tab', { name: 'Compare' }).click();
  await expect(details(page).getByRole('status')).toHaveText(/22 of 26 rows agree\./);
  await details(page).getByRole('checkbox', { name: 'Only what differs' }).check();
  await expect(table.getByRole('row', { name: /not in the lab/ })).toHaveCount(4);
  await table.getByRole('button', { name: 'Why 0.0.0.0/0 at vpngw-clab-hub' }).first().click();
  await expect(page.getByRole('region', { name: 'Why 0.0.0.0/0' })).toContainText('absent');
});

test('one changed row › the column that differs, theirs and the lab’s', async ({ page }) => {
  await openStep(page, 'set-next-hop');
  await select(page, 'vpngw-clab-hub');
  await openTab(page, 'Routes');
  await page.getByRole('button', { name: 'Compare with your output…' }).click();
  await details(page).getByRole('textbox', { name: 'Output to compare' }).fill(HUB.replace('10.0.3.4   IBgp      10.0.2.5', '10.0.3.9   IBgp      10.0.2.5'));
  await details(page).getByRole('button', { name: 'Compare', exact: true }).press('Enter');
  await expect(details(page).getByRole('status')).toHaveText(/25 of 26 rows agree\./);
  await expect(details(page).getByRole('row', { name: /differs/ })).toHaveText(/10\.0\.3\.9in the lab 10\.0\.3\.4/);
});

test('text that is no output › what was expected; a copied device still pastes as a device', async ({ page }) => {
  await openStep(page, 'set-next-hop');
  await select(page, 'er');
  await page.keyboard.press('Escape');
  await select(page, 'er');
  await paste(page, 'hello');
  await expect(details(page).getByRole('alert')).toContainText('Nothing in this text reads as a table that er prints.');
  await expect(details(page).getByRole('list', { name: 'What can be pasted here' })).toContainText('show ip route');
  await page.getByRole('button', { name: 'Another text' }).click();
  await expect(details(page).getByRole('textbox', { name: 'Output to compare' })).toBeVisible();
});

test('日本語 › a whole article pasted › each of its tables', async ({ page }) => {
  await openStep(page, 'set-next-hop');
  await page.evaluate(() => localStorage.setItem('hoplab.view', JSON.stringify({ language: 'ja' })));
  await page.reload();
  await settled(page);
  await page.locator('body').click({ position: { x: 640, y: 500 } });
  await paste(
    page,
    ['説明文です。', '```', golden('onprem-show-ip-route.txt'), '```', '次の表。', '```', golden('branch-vpn-gateway-learned-routes.txt'), '```'].join('\n'),
  );
  const said = page.getByRole('region', { name: '詳細' }).getByRole('status');
  await expect(said).toHaveText([/8 行すべて一致。/, /22 行すべて一致。/]);
});
