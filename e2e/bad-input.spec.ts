/** Bad input: a clear message with its place, and the lab that was open is still there. */
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from './test.ts';
import { openStep, SCENARIO } from './lab.ts';

type Json = { [key: string]: Json } & { toString(): string };

function changed(change: (lab: Json) => void): string {
  const scenario = JSON.parse(readFileSync(new URL(`../scenarios/${SCENARIO}.json`, import.meta.url), 'utf8')) as { lab: Json };
  change(scenario.lab);
  return JSON.stringify(scenario, null, 2);
}

async function importText(page: Page, text: string): Promise<void> {
  await page.locator('input[type="file"]').setInputFiles({ name: 'lab.json', mimeType: 'application/json', buffer: Buffer.from(text) });
}

const set = (path: string, value: unknown) => (lab: Json) => {
  const keys = path.split('.');
  const last = keys.pop() as string;
  const at = keys.reduce((o, k) => o[k] as Json, lab);
  at[last] = value as Json;
};

const CASES: [what: string, text: string, message: RegExp][] = [
  [
    'overlapping VNets',
    changed(set('virtualNetworks.vnet-clab-branch-eus.addressSpace', { addressPrefixes: ['10.0.0.0/15'] })),
    /10\.0\.0\.0\/15 overlaps 10\.0\.0\.0\/16 of vnet-clab-hub|10\.0\.0\.0\/16 overlaps 10\.0\.0\.0\/15/,
  ],
  [
    'a subnet outside its VNet',
    changed(set('virtualNetworks.vnet-clab-hub.subnets.subnet-001.addressPrefix', '10.9.1.0/24')),
    /10\.9\.1\.0\/24 is not within the address space of vnet-clab-hub/,
  ],
  [
    'a bad CIDR',
    changed(set('virtualNetworks.vnet-clab-hub.subnets.subnet-001.addressPrefix', '10.0.1.0')),
    /\d+:\d+ At lab\.virtualNetworks\.vnet-clab-hub\.subnets\.subnet-001\.addressPrefix: expected a prefix such as 10\.0\.0\.0\/24, got "10\.0\.1\.0"/,
  ],
  [
    'a dangling reference',
    changed(set('virtualMachines.vm-frr.networkInterfaces.eth0.subnet', 'vnet-clab-hub/subnet-002')),
    /expected the id of a subnet \(vnet\/subnet\), got "vnet-clab-hub\/subnet-002" \(did you mean "vnet-clab-hub\/subnet-001"\?\)/,
  ],
  ['text that is not JSON', '{ "version": 1,', /1:\d+ expected }, got the end of the text/],
];

for (const [what, text, message] of CASES)
  test(`import › ${what} › the message says where, the open lab stays`, async ({ page }) => {
    await openStep(page, 'set-next-hop');
    await importText(page, text);
    await expect(page.getByRole('alert')).toContainText(message);
    await expect(page.getByRole('table', { name: 'Learned vpngw-clab-hub' })).toBeVisible();
    await expect(page.getByRole('heading', { name: /3 · / })).toBeVisible();
  });

test('a broken share link › says so, the open lab stays', async ({ page }) => {
  await openStep(page, 'set-next-hop');
  await page.evaluate(() => {
    location.hash = '#lab=1.AAAAbroken';
  });
  await expect(page.getByRole('alert')).toContainText('damaged');
  await expect(page.getByRole('table', { name: 'Learned vpngw-clab-hub' })).toBeVisible();
});
