/** What the stories share: opening a step, and reading a table from the screen. */
import { expect, type Page } from '@playwright/test';

export const SCENARIO = 'reverse-forced-tunneling';

/** As long as the test itself has: a lab with an Internet around it is solved for a while, and longer on a machine that is busy. */
const UNBOUNDED = { timeout: 0 };

/**
 * The lab as a person finds it who has waited until nothing moves: the document's own answer is in, what its step opens (flow, console)
 * is open, the panels stand, and the drawing has come to rest in the room that they leave.
 */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator('[data-ready]')).toBeAttached(UNBOUNDED);
  await frames(page, 2);
  await expect(page.locator('[data-fitted]')).toBeAttached(UNBOUNDED);
}

/** Lets the page draw: a size that changed in one frame is heard of in the next. */
export async function frames(page: Page, count: number): Promise<void> {
  await page.evaluate(async (n) => {
    for (let i = 0; i < n; i++) await new Promise((done) => requestAnimationFrame(done));
  }, count);
}

export async function openLab(page: Page, scenario: string, step: string): Promise<void> {
  await page.goto(`/#/s/${scenario}/${step}`);
  await settled(page);
  await expect(page.getByRole('list', { name: 'Steps' })).toBeVisible();
}

export async function openStep(page: Page, step: string): Promise<void> {
  await openLab(page, SCENARIO, step);
}

/** Selects an object by the outline, the canvas's twin. */
export async function select(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name: 'Outline' }).click();
  // The name is followed by an address or a kind: `er 10.20.10.1/24`.
  const start = new RegExp(`^${name.replace(/[/.]/g, '\\$&')}( |$)`);
  await page.getByRole('navigation', { name: 'Outline' }).getByRole('button', { name: start }).first().click();
}

export async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole('region', { name: 'Inspector' }).getByRole('tab', { name, exact: true }).click();
}

/** The rows of a table as arrays of cell texts, the mark's column left out. */
export async function rowsOf(page: Page, label: string): Promise<string[][]> {
  const table = page.getByRole('table', { name: label });
  await expect(table).toBeVisible();
  return table
    .locator('tbody tr:not([class*="groupRow"])')
    .evaluateAll((rows) => rows.filter((r) => r.children.length > 1).map((r) => [...r.children].slice(1).map((c) => c.textContent ?? '')));
}
