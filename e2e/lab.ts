/** What the stories share: opening a step, waiting until all is still, and reading a table from the screen. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page } from './test.ts';

export const SCENARIO = 'reverse-forced-tunneling';

export const THEMES = ['light', 'dark'] as const;

/** For what the engine has to find out first: as long as the test itself has. Large labs take a while, and longer on a machine that is busy. */
export const ANSWERED = { timeout: 0 };

/**
 * The lab as a person finds it who has waited until nothing moves: the document's own answer is in, what its step opens (flow, console)
 * is open, the panels stand, and the drawing has come to rest in the room that they leave. Also after an edit.
 */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator('[data-ready]')).toBeAttached(ANSWERED);
  await frames(page, 2);
  await expect(page.locator('[data-fitted]')).toBeAttached(ANSWERED);
}

/** Lets the page draw: a size that changed in one frame is heard of in the next. */
export async function frames(page: Page, count: number): Promise<void> {
  await page.evaluate(async (n) => {
    for (let i = 0; i < n; i++) await new Promise((done) => requestAnimationFrame(done));
  }, count);
}

/** A step by its address, in a page that showed nothing or another lab. */
export async function openLab(page: Page, scenario: string, step: string): Promise<void> {
  await page.goto(`/#/s/${scenario}/${step}`);
  await expect(page.locator(`[data-ready="${scenario}/${step}"]`)).toBeAttached(ANSWERED);
  await settled(page);
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

/** Opens a tab of the drawer, or leaves it open. */
export async function openDrawer(page: Page, name: RegExp): Promise<void> {
  const tab = page.getByRole('region', { name: 'Details' }).getByRole('tab', { name });
  if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
  await expect(tab).toHaveAttribute('aria-selected', 'true');
}

/** The rows of a table as arrays of cell texts, the mark's column left out. */
export async function rowsOf(page: Page, label: string): Promise<string[][]> {
  const table = page.getByRole('table', { name: label });
  await expect(table).toBeVisible();
  return table
    .locator('tbody tr:not([class*="groupRow"])')
    .evaluateAll((rows) => rows.filter((r) => r.children.length > 1).map((r) => [...r.children].slice(1).map((c) => c.textContent ?? '')));
}

/** An editor by its name, once it has been loaded (3 MB, when it is first wanted) and has its lines: a key that comes before would go nowhere. */
export async function editorOf(page: Page, name: string): Promise<Locator> {
  const editor = page.getByRole('group', { name });
  await expect(editor.locator('.view-line').first()).toBeVisible(ANSWERED);
  return editor;
}

/** The first line with this text. */
export const lineOf = (editor: Locator, text: string): Locator => editor.locator('.view-line').filter({ hasText: text }).first();

/**
 * Clicks into the editor, near its upper left corner. Its lines are an element as wide as the longest: Playwright would scroll the middle of
 * that into view behind the editor's back, which no person can.
 */
export async function intoEditor(editor: Locator): Promise<void> {
  await editor.locator('.editor-scrollable').click({ position: { x: 60, y: 20 } });
}

/** Puts the cursor into the editor, at the end of its text. */
export async function toTheEnd(editor: Locator): Promise<void> {
  await intoEditor(editor);
  await editor.page().keyboard.press('Control+End');
}

/** The keys under which the browser keeps what one has changed. */
export async function kept(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((found, failed) => {
        request.addEventListener('success', () => found(request.result));
        request.addEventListener('error', () => failed(request.error as Error));
      });
    const database = await done(indexedDB.open('keyval-store'));
    const keys = await done(database.transaction('keyval').objectStore('keyval').getAllKeys());
    database.close();
    return keys.map(String);
  });
}

/** The rules for a whole page; for a part of one all of axe's are asked. */
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

/** What axe finds on the page, or in a part of it, once nothing fades in or out: rules and places. */
export async function axe(page: Page, part?: { readonly include: string; readonly exclude?: string }): Promise<string[]> {
  await page.evaluate(async () => {
    // What runs for ever, such as a packet's glow, is not waited for; what is taken away while it runs is over.
    const passing = document.getAnimations().filter((a) => a.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(passing.map((a) => a.finished));
  });
  const builder = part ? new AxeBuilder({ page }).include(part.include) : new AxeBuilder({ page }).withTags(WCAG);
  if (part?.exclude !== undefined) builder.exclude(part.exclude);
  const { violations } = await builder.analyze();
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
}
