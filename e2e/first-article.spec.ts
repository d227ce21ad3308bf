/** The first article in the browser: its table, its switch, its packet, its link. */
import { readFileSync } from 'node:fs';
import { expect, test } from './test.ts';
import { editorOf, intoEditor, kept, lineOf, openStep, openTab, rowsOf, SCENARIO, select, settled, toTheEnd } from './lab.ts';

/** The rows of a golden `az … -o table`, cells trimmed. */
function golden(name: string): string[][] {
  const lines = readFileSync(new URL(`../scenarios/golden/${SCENARIO}/${name}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  const at = lines.findIndex((l) => /^-+( +-+)+$/.test(l));
  const columns = [...(lines[at] as string).matchAll(/-+/g)].map((m) => [m.index, m.index + m[0].length] as const);
  return lines.slice(at + 1).map((l) => columns.map(([from, to]) => l.slice(from, to).trim()));
}

const sorted = (rows: string[][]) => rows.map((r) => r.join('|')).toSorted();

test('gallery › open the preset › its story and its lab are there, the console is clean', async ({ page }) => {
  const said: string[] = [];
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && said.push(m.text()));
  await page.goto('/');
  await page.getByRole('link', { name: /Reverse forced tunnelling/ }).click();
  await expect(page.getByRole('heading', { name: /1 · Receive only/ })).toBeVisible();
  await expect(page.getByRole('table', { name: 'RIB vm-frr' })).toBeVisible();
  await expect(page.locator('.react-flow__node')).toHaveCount(21);
  expect(said).toEqual([]);
});

test('RFT5 › step “set-next-hop” › the article’s 26 rows are on the screen', async ({ page }) => {
  await openStep(page, 'set-next-hop');
  expect(sorted(await rowsOf(page, 'Learned vpngw-clab-hub'))).toEqual(sorted(golden('hub-vpn-gateway-learned-routes.txt')));
});

test('RFT6 › select the branch’s gateway › 22 rows and no default route', async ({ page }) => {
  await openStep(page, 'set-next-hop');
  await select(page, 'vpngw-clab-brach-eus');
  const rows = await rowsOf(page, 'Learned vpngw-clab-brach-eus');
  expect(sorted(rows)).toEqual(sorted(golden('branch-vpn-gateway-learned-routes.txt')));
});

test('Monaco › delete “set ip next-hop 10.0.3.4” › the hub gateway’s default route has another next hop, and undo brings it back', async ({ page }) => {
  const requested: string[] = [];
  page.on('request', (r) => requested.push(r.url()));
  await openStep(page, 'set-next-hop');
  expect(requested.filter((u) => /editor|monaco|codicon/i.test(u))).toEqual([]);
  const defaults = async () => (await rowsOf(page, 'Learned vpngw-clab-hub')).filter((r) => r[0] === '0.0.0.0/0').map((r) => r[1]);
  expect(await defaults()).toEqual(['10.0.3.4', '10.0.3.4', '10.0.3.4', '10.0.3.4']);

  await select(page, 'vm-frr');
  await openTab(page, 'Config');
  const editor = await editorOf(page, 'FRR configuration of vm-frr');
  await toTheEnd(editor);
  await lineOf(editor, 'set ip next-hop').click();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+End');
  await page.keyboard.press('Delete');

  await expect(page.getByText('You have changed this lab.')).toBeHidden();
  await page.getByRole('tab', { name: 'Story' }).click();
  await expect(page.getByText('You have changed this lab.')).toBeVisible();
  await expect(page.getByRole('button', { name: /announces 0.0.0.0\/0 with next hop 10.0.3.4/ })).toContainText('fails');
  await select(page, 'vpngw-clab-hub');
  await openTab(page, 'Routes');
  await expect.poll(defaults).toEqual(['10.0.1.6', '10.0.1.6', '10.0.1.6', '10.0.1.6']);

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(defaults).toEqual(['10.0.3.4', '10.0.3.4', '10.0.3.4', '10.0.3.4']);
});

test('Monaco › type words with spaces and a wrong line › they are kept, and the line is marked', async ({ page }) => {
  await openStep(page, 'network-default');
  const editor = await editorOf(page, 'FRR configuration of vm-frr');
  await toTheEnd(editor);
  await page.keyboard.press('Enter');
  await page.keyboard.type('neighbour 10.0.2.4 shut down');
  await page.getByRole('tab', { name: /Problems/ }).click();
  await expect(page.getByRole('tabpanel', { name: 'Problems' })).toContainText('neighbour');
  await expect(editor).toContainText('neighbour 10.0.2.4 shut down');
});

test('Monaco › ask for completion after “neighbor 10.0.2.4 route-map ” › the route-maps of this text are offered', async ({ page }) => {
  await openStep(page, 'network-default');
  const editor = await editorOf(page, 'FRR configuration of vm-frr');
  await intoEditor(editor);
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('router bgp 65001\n neighbor 10.0.2.4 route-map ');
  await page.keyboard.press('Control+Space');
  await expect(page.locator('.suggest-widget')).toContainText('rmap-azure-asns');
});

test('RFT7 › attach a UDR to AzureFirewallSubnet › the packet that looped leaves for the Internet', async ({ page }) => {
  await openStep(page, 'without-udr');
  const verdict = page.getByRole('region', { name: 'Packet player' }).getByRole('status');
  await expect(verdict).toContainText('Looped');
  await select(page, 'AzureFirewallSubnet');
  await openTab(page, 'Settings');
  await page.getByRole('button', { name: 'New route table' }).click();
  await page.getByRole('button', { name: 'Add route' }).click();
  await expect(page.getByRole('table', { name: /Route table rt-/ }).getByRole('textbox', { name: 'Name of route-1' })).toHaveValue('route-1');
  await expect(verdict).toContainText('Delivered');
  await page.getByRole('tab', { name: /^Player/ }).click();
  await expect(page.getByRole('table', { name: 'Out', exact: true })).toContainText('internet');
  await expect(page.getByRole('table', { name: 'Back', exact: true })).toContainText('azfw-clab-hub');
});

test('RFT9 A166 › play the packet › to the firewall, which takes it, from there over the devices of the claim, and back', async ({ page }) => {
  await openStep(page, 'complete');
  const met: string[] = [];
  const packet = page.getByTestId('packet');
  await expect(packet).toBeAttached();
  // It plays by itself; stopped at its beginning, wherever it has come to.
  const slider = page.getByRole('slider', { name: 'Position' });
  await slider.press('Home');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  const next = page.getByRole('button', { name: 'Next hop' });
  for (let i = 0; i < 36; i++) {
    await expect(slider).toHaveValue(String(Math.min(i, Number(await slider.getAttribute('max')))));
    met.push(`${await packet.getAttribute('data-leg')} ${await packet.getAttribute('data-device')}`);
    await next.click();
  }
  const way = [
    'out pc-onprem',
    'out er',
    'out erc-clab',
    'out ergw-clab-hub',
    'out azfw-clab-hub',
    'back azfw-clab-hub',
    'back erc-clab',
    'back er',
    'back pc-onprem',
  ];
  const seen = met.filter((m, i) => m !== met[i - 1]);
  expect(seen.slice(0, way.length)).toEqual(way);
  const rest = ['request azfw-clab-hub', 'out azfw-clab-hub', 'out internet', 'back internet', 'back azfw-clab-hub'];
  expect(seen.slice(way.length).filter((m) => /^(request|out|back) (azfw|internet)/.test(m))).toEqual(rest);
  expect(seen.at(-1)).toBe('answer pc-onprem');
});

test('share › copy the link, open it in a fresh browser › exactly this lab', async ({ page, elsewhere }) => {
  await openStep(page, 'set-next-hop');
  await select(page, 'ars-clab-hub');
  await openTab(page, 'Settings');
  await page.getByLabel('allowBranchToBranchTraffic').uncheck();
  await select(page, 'vpngw-clab-hub');
  await openTab(page, 'Routes');
  await expect.poll(async () => (await rowsOf(page, 'Learned vpngw-clab-hub')).length).toBeLessThan(26);
  const rows = await rowsOf(page, 'Learned vpngw-clab-hub');
  await page.getByRole('button', { name: 'Share' }).click();
  const link = await page.getByLabel('This link restores exactly this lab:').inputValue();
  expect(link.length).toBeLessThan(2000);

  const other = await elsewhere();
  await other.goto(link);
  await settled(other);
  await expect(other.getByText('You have changed this lab.')).toBeVisible();
  await select(other, 'vpngw-clab-hub');
  await openTab(other, 'Routes');
  await expect.poll(() => rowsOf(other, 'Learned vpngw-clab-hub')).toEqual(rows);
});

test('autosave › change, close, come back › the change is still there', async ({ page }) => {
  await openStep(page, 'receive-only');
  await select(page, 'ars-clab-hub');
  await openTab(page, 'Settings');
  await page.getByLabel('allowBranchToBranchTraffic').uncheck();
  await expect.poll(() => kept(page)).toEqual(['hoplab.document/reverse-forced-tunneling/receive-only']);
  await page.goto('about:blank');
  await openStep(page, 'receive-only');
  await select(page, 'ars-clab-hub');
  await openTab(page, 'Settings');
  await expect(page.getByLabel('allowBranchToBranchTraffic')).not.toBeChecked();
});

test('console › type a command at a device › it answers in its own format', async ({ page }) => {
  await openStep(page, 'set-next-hop');
  await select(page, 'er');
  await openTab(page, 'Console');
  await page.getByRole('combobox', { name: 'Console er' }).fill('sh ip ro');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('log')).toContainText('Gateway of last resort is 172.16.0.2 to network 0.0.0.0');
});

test('keyboard › ] and [ › the story goes on and back', async ({ page }) => {
  await openStep(page, 'receive-only');
  await page.keyboard.press(']');
  await expect(page.getByRole('heading', { name: /2 · / })).toBeVisible();
  await page.keyboard.press('[');
  await expect(page.getByRole('heading', { name: /1 · / })).toBeVisible();
});
