/** The story: its keys, its checks, the way back; the routes that are pointed at on the canvas. */
import { expect, test } from './test.ts';
import { openStep, openTab, rowsOf, select, settled } from './lab.ts';

test('keyboard › ] › the next step opens the view that it is about, the address names it', async ({ page }) => {
  await openStep(page, 'network-default');
  await page.keyboard.press(']');
  await expect(page.getByRole('heading', { name: /3 · / })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Learned vpngw-clab-hub' })).toBeVisible();
  await expect(page).toHaveURL(/set-next-hop$/);
  await page.reload();
  await settled(page);
  await expect(page.getByRole('heading', { name: /3 · / })).toBeVisible();
});

test('checks › break what one states › it turns, and the badge is on its device; put it back › it holds again', async ({ page }) => {
  await openStep(page, 'set-next-hop');
  const check = page.getByRole('button', { name: /26 rows/ });
  await expect(check).toContainText('holds');
  await select(page, 'ars-clab-hub');
  await openTab(page, 'Settings');
  await page.getByLabel('allowBranchToBranchTraffic').uncheck();
  await page.getByRole('tab', { name: 'Story' }).click();
  await expect(check).toContainText('fails');
  await expect(page.locator('.react-flow__node[data-id="vpngw-clab-hub"]').getByTitle('Checks: fails')).toBeVisible();
  await page.getByRole('button', { name: 'Put it back' }).click();
  await expect(check).toContainText('holds');
  await expect(page.getByText('You have changed this lab.')).toBeHidden();
});

test('route › select the hub gateway’s default › the canvas shows who announced it, back to the NVA, and where it points', async ({ page }) => {
  await openStep(page, 'set-next-hop');
  await expect.poll(async () => (await rowsOf(page, 'Learned vpngw-clab-hub')).length).toBe(26);
  await page
    .getByRole('table', { name: 'Learned vpngw-clab-hub' })
    .getByRole('row', { name: /used.*0\.0\.0\.0\/0/ })
    .first()
    .click();
  const marks = page.getByTestId('mark');
  const of = async () => (await marks.evaluateAll((all) => all.map((m) => `${m.dataset['part']} ${m.dataset['device']}`))).toSorted();
  await expect.poll(of).toEqual(['at vpngw-clab-hub', 'from ars-clab-hub', 'from vm-frr', 'to azfw-clab-hub']);
  await openTab(page, 'Settings');
  await expect(marks).toHaveCount(0);
});

test('packet › it loops › its device wears the badge', async ({ page }) => {
  await openStep(page, 'without-udr');
  await expect(page.getByRole('region', { name: 'Packet player' }).getByRole('status')).toContainText('Looped');
  await expect(page.locator('.react-flow__node').getByTitle('The packet ends here')).toHaveCount(1);
});

test('gallery › picture, question and article of each › and what one has changed, until it is deleted', async ({ page }) => {
  await openStep(page, 'set-next-hop');
  await select(page, 'ars-clab-hub');
  await openTab(page, 'Settings');
  await page.getByLabel('allowBranchToBranchTraffic').uncheck();
  await page.getByRole('link', { name: /to the gallery/ }).click();
  const card = page.getByRole('link', { name: /^Reverse forced tunnelling.*After the article/s }).first();
  await expect(card.locator('svg').first()).toBeVisible();
  const mine = page.getByRole('link', { name: /Your changes/ });
  await expect(mine).toHaveCount(1);
  await mine.click();
  await expect(page.getByText('Your last lab was restored.')).toBeVisible();
  await page.getByRole('link', { name: /to the gallery/ }).click();
  await page.getByRole('button', { name: /Delete from this browser/ }).click();
  await expect(mine).toHaveCount(0);
});

test('oscillation › a lab that never rests › Problems names it, the timeline lists the states of its turn', async ({ page }) => {
  await page.goto('/#/s/med-oscillation');
  await settled(page);
  const details = page.getByRole('region', { name: 'Details' });
  await details.getByRole('tab', { name: /^Problems/ }).click();
  await expect(page.getByRole('tabpanel', { name: 'Problems' })).toContainText('never settles');
  await details.getByRole('tab', { name: 'Timeline' }).click();
  await expect(page.getByText(/172\.16\.9\.0\/24 never settles/)).toBeVisible();
  await expect.poll(() => page.getByRole('table', { name: 'State of the turn' }).getByRole('row').count()).toBeGreaterThan(2);
});
