/** A Linux router of two tenants with the same addresses: its tables by VRF, packets of each, and a program that runs in one (H11). */
import { expect, type Page, test } from './test.ts';
import { openTab, rowsOf, select, settled } from './lab.ts';

test.use({ reducedMotion: 'reduce' });

const home = (net: string) => ({ config: `ip route add 10.0.0.0/8 via ${net}.1` });
const tenant = (name: string) => ({
  [`${name}-pc`]: { interfaces: { eth0: { addresses: ['10.0.0.10/24'], segment: `${name}-lan` } }, iproute2: home('10.0.0') },
  [`${name}-server`]: { interfaces: { eth0: { addresses: ['10.9.0.10/24'], segment: `${name}-dc` } }, iproute2: home('10.9.0') },
});
const vrf = (name: string, table: number, lan: string, dc: string) => [
  `ip link add ${name} type vrf table ${table}`,
  `ip link set ${name} up`,
  `ip link set ${lan} master ${name}`,
  `ip link set ${dc} master ${name}`,
];

const SCENARIO = {
  version: 1,
  id: 'tenants',
  title: { en: 'Two tenants', ja: '二つのテナント' },
  lab: {
    segments: { 'blue-lan': {}, 'blue-dc': {}, 'red-lan': {}, 'red-dc': {} },
    hosts: {
      ...tenant('blue'),
      ...tenant('red'),
      router: {
        interfaces: {
          eth1: { addresses: ['10.0.0.1/24'], segment: 'blue-lan' },
          eth2: { addresses: ['10.9.0.1/24'], segment: 'blue-dc' },
          eth3: { addresses: ['10.0.0.1/24'], segment: 'red-lan' },
          eth4: { addresses: ['10.9.0.1/24'], segment: 'red-dc' },
        },
        iproute2: { config: ['sysctl -w net.ipv4.ip_forward=1', ...vrf('blue', 10, 'eth1', 'eth2'), ...vrf('red', 11, 'eth3', 'eth4')].join('\n') },
      },
    },
    flows: { ping: { from: 'router', to: '10.9.0.10', protocol: 'icmp', vrf: 'red' } },
  },
  steps: [{ id: 'start', title: { en: 'Start', ja: 'はじめ' }, text: { en: 'Two tenants.', ja: '二つのテナントがあります。' }, view: { flow: 'ping' } }],
};

async function open(page: Page): Promise<void> {
  await page.goto('/#/');
  await page.locator('input[type="file"]').setInputFiles({ name: 'tenants.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(SCENARIO)) });
  await settled(page);
}

test('routes › a VRF is chosen › its own networks; the main table has none of them', async ({ page }) => {
  await open(page);
  await select(page, 'router');
  await openTab(page, 'Routes');
  const tables = page.getByRole('combobox', { name: 'Table', exact: true });
  await expect(tables.getByRole('option')).toHaveText(['Main table', 'VRF blue', 'VRF red']);
  const shown = async () => (await rowsOf(page, 'router')).flat().join(' ');
  await tables.selectOption('blue');
  await expect.poll(shown).toContain('eth1');
  expect(await shown()).not.toContain('eth3');
  await tables.selectOption('red');
  await expect.poll(shown).toContain('eth3');
  await tables.selectOption('');
  await expect(page.getByText('router has no route in this table.')).toBeVisible();
});

test('a flow › from a program in a VRF › its server answers; in the other VRF that one’s; in none there is no route', async ({ page }) => {
  await open(page);
  const player = page.getByRole('region', { name: 'Packet player' });
  const verdict = player.getByRole('status');
  await expect(verdict).toContainText('Delivered');
  await page.getByRole('tab', { name: /^Player/ }).click();
  const out = page.getByRole('table', { name: 'Out', exact: true });
  await expect(out).toContainText('red-server');
  await player.getByTitle('Headers and proxy').click();
  const field = player.getByRole('textbox', { name: 'VRF' });
  await expect(field).toHaveValue('red');
  await field.fill('blue');
  await player.getByRole('button', { name: 'Send' }).click();
  await expect(out).toContainText('blue-server');
  await field.fill('');
  await player.getByRole('button', { name: 'Send' }).click();
  await expect(verdict).toContainText('Dropped');
});
