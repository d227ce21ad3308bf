/** Why: from a row, from a field, from a line of configuration and back to it. */
import { expect, type Page, test } from './test.ts';
import { axe, intoEditor, openStep, openTab, select, THEMES } from './lab.ts';

const inspector = (page: Page) => page.getByRole('region', { name: 'Inspector' });
const editor = (page: Page) => page.getByRole('group', { name: 'FRR configuration of vm-frr' });
/** The texts of the lines that are marked as having touched the route. */
const markedLines = (page: Page) => editor(page).locator('[class*="touchingMargin"]').count();

test('Routes › a row › its Why is one click away, with the line that set its next hop', async ({ page }) => {
  await openStep(page, 'complete');
  await select(page, 'er');
  await openTab(page, 'Routes');
  await page
    .getByRole('table', { name: 'RIB er' })
    .getByRole('row', { name: /0\.0\.0\.0\/0/ })
    .click();
  const answer = inspector(page).getByRole('region', { name: 'Why 0.0.0.0/0' });
  await expect(answer).toContainText('vm-frr → ars-clab-hub#1 → ergw-clab-hub#0 → erc-clab#primary → er');
  await answer.getByText('vm-frr sends 0.0.0.0/0 to ars-clab-hub#1.').click();
  await answer
    .getByText(/Route-map rmap-azure-asns \(out\) permits it/)
    .first()
    .click();
  await answer
    .getByText(/Entry 10 of rmap-azure-asns matches: permit/)
    .first()
    .click();
  const line = answer.getByRole('button', { name: /set ip next-hop 10\.0\.3\.4/ }).first();
  await line.click();
  await expect(editor(page)).toBeVisible();
  await expect(inspector(page).getByRole('region', { name: 'touched by the line at the cursor' })).toContainText('Marked: the lines that touched 0.0.0.0/0');
});

test('Routes › ask for a prefix that is not there › the place where it stopped, with its rule', async ({ page }) => {
  await openStep(page, 'complete');
  await select(page, 'vpngw-clab-brach-eus');
  await openTab(page, 'Routes');
  await inspector(page).getByRole('textbox', { name: 'Prefix or address' }).fill('0.0.0.0/0');
  await page.keyboard.press('Enter');
  const answer = inspector(page).getByRole('region', { name: 'Why 0.0.0.0/0' });
  await expect(answer.getByRole('status')).toHaveText('vpngw-clab-brach-eus#0 0.0.0.0/0: absent; vpngw-clab-brach-eus#1 0.0.0.0/0: absent');
  await expect(answer).toContainText('A VPN gateway never announces 0.0.0.0/0 to its BGP peers. A69');
  await expect(answer).toContainText('It had come by vm-frr → ars-clab-hub#1 → vpngw-clab-hub#0.');
  await answer.getByRole('button', { name: 'Ask vpngw-clab-hub why 0.0.0.0/0' }).first().click();
  await expect(inspector(page).getByRole('heading', { name: 'vpngw-clab-hub' })).toBeVisible();
  await expect(answer.getByRole('status')).toHaveText('vpngw-clab-hub#0 0.0.0.0/0: used; vpngw-clab-hub#1 0.0.0.0/0: used');
});

test('Why › by keyboard alone › a question, an answer, its details, and a question that is none', async ({ page }) => {
  await openStep(page, 'complete');
  await select(page, 'azfw-clab-hub');
  await openTab(page, 'Why');
  const field = inspector(page).getByRole('textbox', { name: 'Prefix or address' });
  await field.focus();
  await page.keyboard.type('192.0.2.80');
  await page.keyboard.press('Enter');
  const answer = inspector(page).getByRole('region', { name: 'Why 192.0.2.80' });
  await expect(answer).toContainText('vnet-clab-hub/AzureFirewallSubnet sends 0.0.0.0/0 to Internet');
  await field.focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(answer.locator('summary').first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(answer.locator('details').first()).not.toHaveAttribute('open');
  await field.fill('ten');
  await field.press('Enter');
  await expect(inspector(page).getByRole('status')).toContainText('neither a prefix such as 10.0.0.0/24 nor an address');
});

test('Config › the cursor on a line › the routes that it touched, beside the editor and in the tables', async ({ page }) => {
  await openStep(page, 'complete');
  await select(page, 'vm-frr');
  await openTab(page, 'Config');
  await intoEditor(editor(page));
  await page.keyboard.press('Control+End');
  await editor(page).locator('.view-line').filter({ hasText: 'set ip next-hop' }).click();
  const touched = inspector(page).getByRole('region', { name: 'touched by the line at the cursor' });
  await expect(touched.getByRole('button', { name: '0.0.0.0/0 to 10.0.2.4 sets' })).toBeVisible();
  await expect(touched.getByRole('listitem')).toHaveCount(2);
  await openTab(page, 'Routes');
  await inspector(page).getByRole('tab', { name: 'BGP' }).click();
  const table = page.getByRole('table', { name: 'BGP vm-frr' });
  await expect(table.getByRole('row', { name: /0\.0\.0\.0\/0/ })).toContainText('touched by the line at the cursor');
  await expect(table.getByRole('row', { name: /10\.20\.10\.0\/24/ }).first()).not.toContainText('touched by the line at the cursor');
  await inspector(page).getByRole('button', { name: 'Unmark' }).click();
  await expect(table.getByText('touched by the line at the cursor')).toHaveCount(0);
});

test('Config › the mouse rests on a line › its routes; it leaves › the cursor’s again', async ({ page }) => {
  await openStep(page, 'complete');
  await select(page, 'vm-frr');
  await openTab(page, 'Config');
  await editor(page).locator('.view-line').filter({ hasText: 'network 0.0.0.0/0' }).click();
  const touched = inspector(page).getByRole('region', { name: 'touched by the line at the cursor' });
  await expect(touched.getByRole('button', { name: '0.0.0.0/0 own originates' })).toBeVisible();
  await editor(page).locator('.view-line').filter({ hasText: 'ip route' }).hover();
  await expect(touched.getByRole('button', { name: '10.0.2.0/24 routing table installs' })).toBeVisible();
  await page.mouse.move(400, 400);
  await expect(touched.getByRole('button', { name: '0.0.0.0/0 own originates' })).toBeVisible();
});

test('Config › a row chosen before › the lines that touched it are marked, and unmarked', async ({ page }) => {
  await openStep(page, 'complete');
  await select(page, 'vm-frr');
  await openTab(page, 'Routes');
  await inspector(page).getByRole('tab', { name: 'BGP' }).click();
  const row = page.getByRole('table', { name: 'BGP vm-frr' }).getByRole('row', { name: /0\.0\.0\.0\/0/ });
  await row.focus();
  await page.keyboard.press('Enter');
  await expect(inspector(page).getByRole('region', { name: 'Why 0.0.0.0/0' })).toBeVisible();
  await openTab(page, 'Config');
  await expect.poll(() => markedLines(page)).toBeGreaterThan(2);
  await inspector(page).getByRole('button', { name: 'Unmark' }).click();
  await expect.poll(() => markedLines(page)).toBe(0);
});

for (const [locale, tab, field, name] of [
  ['en-GB', 'Why', 'Prefix or address', 'Why 10.20.10.0/24'],
  ['ja-JP', '理由', 'プレフィックスまたはアドレス', '10.20.10.0/24 の理由'],
] as const)
  test(`axe › Why, ${locale} › light and dark`, async ({ elsewhere }) => {
    const page = await elsewhere({ locale, reducedMotion: 'reduce' });
    await openStep(page, 'network-default');
    await page.getByRole('tab', { name: tab, exact: true }).click();
    await page.getByRole('textbox', { name: field }).fill('10.20.10.0/24');
    await page.keyboard.press('Enter');
    const answer = page.getByRole('region', { name });
    await expect(answer).toBeVisible();
    if (locale === 'ja-JP') await expect(answer).toContainText('どこから来たか');
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
      expect(await axe(page, { include: '#inspector-panel' }), colorScheme).toEqual([]);
      if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/why-${locale}-${colorScheme}.png` });
    }
  });
