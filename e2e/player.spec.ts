/** Packets: the headers of each hop, the lookup that decided, the state tables, the flows, who reaches whom. */
import { expect, type Page, test } from './test.ts';
import { axe, openDrawer, openLab, openStep } from './lab.ts';

const details = (page: Page) => page.getByRole('region', { name: 'Details' });

async function openPlayer(page: Page, tab: string): Promise<void> {
  await openDrawer(page, /^Player/);
  await details(page).getByRole('tab', { name: tab, exact: true }).click();
}

test.use({ reducedMotion: 'reduce' });
test('hops › the firewall takes the connection › its own has its own address (A155, A166)', async ({ page }) => {
  await openStep(page, 'complete');
  await openPlayer(page, 'Hops');
  const client = page.getByRole('table', { name: 'Out', exact: true }).getByRole('row', { name: /azfw-clab-hub/ });
  await expect(client).toContainText('takes the connection in the server’s place');
  const own = page.getByRole('table', { name: 'Proxy’s own connection: Out', exact: true }).getByRole('row', { name: /azfw-clab-hub/ });
  await expect(own).toContainText('198.51.100.10');
  expect(await axe(page)).toEqual([]);
});

test('hops › the firewall translates the source › the new address is marked, the way back has the old one again (A154)', async ({ page }) => {
  await openStep(page, 'with-udr');
  await openPlayer(page, 'Hops');
  const out = page.getByRole('table', { name: 'Out', exact: true }).getByRole('row', { name: /azfw-clab-hub/ });
  await expect(out.locator('mark').first()).toContainText('198.51.100.10');
  await expect(out.locator('del').first()).toContainText('10.20.10.50');
  const back = page.getByRole('table', { name: 'Back', exact: true }).getByRole('row', { name: /azfw-clab-hub/ });
  await expect(back.locator('mark').first()).toContainText('10.20.10.50');
  expect(await axe(page)).toEqual([]);
});

test('lookup › open it at the ExpressRoute gateway › the table is there, the row that won is marked', async ({ page }) => {
  await openStep(page, 'complete');
  await openPlayer(page, 'Hops');
  await page
    .getByRole('table', { name: 'Out', exact: true })
    .getByRole('row', { name: /ergw-clab-hub/ })
    .getByRole('button', { name: /Effective routes/ })
    .click();
  const table = page.getByRole('table', { name: 'Effective vnet-clab-hub/GatewaySubnet' });
  await expect(table.locator('tr[aria-current]')).toHaveCount(1);
  await expect(table.locator('tr[aria-current]')).toContainText('0.0.0.0/0');
  await expect(table.locator('tr[aria-current]')).toContainText('10.0.3.4');
});

test('state tables › step through › the firewall’s row appears at its hop', async ({ page }) => {
  await openStep(page, 'complete');
  await openPlayer(page, 'State tables');
  const row = page
    .getByRole('table', { name: 'State tables' })
    .getByRole('row', { name: /azfw-clab-hub/ })
    .first();
  await page.getByRole('slider', { name: 'Position' }).focus();
  await page.keyboard.press('Home');
  await expect(row).toContainText('not yet');
  await page.keyboard.press('End');
  await expect(row).not.toContainText('not yet');
  await expect(row).toContainText('10.20.10.50');
});

test('flows › add one by keyboard › it is sent, listed with its verdict, and undone', async ({ page }) => {
  await openStep(page, 'complete');
  await openPlayer(page, 'Flows');
  const form = page.getByRole('form', { name: 'Edit flow' });
  await form.getByLabel('Name', { exact: true }).fill('ssh-branch');
  await form.getByLabel('From').selectOption('pc-onprem');
  await form.getByLabel(/^To/).fill('vm-branch');
  await form.getByLabel('Port', { exact: true }).fill('22');
  await page.keyboard.press('Enter');
  const row = page.getByRole('table', { name: 'Flows' }).getByRole('row', { name: /ssh-branch/ });
  await expect(row).toContainText('Delivered');
  await expect(page.getByTestId('packet')).toBeAttached();
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row).toHaveCount(0);
});

test('reachability › every pair has a verdict › a cell opens its trace', async ({ page }) => {
  await openStep(page, 'without-udr');
  await openPlayer(page, 'Reachability');
  const table = page.getByRole('table', { name: 'Reachability' });
  await expect(table).toHaveAttribute('aria-busy', 'false');
  const panel = page.getByRole('tabpanel', { name: 'Reachability' });
  await panel.getByLabel('Protocol').selectOption('udp');
  await panel.getByLabel('Port').fill('53');
  const cell = table.getByRole('button', { name: /^pc-onprem → resolver: / });
  await expect(cell).toHaveAccessibleName(/Looped/);
  expect(await axe(page)).toEqual([]);
  await cell.click();
  await expect(page.getByRole('region', { name: 'Packet player' }).getByRole('status')).toContainText('Looped');
});

test('Japanese › the player’s tables', async ({ elsewhere }) => {
  const page = await elsewhere({ locale: 'ja-JP', reducedMotion: 'reduce' });
  await openStep(page, 'complete');
  await page.getByRole('tab', { name: /^プレーヤー/ }).click();
  await expect(page.getByRole('table', { name: '往路', exact: true })).toContainText('有効なルート');
  await page.getByRole('tab', { name: '到達性' }).click();
  await expect(page.getByRole('table', { name: '到達性' }).getByRole('button').first()).toBeVisible();
  expect(await axe(page)).toEqual([]);
});

test('narrow › 390 × 844 › the film is played in one row, and closed in it', async ({ elsewhere }) => {
  const page = await elsewhere({ viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' });
  await openStep(page, 'complete');
  const player = page.getByRole('region', { name: 'Packet player' });
  await expect(player.getByRole('status')).toBeVisible();
  const rowOf = async (name: string) => Math.round(((await player.getByRole('button', { name, exact: true }).boundingBox()) ?? { y: NaN }).y);
  const row = await rowOf('Next hop');
  expect([await rowOf('Previous hop'), await rowOf('Close the player')]).toEqual([row, row]);
  expect(await axe(page)).toEqual([]);
  const slider = player.getByRole('slider', { name: 'Position' });
  expect((await slider.boundingBox())?.width).toBeGreaterThan(150);
  await slider.press('End');
  const parts = player.getByRole('list', { name: 'Parts of the flow' });
  await expect(parts.getByRole('button').last()).toHaveAttribute('aria-current', 'step');
  await expect(parts.getByRole('button').last()).toBeInViewport({ ratio: 1 });
  await page.getByRole('button', { name: '日本語' }).click();
  const heights = await page
    .getByRole('list', { name: 'フローの区間' })
    .getByRole('button')
    .evaluateAll((all) => all.map((b) => b.clientHeight));
  expect(new Set(heights).size).toBe(1);
  await page.getByRole('button', { name: 'English' }).click();
  await player.getByRole('button', { name: 'Close the player' }).click();
  await expect(player.getByLabel('Protocol')).toBeVisible();
});

test('film › at the device that is selected › the packet is above it', async ({ page }) => {
  await openLab(page, 'own-as', 'two-fibs');
  await page.getByRole('slider', { name: 'Position' }).press('Home');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('packet')).toHaveAttribute('data-device', 'vps01');
  const above = (e: Element) => Number(getComputedStyle(e).zIndex);
  const packet = await page.getByTestId('packet').evaluate(above);
  expect(packet).toBeGreaterThan(await page.locator('.react-flow__node[data-id="vps01"]').evaluate(above));
});

test('hops › another table beside a hop › its rows stay within the drawer (H24)', async ({ page }) => {
  await openLab(page, 'own-as', 'two-fibs');
  await openPlayer(page, 'Hops');
  await page.getByRole('slider', { name: 'Position' }).press('Home');
  await page.keyboard.press('ArrowRight');
  const rows = page.getByRole('table', { name: 'FIB 1' });
  await expect(rows.getByRole('row')).toHaveCount(4);
  await expect(rows.locator('tr[aria-current]')).toContainText('::/0 on link dev gif0');
  const hops = page.getByRole('tabpanel', { name: 'Hops' });
  const right = async (of: typeof rows) => ((box) => (box?.x ?? NaN) + (box?.width ?? NaN))(await of.boundingBox());
  expect(await right(rows)).toBeLessThanOrEqual(await right(hops));
});

test('hops › on a phone › packet and reasons stand below the device, nothing is cut off or scrolls sideways', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openStep(page, 'complete');
  await openPlayer(page, 'Hops');
  const out = page.getByRole('table', { name: 'Out', exact: true });
  await expect(out.getByRole('columnheader')).toHaveCount(4);
  const row = out.getByRole('row', { name: /ergw-clab-hub/ });
  const cells = row.getByRole('cell');
  const tops = await cells.evaluateAll((found) => found.map((cell) => Math.round(cell.getBoundingClientRect().top)));
  expect(new Set(tops.slice(0, 2)).size).toBe(1);
  expect(new Set(tops).size).toBe(3);
  const overflow = await page.getByRole('tabpanel', { name: 'Hops' }).evaluate((panel) => panel.scrollWidth - panel.clientWidth);
  expect(overflow).toBe(0);
  expect(await axe(page)).toEqual([]);
});
