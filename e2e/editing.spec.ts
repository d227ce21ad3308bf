/** Drawing a lab: by pointer and by keyboard, each gesture one undo step. */
import { expect, type Page, test } from './test.ts';
import { axe, frames, openStep, openTab, select, settled } from './lab.ts';

const node = (page: Page, id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);

const handle = (page: Page, id: string, side: 'left' | 'right') => node(page, id).locator(`.react-flow__handle-${side}`);

/** A node is found by what it is called; its centre is not always free (a subnet under a device). */
async function dragOnto(page: Page, item: string, id: string, at?: { x: number; y: number }): Promise<void> {
  await page.getByRole('button', { name: item, exact: true }).dragTo(node(page, id), at ? { targetPosition: at } : {});
}

test('palette › drag a machine onto a subnet › it stands there; on GatewaySubnet it is refused (A204)', async ({ page }) => {
  await openStep(page, 'receive-only');
  await page.getByRole('tab', { name: 'Add' }).click();
  await dragOnto(page, 'Virtual machine', 'vnet-clab-branch-eus/subnet-001', { x: 20, y: 40 });
  await expect(node(page, 'vm')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('vm');
  await openTab(page, 'Settings');
  await expect(page.getByLabel('eth0 privateIPAddress')).toHaveValue('10.50.1.5');
  await dragOnto(page, 'Virtual machine', 'vnet-clab-branch-eus/GatewaySubnet', { x: 20, y: 20 });
  await expect(page.getByText('GatewaySubnet is kept for a service of Azure')).toBeVisible();
  await expect(node(page, 'vm-2')).toHaveCount(0);
});

/** Drags an object by its middle to a place in another, and waits until that is marked as what would take it, or not. */
async function dragInto(page: Page, id: string, into: string, at: { x: number; y: number }, refused: boolean): Promise<void> {
  await settled(page);
  const [from, to] = [await node(page, id).boundingBox(), await node(page, into).boundingBox()];
  if (!from || !to) throw new Error(`${id} or ${into} is not drawn`);
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2 + 12, from.y + from.height / 2, { steps: 2 });
  await page.mouse.move(to.x + at.x, to.y + at.y, { steps: 4 });
  await expect(page.locator(`[data-testid="drop-target"]${refused ? '[data-refused]' : ':not([data-refused])'}`)).toBeVisible();
  await page.mouse.up();
}

test('drag › a machine into another network’s subnet › it has an address of that; undo brings it back; GatewaySubnet refuses it (A204)', async ({ page }) => {
  await openStep(page, 'receive-only');
  await dragInto(page, 'vm-branch', 'vnet-clab-hub/GatewaySubnet', { x: 30, y: 30 }, true);
  await expect(page.getByText('GatewaySubnet is kept for a service of Azure')).toBeVisible();
  await select(page, 'vm-branch');
  await openTab(page, 'Settings');
  const address = page.getByLabel('eth0 privateIPAddress');
  const before = await address.inputValue();
  await dragInto(page, 'vm-branch', 'vnet-clab-hub/subnet-001', { x: 30, y: 30 }, false);
  await expect(page.getByText(`What names ${before} still does.`)).toBeVisible();
  await expect(address).toHaveValue(/^10\.0\./);
  await page.keyboard.press('Control+z');
  await expect(address).toHaveValue(before);
  await expect(page.getByTestId('drop-target')).toHaveCount(0);
});

test('keyboard › M, where to, Enter › moved; a gateway goes into no other subnet; Japanese', async ({ page }) => {
  await openStep(page, 'receive-only');
  await select(page, 'vm-branch');
  await page.keyboard.press('m');
  const dialog = page.getByRole('dialog', { name: 'Move into another container' });
  await dialog.getByLabel('Into').selectOption('vnet-clab-hub/GatewaySubnet');
  await expect(dialog.getByRole('status')).toContainText('GatewaySubnet is kept');
  await expect(dialog.getByRole('button', { name: 'Move it' })).toBeDisabled();
  expect(await axe(page, { include: 'dialog' })).toEqual([]);
  await dialog.getByLabel('Into').selectOption('vnet-clab-hub/subnet-001');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveAttribute('title', 'Undo: Move vm-branch');
  await page.getByRole('button', { name: '日本語' }).click();
  await node(page, 'vpngw-clab-hub').click();
  await page.keyboard.press('m');
  const ja = page.getByRole('dialog', { name: '別の場所へ移す' });
  await expect(ja.getByRole('status')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(ja).toHaveCount(0);
});

test('handles › drag from the VPN gateway to the circuit › refused with the reason; to the router the free leg is offered', async ({ page }) => {
  await openStep(page, 'receive-only');
  await node(page, 'erc-clab').hover();
  await handle(page, 'erc-clab', 'right').dragTo(handle(page, 'vpngw-clab-hub', 'left'));
  const dialog = page.getByRole('dialog', { name: 'Connect' });
  await expect(dialog).toContainText('A circuit is connected to an ExpressRoute gateway');
  await expect(dialog.getByRole('button', { name: 'Connect them' })).toBeDisabled();
  await dialog.getByLabel('To').selectOption('er');
  await expect(dialog.getByRole('radio', { name: /Primary leg/ })).toBeDisabled();
  await expect(dialog).toContainText('erc-clab/primary is already in use by er.');
  await dialog.getByRole('radio', { name: /Secondary leg/ }).check();
  expect(await axe(page, { include: 'dialog' })).toEqual([]);
  await dialog.getByRole('button', { name: 'Connect them' }).click();
  await expect(page.getByLabel('erc-clab-secondary addresses')).toHaveValue('172.16.0.5/30');
});

test('handles › an answer comes while one drags › nothing moves below the hand; let go, all is in view again', async ({ page }) => {
  await openStep(page, 'receive-only');
  const placeOf = async (id: string, side: 'left' | 'right') => {
    const box = await handle(page, id, side).boundingBox();
    if (!box) throw new Error(`${id} has no handle`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const [from, to] = [await placeOf('erc-clab', 'right'), await placeOf('vpngw-clab-hub', 'left')];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  // The flow's answer makes the player higher, and the drawing would make room for it.
  const player = page.getByRole('region', { name: 'Packet player' });
  await player.getByRole('button', { name: 'Send' }).evaluate((send: HTMLElement) => send.click());
  await expect(player.getByRole('status')).toBeVisible();
  await page.mouse.move((from.x + to.x) / 2, to.y, { steps: 4 });
  await frames(page, 24);
  expect(await placeOf('vpngw-clab-hub', 'left')).toEqual(to);
  await page.mouse.move(to.x, to.y);
  await page.mouse.up();
  const dialog = page.getByRole('dialog', { name: 'Connect' });
  await expect(dialog.getByLabel('From')).toHaveValue('erc-clab');
  await expect(dialog.getByLabel('To')).toHaveValue('vpngw-clab-hub');
  await settled(page);
  expect(await placeOf('vpngw-clab-hub', 'left')).not.toEqual(to);
});

test('keyboard › C, the other end, Enter › connected; undo says what it takes back', async ({ page }) => {
  await openStep(page, 'receive-only');
  await select(page, 'vnet-clab-hub');
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'Connect' });
  await expect(dialog.getByLabel('From')).toHaveValue('vnet-clab-hub');
  await dialog.getByLabel('To').selectOption('vnet-clab-branch-eus');
  await expect(dialog.getByRole('radio', { name: /peering/ })).toBeChecked();
  await page.keyboard.press('Enter');
  await expect(page.locator('.react-flow__edge[data-id^="peering:"]')).toHaveCount(1);
  const undo = page.getByRole('button', { name: 'Undo' });
  await expect(undo).toHaveAttribute('title', 'Undo: Connect vnet-clab-hub – vnet-clab-branch-eus');
  await undo.click();
  await expect(page.locator('.react-flow__edge[data-id^="peering:"]')).toHaveCount(0);
});

test('keyboard › mark two, delete › both go and what needs them; Ctrl+Z brings all back', async ({ page }) => {
  await openStep(page, 'receive-only');
  const nodes = page.locator('.react-flow__node');
  const before = await nodes.count();
  await select(page, 'vpngw-clab-hub');
  await page
    .getByRole('navigation', { name: 'Outline' })
    .getByRole('button', { name: /^vm-branch/ })
    .click({ modifiers: ['Control'] });
  await page.keyboard.press('Delete');
  await expect(nodes).toHaveCount(before - 2);
  await expect(page.locator('.react-flow__edge[data-id="cn-branch-to-hub"]')).toHaveCount(0);
  await expect(page.getByText('Deleted 2 objects.')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(nodes).toHaveCount(before);
});

test('keyboard › Backspace in a form is for the text, not for the object', async ({ page }) => {
  await openStep(page, 'receive-only');
  const before = await page.locator('.react-flow__node').count();
  await select(page, 'vm-branch');
  await openTab(page, 'Settings');
  await page.getByLabel('eth0 privateIPAddress').click();
  await page.keyboard.press('End');
  await page.keyboard.press('Backspace');
  await expect(page.locator('.react-flow__node')).toHaveCount(before);
});

test('clipboard › copy and paste a machine, duplicate it › each has a free name and address', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openStep(page, 'receive-only');
  await node(page, 'vm-branch').click();
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+v');
  await expect(node(page, 'vm-branch-2')).toBeVisible();
  await page.keyboard.press('Control+d');
  await expect(node(page, 'vm-branch-3')).toBeVisible();
  await openTab(page, 'Settings');
  await expect(page.getByLabel('eth0 privateIPAddress')).toHaveValue('10.50.1.6');
});

test('title › rename in place › Escape keeps the old one, Enter takes the new, undo brings it back', async ({ page }) => {
  await openStep(page, 'receive-only');
  const title = page.getByRole('heading', { level: 1 }).getByRole('button');
  const old = (await title.textContent()) ?? '';
  await title.click();
  await page.getByLabel('Title of the lab').fill('Never');
  await page.keyboard.press('Escape');
  await expect(title).toHaveText(old);
  await title.click();
  await page.getByLabel('Title of the lab').fill('My own article');
  await page.keyboard.press('Enter');
  await expect(title).toHaveText('My own article');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(title).toHaveText(old);
});

test('Japanese › add, undo › both say it in Japanese', async ({ elsewhere }) => {
  const page = await elsewhere({ locale: 'ja-JP' });
  await openStep(page, 'receive-only');
  await page.getByRole('tab', { name: '追加' }).click();
  await page.getByRole('button', { name: '拠点', exact: true }).click();
  await expect(page.getByText('site を追加しました。')).toBeVisible();
  await expect(page.getByRole('button', { name: '元に戻す', exact: true }).first()).toHaveAttribute('title', '元に戻す: site の追加');
  await page.getByRole('button', { name: '接続', exact: true }).click();
  await expect(page.getByRole('dialog', { name: '接続' })).toContainText('接続先を選んでください。');
  expect(await axe(page, { include: 'dialog' })).toEqual([]);
});
