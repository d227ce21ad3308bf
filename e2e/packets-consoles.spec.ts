/** Consoles of hosts on the screen: what each system answers, in its own format, and what it does not have. */
import { expect, type Page, test } from './test.ts';
import { openLab, openTab, select } from './lab.ts';

async function consoleOf(page: Page, device: string) {
  await select(page, device);
  await openTab(page, 'Console');
  const line = page.getByRole('combobox', { name: `Console ${device}` });
  const log = page.getByRole('log', { name: `Console ${device}` });
  return {
    log,
    line,
    run: async (command: string) => {
      await line.fill(command);
      await line.press('Enter');
      await expect(log).toContainText(command);
    },
  };
}

test('a Windows client › route print, tracert, curl -x › the halves of its tunnel, silent hops, the page by the proxy', async ({ page }) => {
  await openLab(page, 'p2s-proxy', 'through-the-proxy');
  const { log, run, line } = await consoleOf(page, 'client');
  await run('route print');
  await expect(log).toContainText('128.0.0.0        128.0.0.0         On-link       172.16.16.2    311');
  await run('tracert 8.8.8.8');
  await expect(log).toContainText('Request timed out.');
  await run('curl -x http://10.2.0.4:3128 https://www.netflix.com/');
  await expect(log).toContainText('198.51.100.40');
  // Linux's command is not this system's.
  await run('ip route');
  await expect(log.locator('[class*="bad"]').last()).toBeVisible();
  await line.press('ArrowUp');
  await line.press('ArrowUp');
  await expect(line).toHaveValue('curl -x http://10.2.0.4:3128 https://www.netflix.com/');
});

test('the proxy › ip route get, tcpdump, access.log › what the lab’s flows left there', async ({ page }) => {
  await openLab(page, 'p2s-proxy', 'through-the-proxy');
  const { log, run, line } = await consoleOf(page, 'proxy');
  await run('ip route get 8.8.8.8');
  await expect(log).toContainText('8.8.8.8 via 10.2.0.1 dev eth0 src 10.2.0.4');
  await run('tcpdump -n -i eth0');
  await expect(log).toContainText('172.16.16.2.49152 > 10.2.0.4.3128: Flags [S]');
  await run('cat /var/log/squid/access.log');
  await expect(log).toContainText('TCP_TUNNEL/200');
  await line.fill('tcpd');
  await line.press('Tab');
  await expect(line).toHaveValue(/^tcpdump /);
});
