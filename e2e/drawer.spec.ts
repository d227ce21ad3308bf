/** The drawer: its height, the timeline, the console, what one has changed. */
import { expect, test } from './test.ts';
import { axe, frames, openDrawer, openLab, openStep, openTab, SCENARIO, select, settled } from './lab.ts';

test('height › by keyboard and by pointer › it grows, and is remembered', async ({ page }) => {
  await openStep(page, 'receive-only');
  await openDrawer(page, /^Checks/);
  const drawer = page.getByRole('region', { name: 'Details' });
  const height = async () => (await drawer.boundingBox())?.height ?? 0;
  const before = await height();
  const edge = page.getByRole('separator', { name: 'Height of the details' });
  await edge.focus();
  await page.keyboard.press('ArrowUp');
  await expect.poll(height).toBe(before + 24);
  await settled(page);
  const box = await edge.boundingBox();
  if (!box) throw new Error('no edge');
  await page.mouse.move(box.x + 200, box.y + 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 200, box.y - 78, { steps: 4 });
  await page.mouse.up();
  await expect.poll(height).toBeGreaterThan(before + 90);
  await frames(page, 2);
  const chosen = await height();
  await page.reload();
  await settled(page);
  await openDrawer(page, /^Checks/);
  await expect.poll(height).toBe(chosen);
});

test('drawing › the drawer opens › all is still in view; zoomed in by hand › what is in view stays', async ({ page }) => {
  await openStep(page, 'receive-only');
  const zoom = () => page.locator('.react-flow__viewport').evaluate((e) => new DOMMatrix(getComputedStyle(e).transform).a);
  const whole = await zoom();
  await openDrawer(page, /^Checks/);
  await settled(page);
  const beside = await zoom();
  expect(beside).toBeLessThan(whole);
  await page.getByRole('button', { name: '+', exact: true }).click();
  const near = await zoom();
  expect(near).toBeGreaterThan(beside);
  await page.getByRole('tab', { name: /^Checks/ }).click();
  await frames(page, 24);
  expect(await zoom()).toBe(near);
  await page.getByRole('button', { name: 'Fit', exact: true }).click();
  await settled(page);
  expect(await zoom()).toBeCloseTo(whole, 5);
});

test('timeline › step back from the end, filter › the moment is shown on the canvas', async ({ page }) => {
  await openStep(page, 'set-next-hop');
  await openDrawer(page, /^Timeline/);
  const table = page.getByRole('table', { name: 'Timeline' });
  await expect(table).toContainText('session up with');
  await page.getByRole('button', { name: 'Messages' }).click();
  await page.getByRole('button', { name: 'Decisions' }).click();
  await expect(table).not.toContainText('update');
  await page.getByRole('tabpanel', { name: 'Timeline' }).getByRole('searchbox', { name: 'Filter' }).fill('vm-frr');
  await page.getByRole('slider', { name: 'Moment' }).focus();
  await page.keyboard.press('Home');
  await expect(table.getByRole('row', { selected: true })).toContainText('vm-frr');
  await expect(page.getByTestId('mark')).toHaveCount(2);
  // At the first session, others are still down.
  await expect(page.locator('.react-flow__edge[data-id^="bgp:"]').first()).toBeAttached();
  expect(await axe(page)).toEqual([]);
  await page.getByRole('tab', { name: /^Timeline/ }).click();
  await expect(page.getByTestId('mark')).toHaveCount(0);
});

test('console › Tab completes, ? lists, ↑ recalls › the same console as in the inspector', async ({ page }) => {
  await openStep(page, 'set-next-hop');
  await select(page, 'vm-frr');
  await openDrawer(page, /^Console/);
  const line = page.getByRole('combobox', { name: 'Console vm-frr' });
  await line.pressSequentially('sh');
  await page.keyboard.press('Tab');
  await expect(line).toHaveValue('show ');
  await page.keyboard.press('?');
  await expect(page.getByRole('status', { name: 'Completions' })).toContainText('running-config');
  await line.pressSequentially('ip route');
  await page.keyboard.press('Enter');
  const log = page.getByRole('log', { name: 'Console vm-frr' });
  await expect(log).toContainText('Codes: K - kernel route');
  await page.keyboard.press('ArrowUp');
  await expect(line).toHaveValue('show ip route');
  await page
    .getByRole('region', { name: 'Details' })
    .getByRole('tab', { name: /^Console/ })
    .click();
  await openTab(page, 'Console');
  await expect(page.getByRole('log', { name: 'Console vm-frr' })).toContainText('Codes: K - kernel route');
});

test('changes › edit a configuration and a setting › told against the step, rows that are gone struck through, each put back', async ({ page }) => {
  await openStep(page, 'set-next-hop');
  await openDrawer(page, /^Changes/);
  await expect(page.getByRole('tabpanel', { name: 'Changes' })).toContainText('Nothing differs');
  await select(page, 'ars-clab-hub');
  await openTab(page, 'Settings');
  await page.getByLabel('allowBranchToBranchTraffic').uncheck();
  const edits = page.getByRole('table', { name: 'Edited since' });
  await expect(edits).toContainText('allowBranchToBranchTraffic');
  await expect(edits.locator('del')).toHaveText('true');
  await expect(edits.locator('ins')).toHaveText('false');
  const rows = page.getByRole('table', { name: 'Rows that differ' });
  await expect(rows.locator('tr', { hasText: 'removed' }).first().locator('del')).toBeVisible();
  await expect(page.getByRole('tab', { name: /^Changes/ })).toContainText('1');
  expect(await axe(page)).toEqual([]);
  await edits.getByRole('button', { name: /Put back/ }).click();
  await expect(page.getByLabel('allowBranchToBranchTraffic')).toBeChecked();
  await expect(page.getByRole('tabpanel', { name: 'Changes' })).toContainText('Nothing differs');
});

test('Japanese › the tabs of the drawer', async ({ elsewhere }) => {
  const page = await elsewhere({ locale: 'ja-JP' });
  await openLab(page, SCENARIO, 'set-next-hop');
  for (const name of [/^プレーヤー/, /^タイムライン/, /^コンソール/, /^問題/, /^確認項目/, /^変更点/])
    await expect(page.getByRole('region', { name: '詳細' }).getByRole('tab', { name })).toBeVisible();
  await page.getByRole('tab', { name: 'タイムライン' }).click();
  await expect(page.getByRole('table', { name: 'タイムライン' })).toContainText('セッション確立');
  expect(await axe(page)).toEqual([]);
});
