/** What every spec tests with: a page on which an exception fails the test, and further pages that are opened, watched and closed the same way. */
import { type BrowserContext, type BrowserContextOptions, test as base, expect, type Page } from '@playwright/test';

export { expect, type Locator, type Page } from '@playwright/test';

interface Fixtures {
  /** Uncaught exceptions of all pages of the test. */
  readonly uncaught: string[];
  /** A browser of somebody else: with nothing stored, and with options of its own. */
  readonly elsewhere: (options?: BrowserContextOptions) => Promise<Page>;
}

export const test = base.extend<Fixtures>({
  uncaught: [
    async ({ context }, use) => {
      const said: string[] = [];
      watch(context, said);
      await use(said);
      expect(said).toEqual([]);
    },
    { auto: true },
  ],
  elsewhere: async ({ browser, uncaught }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext(options);
      opened.push(context);
      watch(context, uncaught);
      return context.newPage();
    });
    for (const context of opened) await context.close();
  },
});

function watch(context: BrowserContext, said: string[]): void {
  context.on('weberror', (e) => said.push(e.error().stack ?? e.error().message));
}
