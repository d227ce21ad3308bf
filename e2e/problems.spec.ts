/** Problems: in the reader's language, with what they rest on, and mended by a click. */
import { expect, type Page, test } from './test.ts';
import { openDrawer, openStep, select, settled } from './lab.ts';

const panel = (page: Page, name = 'Problems') => page.getByRole('tabpanel', { name });

async function problems(page: Page): Promise<void> {
  await openDrawer(page, /^Problems/);
  await settled(page);
}

test('a problem › names its rule, leads to Microsoft Learn, and its mend takes it away', async ({ page }) => {
  await openStep(page, 'network-default');
  await problems(page);
  const learned = panel(page).getByRole('listitem').filter({ hasText: 'learns 0.0.0.0/0 by BGP' });
  await expect(learned.getByRole('link', { name: /^A157: / })).toHaveAttribute('href', /^https:\/\/learn\.microsoft\.com\/azure\/firewall\//);
  await learned.getByRole('button', { name: 'Mend' }).click();
  await expect(learned).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(learned).toHaveCount(1);
});

test('a problem › is told in Japanese', async ({ page }) => {
  await openStep(page, 'network-default');
  await page.getByRole('button', { name: '日本語' }).click();
  await page.getByRole('tab', { name: /^問題/ }).click();
  await expect(panel(page, '問題').getByRole('listitem').filter({ hasText: 'BGP で 0.0.0.0/0 を学習します' })).toBeVisible();
});

test('a security group › comes from the palette, gets a rule, and a clash of priorities is told and mended', async ({ page }) => {
  await openStep(page, 'network-default');
  await page.getByRole('tab', { name: 'Add' }).click();
  await page.getByRole('button', { name: 'Network security group' }).click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  const add = inspector.getByRole('button', { name: 'Add securityRules' });
  await add.click();
  await add.click();
  await inspector.getByRole('textbox', { name: 'priority' }).nth(1).fill('100');
  await problems(page);
  const clash = panel(page).getByRole('listitem').filter({ hasText: 'both have priority 100 Inbound' });
  await clash.getByRole('button', { name: 'Mend' }).click();
  await expect(clash).toHaveCount(0);
  await expect(inspector.getByRole('textbox', { name: 'priority' }).nth(1)).toHaveValue('101');
});

test('a peering › shows its flags, and a flag that surprises is told', async ({ page }) => {
  await openStep(page, 'network-default');
  await page.getByRole('tab', { name: 'Add' }).click();
  await page.getByRole('button', { name: 'Virtual network', exact: true }).click();
  await select(page, 'vnet');
  await page.getByRole('region', { name: 'Inspector' }).getByRole('button', { name: 'Add virtualNetworkPeerings' }).click();
  await expect(page.getByRole('checkbox', { name: 'allowVirtualNetworkAccess' })).toBeChecked();
  await problems(page);
  await expect(panel(page).getByRole('listitem').filter({ hasText: 'is only Initiated' })).toBeVisible();
});
