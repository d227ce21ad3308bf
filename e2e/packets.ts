/** What the packet specs share: sending a named flow, going through its hops, reading header stacks from the screen. */
import { ANSWERED, openDrawer, settled } from './lab.ts';
import { expect, type Page } from './test.ts';

export const player = (page: Page) => page.getByRole('region', { name: 'Packet player' });

export async function send(page: Page, flow: string): Promise<void> {
  const close = player(page).getByRole('button', { name: 'Close the player' });
  if (await close.isVisible()) await close.click();
  await player(page).getByRole('combobox', { name: 'Flow', exact: true }).selectOption(flow);
  await player(page).getByRole('button', { name: 'Send' }).click();
  await expect(page.getByTestId('packet')).toBeAttached(ANSWERED);
  await expect(player(page).getByRole('status')).toBeVisible();
  await settled(page);
}

/** A tab of the player in the drawer: hops, states, logs, reachability. */
export async function openPlayerTab(page: Page, tab: string): Promise<void> {
  await openDrawer(page, /^Player/);
  await page.getByRole('region', { name: 'Details' }).getByRole('tab', { name: tab, exact: true }).click();
}

export interface SeenHop {
  /** `Out`, `Back`, `Data` …: the name of its table. */
  readonly leg: string;
  readonly node: string;
  /** A line a header, the outermost first. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** What of the packet is marked as rewritten here. */
  readonly rewritten: readonly string[];
}

/** Opens the player's hops and steps from the first to the last, reading each as it becomes the current one. */
export async function stepThrough(page: Page): Promise<SeenHop[]> {
  await openDrawer(page, /^Player/);
  const slider = page.getByRole('slider', { name: 'Position' });
  await slider.press('Home');
  const frames = Number(await slider.getAttribute('max')) + 1;
  const seen: SeenHop[] = [];
  for (let i = 0; i < frames; i++) {
    await expect(slider).toHaveValue(String(i));
    seen.push(await currentHop(page));
    await slider.press('ArrowRight');
  }
  return seen;
}

async function currentHop(page: Page): Promise<SeenHop> {
  const row = page.getByRole('tabpanel', { name: 'Hops' }).locator('tr[aria-current="step"]');
  await expect(row).toHaveCount(1);
  return row.evaluate((tr) => {
    const text = (e: Element) => (e.textContent ?? '').replace(/\s+/g, ' ').trim();
    const lines = (side: string) => [...tr.querySelectorAll(`[data-stack="${side}"] [data-header]`)].map(text);
    return {
      leg: tr.closest('table')?.getAttribute('aria-label') ?? '',
      node: tr.querySelector('td:nth-child(2) button')?.textContent ?? '',
      before: lines('before'),
      after: lines('after'),
      rewritten: [...tr.querySelectorAll('[data-stack="after"] mark')].map(text),
    };
  });
}

/** `leg: node node …` of the hops, in their order. */
export function wayOf(hops: readonly SeenHop[], leg: string): string {
  return hops
    .filter((h) => h.leg === leg)
    .map((h) => h.node.replace(/#.*/, ''))
    .join(' ');
}

/** The hop of a leg at a device. */
export function hopAt(hops: readonly SeenHop[], leg: string, device: string): SeenHop {
  const found = hops.find((h) => h.leg === leg && h.node.replace(/#.*/, '') === device);
  if (!found) throw new Error(`no hop at ${device} in ${leg}: ${wayOf(hops, leg)}`);
  return found;
}
