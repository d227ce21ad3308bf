/** The player by keys, in words and by its tables: what matches at a hop, Why, logs, the headers of a flow, the matrix by arrows. */
import { expect, type Locator, test } from './test.ts';
import { ANSWERED, axe, openLab } from './lab.ts';
import { openPlayerTab as openTab, player, send } from './packets.ts';

test.use({ reducedMotion: 'reduce' });

test('keys › p stops, comma and full stop step › the hop is said in words', async ({ page }) => {
  await openLab(page, 'branch-to-branch-firewall', 'through-firewall');
  await send(page, 'ssh');
  const [play, pause] = ['Play', 'Pause'].map((name) => player(page).getByRole('button', { name, exact: true })) as [Locator, Locator];
  // From its beginning and slowly, so that it is not over before it is stopped.
  await player(page).getByLabel('Speed').selectOption('0.5');
  await page.getByRole('slider', { name: 'Position' }).press('Home');
  await expect(play).toBeVisible();
  await page.locator('body').press('p');
  await expect(pause).toBeVisible();
  await page.locator('body').press('p');
  await expect(play).toBeVisible();
  await page.getByRole('slider', { name: 'Position' }).press('Home');
  const said = page.getByTestId('hop-line');
  await expect(said).toContainText('Out 1/8 · pc-onprem');
  for (let i = 0; i < 4; i++) await page.locator('body').press('.');
  await expect(said).toContainText('Out 5/8 · azfw-clab-hub');
  await expect(said).toContainText('TCP SYN 10.20.10.50 → 10.50.1.4');
  await expect(said).toHaveAttribute('aria-live', 'polite');
  await page.locator('body').press(',');
  await expect(said).toContainText('Out 4/8 · ergw-clab-hub');
  expect(await axe(page)).toEqual([]);
});

test('a hop › the rows that match its packet, the winner marked, and Why of that row', async ({ page }) => {
  await openLab(page, 'branch-to-branch-firewall', 'through-firewall');
  await send(page, 'ssh');
  await openTab(page, 'Hops');
  await page.getByRole('slider', { name: 'Position' }).press('Home');
  for (let i = 0; i < 3; i++) await page.locator('body').press('.');
  const matching = page.getByRole('table', { name: 'Rows that match 10.50.1.4, the longest first' });
  await expect(matching.locator('tr[aria-current]')).toHaveCount(1);
  await expect(matching.locator('tr[aria-current]')).toContainText('10.0.3.4');
  // The gateway's own route for the branch is there as well, beaten by the route table's.
  await expect(matching.getByRole('row')).not.toHaveCount(1);
  expect(await axe(page)).toEqual([]);
  await page.locator('tr[aria-current="step"]').getByRole('button', { name: 'Why this row' }).click();
  await expect(page.getByRole('region', { name: 'Inspector' }).getByRole('region', { name: /^Why / })).toContainText('10.0.3.4');
});

test('logs › the firewall’s entry for the lost packet › played from there', async ({ page }) => {
  await openLab(page, 'firewall-return-path', 'onprem-one-way');
  await openTab(page, 'Logs');
  const logs = page.getByRole('table', { name: 'Logs' });
  const lost = logs.getByRole('row', { name: /AZFWFlowTrace.*ssh.*INVALID/ });
  await expect(lost).toHaveCount(1);
  await expect(logs.getByRole('row', { name: /ping.*INVALID/ })).toHaveCount(0);
  expect(await axe(page)).toEqual([]);
  await lost.getByRole('button', { name: /^Play/ }).click();
  await expect(page.getByTestId('packet')).toHaveAttribute('data-leg', 'ack');
  await expect(page.getByTestId('packet')).toHaveAttribute('data-device', 'azfw');
});

test('a flow’s headers › a large ping with DF › the gateway drops it without a word; without DF it passes', async ({ page }) => {
  await openLab(page, 'branch-to-branch-firewall', 'plain');
  await send(page, 'ping');
  await player(page).getByLabel('Speed').selectOption('4');
  await player(page).getByTitle('Headers and proxy').click();
  await player(page).getByLabel('Bytes of data').fill('1470');
  await player(page).getByLabel('DF').selectOption('set');
  await player(page).getByRole('button', { name: 'Send' }).click();
  await expect(player(page).getByRole('status')).toContainText('Dropped');
  await expect(page.getByTestId('packet-end')).toContainText('must not be fragmented', ANSWERED);
  expect(await axe(page)).toEqual([]);
  await player(page).getByLabel('DF').selectOption('clear');
  await player(page).getByRole('button', { name: 'Send' }).click();
  await expect(player(page).getByRole('status')).toContainText('Delivered');
});

test('matrix › go by arrows, filter › one cell is in the order of Tab; a host’s row alone is left', async ({ page }) => {
  await openLab(page, 'firewall-return-path', 'both-spokes');
  await openTab(page, 'Reachability');
  const table = page.getByRole('table', { name: 'Reachability' });
  await expect(table).toHaveAttribute('aria-busy', 'false');
  await expect(table.getByRole('button', { name: /^vm-spoke2 → pc/ })).toBeVisible();
  await table.getByRole('button', { name: /^vm-spoke1 → vm-spoke2: / }).focus();
  await page.keyboard.press('ArrowUp');
  await expect(page.locator(':focus')).toHaveAccessibleName(/^\S+ → vm-spoke2: /);
  await expect(table.locator('button[tabindex="0"]')).toHaveCount(1);
  await page.getByRole('searchbox', { name: 'Host' }).fill('vm-spoke1');
  await expect(table.locator('tbody tr')).toHaveCount(1);
  expect(await axe(page)).toEqual([]);
});
