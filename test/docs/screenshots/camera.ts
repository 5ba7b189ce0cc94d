import type { BrowserContext, Page } from 'playwright-core';
import { LIST_COLUMNS, webUiList, type WebUi } from '../../../local/web-ui.ts';
import { startBrowser } from '../../support/browser.ts';

const WIDTH = 1400;
/** As high as a laptop's window; the Timeline is longer. */
const HEIGHT = 900;
const TIMELINE_HEIGHT = 1_350;
/** On the left, and the same everywhere. */
const NAVIGATION_WIDTH = 256;
const PATIENCE_MS = 20_000;
/** What the pages go on loading after they can be read. */
const SETTLE_MS = 1_500;

/** Temporal's Web UI in a browser, as a manager sees it who has set up the columns once. */
export class Camera {
  private readonly context: BrowserContext;
  private readonly webUi: WebUi;
  private readonly folder: URL;

  private constructor(context: BrowserContext, webUi: WebUi, folder: URL) {
    this.context = context;
    this.webUi = webUi;
    this.folder = folder;
  }

  /** Whoever opens it closes it. */
  static async open(webUi: WebUi, folder: URL): Promise<Camera> {
    const browser = await startBrowser();
    const context = await browser.newContext({ viewport: { width: WIDTH, height: HEIGHT }, locale: 'ru-RU', timezoneId: 'Europe/Moscow' });
    const columns = JSON.stringify({ [webUi.namespace]: LIST_COLUMNS.map((label) => ({ label })) });
    await context.addInitScript({ content: `localStorage.setItem('namespace-workflow-table-columns', ${JSON.stringify(columns)})` });
    return new Camera(context, webUi, folder);
  }

  async close(): Promise<void> {
    await this.context.browser()?.close();
  }

  /** The list with that query, once it shows so many dialogs. */
  async list(name: string, query: string, dialogs: number): Promise<void> {
    await this.shoot(name, webUiList(this.webUi, query), async (page) => {
      await page
        .getByRole('link', { name: /^dialog:/u })
        .nth(dialogs - 1)
        .waitFor();
    });
  }

  async timeline(name: string, contactKey: string): Promise<void> {
    await this.shoot(name, await this.dialogPage(contactKey, 'timeline'), async (page) => {
      await page.setViewportSize({ width: WIDTH, height: TIMELINE_HEIGHT });
      const heading = page.getByRole('heading', { name: 'Timeline' });
      await heading.waitFor();
      await page.waitForTimeout(SETTLE_MS);
      return (await heading.boundingBox())?.y;
    });
  }

  /** The tab *User Metadata*; its words stand in a frame of their own. */
  async userMetadata(name: string, contactKey: string): Promise<void> {
    await this.shoot(name, await this.dialogPage(contactKey, 'user-metadata'), async (page) => {
      await page.frameLocator('#user-metadata-current-details').getByText('Последние решения').waitFor();
    });
  }

  private async dialogPage(contactKey: string, tab: string): Promise<string> {
    const id = encodeURIComponent(`dialog:${contactKey}`);
    const { base, namespace } = this.webUi;
    const response = await fetch(`${base}/api/v1/namespaces/${namespace}/workflows/${id}`);
    const { workflowExecutionInfo } = (await response.json()) as { workflowExecutionInfo: { execution: { runId: string } } };
    return `${base}/namespaces/${namespace}/workflows/${id}/${workflowExecutionInfo.execution.runId}/${tab}`;
  }

  /** A page for each: a second one in the same tab stays white. `ready` may return where the picture begins. */
  private async shoot(name: string, url: string, ready: (page: Page) => Promise<number | void>): Promise<void> {
    const page = await this.context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(url);
    const top = (await ready(page)) ?? 0;
    await page.waitForTimeout(SETTLE_MS);
    const { height = HEIGHT } = page.viewportSize() ?? {};
    const clip = { x: NAVIGATION_WIDTH, y: top, width: WIDTH - NAVIGATION_WIDTH, height: height - top };
    await page.screenshot({ path: new URL(`web-ui-${name}.png`, this.folder).pathname, clip });
    await page.close();
  }
}
