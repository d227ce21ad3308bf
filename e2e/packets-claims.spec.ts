/** The packets of the articles, played to the end, their header stacks read from the screen; each with the case in which it is not so. */
import { expect, test } from './test.ts';
import { ANSWERED, openLab } from './lab.ts';
import { hopAt, openPlayerTab, player, send, stepThrough, wayOf } from './packets.ts';

test.setTimeout(120_000);
test('B2B2 › ssh to the branch › out and back through the firewall, in IPsec between the gateways; it plays to its end', async ({ page }) => {
  await openLab(page, 'branch-to-branch-firewall', 'through-firewall');
  await send(page, 'ssh');
  await player(page).getByLabel('Speed').selectOption('4');
  await expect(page.getByTestId('packet-end')).toContainText('Delivered', ANSWERED);
  await expect(page.getByTestId('packet')).toHaveAttribute('data-device', 'pc-onprem');
  const hops = await stepThrough(page);
  expect(wayOf(hops, 'Out')).toBe('pc-onprem er erc-clab ergw-clab-hub azfw-clab-hub vpngw-clab-hub vpngw-clab-brach-eus vm-branch');
  expect(wayOf(hops, 'Back')).toBe('vm-branch vpngw-clab-brach-eus vpngw-clab-hub azfw-clab-hub erc-clab er pc-onprem');
  const gateway = hopAt(hops, 'Out', 'vpngw-clab-hub');
  expect(gateway.before).toEqual(['10.20.10.50 → 10.50.1.4 ttl 61 DF', 'tcp 49152 → 22 SYN mss 1460']);
  expect(gateway.after).toEqual([
    expect.stringMatching(/^\+198\.51\.100\.1[45] → 203\.0\.113\.[45] ttl 64$/),
    '+esp cn-branch-to-hub',
    '10.20.10.50 → 10.50.1.4 ttl 61 DF',
    // H41: the gateway lowers the MSS to what its tunnel carries.
    'tcp 49152 → 22 SYN mss 1360',
  ]);
  // Private to private: the firewall translates nothing (A154).
  expect(hopAt(hops, 'Out', 'azfw-clab-hub').rewritten).toEqual([]);
});

test('B2B2, the counter-check › without the route table › the firewall sees neither direction', async ({ page }) => {
  await openLab(page, 'branch-to-branch-firewall', 'plain');
  await send(page, 'ssh');
  const hops = await stepThrough(page);
  expect(wayOf(hops, 'Out')).toBe('pc-onprem er erc-clab ergw-clab-hub vpngw-clab-hub vpngw-clab-brach-eus vm-branch');
  expect(wayOf(hops, 'Back')).not.toContain('azfw-clab-hub');
});

test('RET4 › TCP into the spoke › the answer goes round the firewall, which then drops the third packet; a ping passes', async ({ page }) => {
  await openLab(page, 'firewall-return-path', 'onprem-one-way');
  await send(page, 'ssh');
  await expect(player(page).getByRole('status')).toContainText('Dropped');
  const hops = await stepThrough(page);
  expect(wayOf(hops, 'Out')).toBe('pc er erc ergw azfw vm-spoke1');
  expect(wayOf(hops, 'Back')).toBe('vm-spoke1 erc er pc');
  expect(wayOf(hops, 'Third packet of the handshake')).toBe('pc er erc ergw azfw');
  const last = hops.at(-1);
  expect([last?.before, last?.after]).toEqual([['10.20.10.50 → 10.1.0.4 ttl 62 DF', 'tcp 49152 → 22 ACK'], []]);
  await expect(page.getByTestId('packet')).toHaveAttribute('data-device', 'azfw');
  await expect(page.getByTestId('packet-end')).toContainText('Dropped');
  await send(page, 'ping');
  await expect(player(page).getByRole('status')).toContainText('Delivered');
  expect(wayOf(await stepThrough(page), 'Back')).toBe('vm-spoke1 erc er pc');
});

test('RET4 › the ways differ › harmless for a ping, harmful for TCP, in the player and in the matrix; where they do not, nothing is said', async ({ page }) => {
  const said = player(page).getByRole('status');
  await openLab(page, 'firewall-return-path', 'onprem-one-way');
  await send(page, 'ping');
  await expect(said).toContainText('Delivered');
  await expect(said).toContainText('The request passes azfw, the answer goes around it: harmless for ICMP and UDP');
  await expect(said).not.toContainText('Harmful asymmetry');
  await send(page, 'ssh');
  await expect(said).toContainText('Harmful asymmetry: out via ergw, azfw, back directly');
  await expect(said).toContainText('azfw never saw the answer, so it drops what follows the request.');
  await expect(said).toContainText('ping proves nothing here');
  await openPlayerTab(page, 'Reachability');
  const cell = page.getByRole('table', { name: 'Reachability' }).getByRole('button', { name: /^pc → vm-spoke1: / });
  await expect(cell).toHaveAccessibleName(/Delivered/, ANSWERED);
  await expect(cell).toHaveAttribute('title', /harmless for ICMP and UDP/);
  const matrix = page.getByRole('tabpanel', { name: 'Reachability' });
  await matrix.getByLabel('Protocol').selectOption('tcp');
  await matrix.getByLabel('Port').fill('22');
  await expect(cell).toHaveAccessibleName(/Dropped/, ANSWERED);
  await expect(cell).toHaveAttribute('title', /Harmful asymmetry: .*back directly/);
  await openLab(page, 'firewall-return-path', 'onprem-both-ways');
  await send(page, 'ssh');
  await expect(said).toContainText('Delivered');
  await expect(said).not.toContainText('asymmetry');
});

test('RET4, the counter-check › routes for both directions › the firewall sees the answer, and TCP stands', async ({ page }) => {
  await openLab(page, 'firewall-return-path', 'onprem-both-ways');
  await send(page, 'ssh');
  await expect(player(page).getByRole('status')).toContainText('Delivered');
  const hops = await stepThrough(page);
  expect(wayOf(hops, 'Back')).toBe('vm-spoke1 azfw erc er pc');
  expect(wayOf(hops, 'Third packet of the handshake')).toBe('');
});

test('P2S3 › a client browses by the proxy › two connections: the client’s in its tunnel, the proxy’s own with its own address', async ({ page }) => {
  await openLab(page, 'p2s-proxy', 'through-the-proxy');
  await send(page, 'browse');
  const hops = await stepThrough(page);
  expect(wayOf(hops, 'Out')).toBe('client internet vpngw-a fw-a fw-hub proxy');
  expect(wayOf(hops, 'Back')).toBe('proxy fw-hub fw-a vpngw-a internet client');
  expect(wayOf(hops, 'Proxy’s own connection: Out')).toBe('proxy internet');
  expect(hopAt(hops, 'Out', 'client').after).toEqual([
    '+203.0.113.50 → 198.51.100.30 ttl 128',
    '+esp vpngw-a:client',
    '172.16.16.2 → 10.2.0.4 ttl 128 DF',
    'tcp 49152 → 3128 SYN mss 1360',
  ]);
  const own = hopAt(hops, 'Proxy’s own connection: Out', 'proxy');
  expect([own.before[0], own.rewritten]).toEqual(['10.2.0.4 → 3.12.3.40 ttl 64 DF', ['198.51.100.40']]);
  await expect(page.getByTestId('packet')).toHaveAttribute('data-origin', 'true');
});

test('P2S3, the counter-check › the same page without the proxy › one connection, translated by both firewalls', async ({ page }) => {
  await openLab(page, 'p2s-proxy', 'through-the-proxy');
  await send(page, 'direct');
  const hops = await stepThrough(page);
  expect(wayOf(hops, 'Out')).toBe('client internet vpngw-a fw-a fw-hub internet');
  expect([...new Set(hops.map((h) => h.leg))]).toEqual(['Out', 'Back']);
  expect(hopAt(hops, 'Out', 'fw-a').rewritten).toEqual(['10.1.1.5']);
});

test('OAS5 › a reader visits vps01’s own address › GRE to the router, then IPv6 in IPv4 to the machine', async ({ page }) => {
  await openLab(page, 'own-as', 'tunnels');
  await send(page, 'visit');
  const hops = await stepThrough(page);
  expect(wayOf(hops, 'Out')).toBe('reader transit-a ifog router01 carrier vps01 jail');
  const inner = (ttl: number, mss: number) => [`31ff:a::10 → 2a06:9801:1c:1000::10 ttl ${ttl} DF`, `tcp 49152 → 443 SYN mss ${mss}`];
  const router = hopAt(hops, 'Out', 'router01');
  expect(router.before).toEqual(['−198.51.100.44 → 198.51.100.10 ttl 64 DF', '−gre', ...inner(62, 1440)]);
  expect(router.after).toEqual(['+198.51.100.10 → 203.0.113.10 ttl 30 proto 41', ...inner(61, 1220)]);
  expect(router.rewritten).toEqual(['mss 1220']);
  expect(hopAt(hops, 'Out', 'jail').before).toEqual(inner(60, 1220));
});

test('OAS5, the counter-check › the jail’s provider address › no tunnel at all', async ({ page }) => {
  await openLab(page, 'own-as', 'two-fibs');
  await send(page, 'fetch-provider');
  const hops = await stepThrough(page);
  expect(wayOf(hops, 'Out')).toContain('vps01');
  expect(hops.flatMap((h) => [...h.before, ...h.after]).filter((l) => /gre|proto 41/.test(l))).toEqual([]);
});
