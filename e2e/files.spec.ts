/** Out of the page and back: files, pictures, links; nothing that was changed is lost. */
import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from './test.ts';
import { kept, openStep, openTab, select, settled } from './lab.ts';

async function uncheck(page: Page): Promise<void> {
  await select(page, 'ars-clab-hub');
  await openTab(page, 'Settings');
  await page.getByLabel('allowBranchToBranchTraffic').uncheck();
}

/** The text of what an entry of the menu saves. */
async function saved(page: Page, entry: string): Promise<{ name: string; bytes: Buffer }> {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const coming = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: entry }).click();
  const download = await coming;
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test('export and import › the changed lab as a file › opens as it was', async ({ page }) => {
  await openStep(page, 'set-next-hop');
  await uncheck(page);
  const { name, bytes } = await saved(page, 'Scenario file (JSON)');
  expect(name).toBe('reverse-forced-tunneling.json');
  await page.goto('/#/');
  await page.locator('input[type="file"]').setInputFiles({ name, mimeType: 'application/json', buffer: bytes });
  await select(page, 'ars-clab-hub');
  await openTab(page, 'Settings');
  await expect(page.getByLabel('allowBranchToBranchTraffic')).not.toBeChecked();
});

test('import › a story whose first step has a flow › it opens on that flow, in the player', async ({ page }) => {
  const bytes = await readFile('scenarios/er-vpn-failover.json');
  await page.goto('/#/');
  await page.locator('input[type="file"]').setInputFiles({ name: 'er-vpn-failover.json', mimeType: 'application/json', buffer: bytes });
  await settled(page);
  await expect(page.getByRole('region', { name: 'Packet player' }).getByRole('status')).not.toBeEmpty();
});

test('a link, a lab that was left › each opens on its step’s flow, in the player', async ({ page, elsewhere }) => {
  const verdict = (at: Page) => at.getByRole('region', { name: 'Packet player' }).getByRole('status');
  await openStep(page, 'complete');
  await uncheck(page);
  await expect.poll(() => kept(page)).toHaveLength(1);
  await page.getByRole('button', { name: 'Share' }).click();
  const link = await page.getByLabel('This link restores exactly this lab:').inputValue();
  const other = await elsewhere();
  await other.goto(link);
  await settled(other);
  await expect(verdict(other)).toContainText('er has no route');
  await page.goto('about:blank');
  await openStep(page, 'complete');
  await expect(verdict(page)).toContainText('er has no route');
});

test('export › SVG › it stands by itself: names, no token, no style sheet', async ({ page }) => {
  await openStep(page, 'set-next-hop');
  const { bytes } = await saved(page, 'Picture (SVG)');
  const text = bytes.toString('utf8');
  for (const word of ['vnet-clab-hub', 'vm-frr', '10.0.2.4', 'pc-onprem']) expect(text).toContain(word);
  expect(text).not.toContain('var(--');
  const alone = await page.context().newPage();
  await alone.setContent(text);
  await expect(alone.locator('svg').first()).toBeVisible();
  expect(await alone.locator('svg').first().boundingBox()).toMatchObject({ x: 8 });
});

test('export › PNG by keyboard › a picture of twice the size', async ({ page }) => {
  await openStep(page, 'set-next-hop');
  await page.getByRole('button', { name: 'Export', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem').first()).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const coming = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  const bytes = await readFile(await (await coming).path());
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(bytes.readUInt32BE(16)).toBeGreaterThan(1200);
});

test('autosave › change and close at once › nothing is lost; another step keeps its own', async ({ page }) => {
  await openStep(page, 'set-next-hop');
  await uncheck(page);
  await page.goto('about:blank');
  await openStep(page, 'receive-only');
  await select(page, 'ars-clab-hub');
  await openTab(page, 'Settings');
  await expect(page.getByLabel('allowBranchToBranchTraffic')).toBeChecked();
  await page.goto('about:blank');
  await openStep(page, 'set-next-hop');
  await select(page, 'ars-clab-hub');
  await openTab(page, 'Settings');
  await expect(page.getByLabel('allowBranchToBranchTraffic')).not.toBeChecked();
});

test('autosave › change and go to another step at once › kept, also when one comes by again', async ({ page }) => {
  await openStep(page, 'set-next-hop');
  await uncheck(page);
  const steps = page.getByRole('list', { name: 'Steps' }).getByRole('button');
  await steps.nth(3).click();
  await steps.nth(2).click();
  await steps.nth(1).click();
  await page.goto('about:blank');
  await openStep(page, 'set-next-hop');
  await select(page, 'ars-clab-hub');
  await openTab(page, 'Settings');
  await expect(page.getByLabel('allowBranchToBranchTraffic')).not.toBeChecked();
});

test('autosave › change and take it back › nothing is kept', async ({ page }) => {
  await openStep(page, 'set-next-hop');
  await uncheck(page);
  await expect.poll(() => kept(page)).toHaveLength(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => kept(page)).toEqual([]);
});

test('link › open one of the same step over one’s own changes › both are kept', async ({ page }) => {
  await openStep(page, 'set-next-hop');
  await page.getByRole('button', { name: 'Share' }).click();
  const link = await page.getByLabel('This link restores exactly this lab:').inputValue();
  await uncheck(page);
  await page.goto('about:blank');
  await page.goto(link);
  await settled(page);
  await select(page, 'ars-clab-hub');
  await openTab(page, 'Settings');
  await expect(page.getByLabel('allowBranchToBranchTraffic')).toBeChecked();
  await page.getByRole('link', { name: /to the gallery/ }).click();
  await page.getByRole('link', { name: /Your changes/ }).click();
  await select(page, 'ars-clab-hub');
  await openTab(page, 'Settings');
  await expect(page.getByLabel('allowBranchToBranchTraffic')).not.toBeChecked();
});

test('narrow › 390 × 844 › what is read about the lab leaves the lab in view', async ({ elsewhere }) => {
  const page = await elsewhere({ viewport: { width: 390, height: 844 } });
  await openStep(page, 'set-next-hop');
  const table = page.getByRole('table', { name: 'Learned vpngw-clab-hub' });
  await expect(table).toBeVisible();
  const sheet = await page.getByRole('region', { name: 'Inspector' }).boundingBox();
  await expect
    .poll(async () => {
      const boxes = await page.locator('.react-flow__node').evaluateAll((all) => all.map((n) => n.getBoundingClientRect().bottom));
      return Math.max(...boxes);
    })
    .toBeLessThanOrEqual((sheet?.y ?? 0) + 1);
  await page.getByRole('button', { name: 'Back to the lab' }).click();
  await expect(table).toBeHidden();
  await expect(page.getByRole('region', { name: 'Packet player' })).toBeVisible();
});
