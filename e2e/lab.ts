/** What the stories share: opening a step, and reading a table from the screen. */
import { expect, type Page } from '@playwright/test';

export const SCENARIO = 'reverse-forced-tunneling';

export async function openStep(page: Page, step: string): Promise<void> {
  await page.goto(`/#/s/${SCENARIO}/${step}`);
  await expect(page.getByRole('list', { name: 'Steps' })).toBeVisible();
  await expect(page.locator('[data-revision]:not([data-revision="-1"])')).toBeAttached();
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
