/** The texts of machines in the editor: pf.conf, rc.conf and squid.conf are highlighted, completed, explained, judged and followed. */
import { expect, type Page, test } from './test.ts';
import { ANSWERED, editorOf, intoEditor, lineOf as line, openLab, openTab, select, toTheEnd } from './lab.ts';

test.use({ reducedMotion: 'reduce' });
test.setTimeout(120_000);
async function openText(page: Page, scenario: string, step: string, device: string, file: string) {
  await openLab(page, scenario, step);
  await select(page, device);
  await openTab(page, 'Config');
  await page.getByRole('tablist', { name: 'Configuration texts' }).getByRole('tab', { name: file }).click();
  return editorOf(page, `${file} of ${device}`);
}

test('pf.conf › point at a rule › the flows that it let through, stopped or translated; one is played from there', async ({ page }) => {
  const editor = await openText(page, 'own-as', 'two-fibs', 'vps01', 'pf.conf');
  await line(editor, 'rtable').click();
  const touched = page.getByRole('region', { name: 'flows touched by the line at the cursor' });
  await expect(touched).toContainText('fetch-own', ANSWERED);
  await expect(touched).not.toContainText('fetch-provider');
  await touched.getByRole('button', { name: /fetch-own let through Out/ }).click();
  await expect(page.getByTestId('packet')).toHaveAttribute('data-device', 'vps01', ANSWERED);
  // The counter-example: a comment has touched nothing.
  await line(editor, 'Tunnels').click();
  await expect(touched).toContainText('touched no flow', ANSWERED);
});

test('pf.conf › a macro that is not there › a problem at its line as one types, and none when it is mended', async ({ page }) => {
  const editor = await openText(page, 'own-as', 'two-fibs', 'vps01', 'pf.conf');
  await expect(editor.locator('.squiggly-error')).toHaveCount(0);
  await line(editor, 'pass out quick all').click();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('pass in on $nowhere ');
  await page.keyboard.press('Escape');
  await expect(editor.locator('.squiggly-error').first()).toBeVisible();
  await page
    .getByRole('region', { name: 'Details' })
    .getByRole('tab', { name: /^Problems/ })
    .click();
  await expect(page.getByRole('tabpanel', { name: 'Problems' }).getByRole('button', { name: /vps01 pf\.conf, line 16/ })).toBeVisible(ANSWERED);
  await line(editor, '$nowhere').click();
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+Home');
  await page.keyboard.press('Delete');
  await expect(editor.locator('.squiggly-error')).toHaveCount(0);
});

test('pf.conf › complete a macro, hover it, go to its line', async ({ page }) => {
  const editor = await openText(page, 'own-as', 'two-fibs', 'vps01', 'pf.conf');
  await line(editor, 'pass out quick all').click();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('pass in on $tu');
  const offered = page.locator('.suggest-widget .monaco-list-row');
  await expect(offered).toHaveCount(1);
  await expect(offered).toContainText('$tun_if');
  await expect(offered).toHaveClass(/focused/);
  await page.keyboard.press('Tab');
  await expect(line(editor, 'pass in on $tun_if')).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('F12');
  // The worker is asked where it is; the cursor follows.
  await expect(editor.locator('.active-line-number')).toHaveText('1');
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+Home');
  await page.keyboard.type('tun_if = "gif0" # moved');
  await expect(line(editor, '# moved')).toBeVisible();
  await expect(editor.locator('.view-line').first()).toContainText('moved');
});

test('squid.conf › point at the line that decides › the request that it allowed', async ({ page }) => {
  const editor = await openText(page, 'p2s-proxy', 'through-the-proxy', 'proxy', 'squid.conf');
  await toTheEnd(editor);
  await line(editor, 'http_access allow localnet').click();
  const touched = page.getByRole('region', { name: 'flows touched by the line at the cursor' });
  await expect(touched.getByRole('button', { name: /browse request allowed/ })).toBeVisible();
  await line(editor, 'http_access deny manager').click();
  await expect(touched).toContainText('touched no flow', ANSWERED);
});

test('a machine without texts › add ip commands, write a route, take the text away', async ({ page }) => {
  await openLab(page, 'branch-to-branch-firewall', 'plain');
  await select(page, 'vm-branch');
  await openTab(page, 'Config');
  await page.getByRole('button', { name: 'ip.sh', exact: true }).click();
  const editor = await editorOf(page, 'ip.sh of vm-branch');
  await intoEditor(editor);
  await page.keyboard.type('ip route add blackhole 203.0.113.0/24');
  await page.keyboard.press('Escape');
  await openTab(page, 'Routes');
  await page.getByRole('tab', { name: 'RIB' }).click();
  await expect(page.getByRole('table', { name: 'RIB vm-branch' })).toContainText('203.0.113.0/24');
  await openTab(page, 'Config');
  await page.getByRole('button', { name: 'Remove ip.sh' }).click();
  await expect(page.getByText('This machine is set up by its settings alone')).toBeVisible();
});
