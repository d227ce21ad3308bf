/** The reader’s way: a step opens what it is about, a check turns red and green beside the text, the looking glass before and after. */
import { expect, type Page, test } from './test.ts';
import { ANSWERED, axe, openLab as open, openStep, select } from './lab.ts';

/** An Internet of 10,000 prefixes takes its time. */
test.setTimeout(180_000);
const inspector = (page: Page) => page.getByRole('region', { name: 'Inspector' });

test('own-as › reply-to › the line in pf.conf; taken out, the check goes red; put back, green', async ({ page }) => {
  await open(page, 'own-as', 'reply-to');
  const editor = inspector(page).getByRole('group', { name: 'pf.conf of vps01' });
  await expect(editor).toContainText('reply-to ($tun_if $bgp_hub_ip)');
  await expect(inspector(page).getByRole('tab', { name: 'pf.conf' })).toHaveAttribute('aria-selected', 'true');
  expect(await axe(page, { include: '[aria-label="Inspector"]', exclude: '.monaco-editor' })).toEqual([]);
  await editor.locator('.view-line').filter({ hasText: 'reply-to' }).filter({ hasText: 'pass in' }).click();
  await page.keyboard.press('Home');
  await page.keyboard.type('#');
  const check = page.getByRole('button', { name: /The answer takes the tunnel/ });
  await expect(check).toContainText('✕', ANSWERED);
  await page.getByRole('button', { name: 'Put it back' }).click();
  await expect(check).toContainText('✓', ANSWERED);
});

test('p2s-proxy › Squid refuses › the line of squid.conf', async ({ page }) => {
  await open(page, 'p2s-proxy', 'acl');
  await expect(inspector(page).getByRole('group', { name: 'squid.conf of proxy' })).toContainText('http_access deny CONNECT !SSL_ports');
});

test('p2s-proxy › a step about a console › the command of its check has run; a check runs its own', async ({ page }) => {
  await open(page, 'p2s-proxy', 'through-the-proxy');
  await expect(inspector(page).getByRole('log', { name: 'Console proxy' })).toContainText('TCP_TUNNEL/200');
  await openStep(page, 'receive-only');
  await page.getByRole('button', { name: /routing table has all three prefixes/ }).click();
  await expect(inspector(page).getByRole('log', { name: 'Console vm-frr' })).toContainText('B>  10.0.0.0/16 [20/0] via 10.0.2.4 (recursive)');
});

test('own-as › a name in the text › selects the object, in the tab that is open', async ({ page }) => {
  await open(page, 'own-as', 'announce');
  await select(page, 'reader');
  await page.getByRole('tab', { name: 'Story' }).click();
  await page.getByRole('button', { name: 'transit-a', exact: true }).click();
  await expect(inspector(page).getByRole('heading', { name: 'transit-a' })).toBeVisible();
});

test('own-as › the looking glass before and after an upstream is lost; another size of the zone', async ({ page }) => {
  await open(page, 'own-as', 'traffic-engineering');
  await select(page, 'AS 64501 transit');
  await inspector(page).getByRole('tab', { name: 'Routes' }).click();
  await inspector(page).getByRole('tab', { name: 'Looking glass' }).click();
  const seen = inspector(page).getByRole('list', { name: 'Who sees what' }).getByRole('listitem').filter({ hasText: '2a06:9801:1c::/48' });
  await expect(seen).toContainText(/: \d+ by AS34927, \d+ by AS209735/, ANSWERED);
  await seen.getByRole('button').click();
  await expect(
    inspector(page)
      .getByRole('table', { name: 'Looking glass transit-a' })
      .getByRole('row', { name: /34927 201379/ })
      .first(),
  ).toBeVisible();
  await page.keyboard.press(']');
  await expect(seen).toContainText(/: \d+ by AS209735 \d+ have moved from AS34927 to AS209735\./, ANSWERED);
  await expect(inspector(page).getByRole('row', { name: /34927 201379/ })).toHaveCount(0);
  const size = inspector(page).getByRole('combobox', { name: 'Size of the default-free zone' });
  await expect(size).toHaveValue('2000');
  await size.selectOption('10000');
  await expect(seen).not.toContainText('have moved', ANSWERED);
  await expect(seen).toContainText(/: \d+ by AS209735/);
  await expect(page.getByRole('list', { name: 'Steps' }).locator('[aria-current=step]')).toContainText('✓', ANSWERED);
});

test('branch-to-branch › the route table’s tag on its subnet › its routes; a row out, the checks go red; put back', async ({ page }) => {
  await open(page, 'branch-to-branch-firewall', 'gateway-routes');
  await page.getByRole('button', { name: 'rt-gateway' }).first().click();
  await expect(inspector(page).getByRole('heading', { name: 'rt-gateway' })).toBeVisible();
  const red = page.getByRole('button', { name: /On GatewaySubnet the user-defined routes are active fails/ });
  await expect(red).toHaveCount(0);
  await inspector(page).getByRole('button', { name: 'Delete to-branch' }).click();
  await expect(red).toBeVisible();
  await page.getByRole('button', { name: 'Put it back' }).click();
  await expect(red).toHaveCount(0);
});
