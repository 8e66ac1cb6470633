import axe, { type AxeResults } from 'axe-core';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../support/chromium.js';
import type { Engine } from '../support/engine/engine.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { openTestGateway, type TestGateway } from './gateway.js';

const RELEASE = `
id: release
tasks:
  - { id: build, action: transform, with: { bytes: 12 } }
  - id: checks
    kind: parallel
    tasks: [{ id: lint, action: noop }, { id: qa, action: external }]
    on_error: continue
    timeout: 1h
  - { id: publish, action: noop }
`;

const APPROVAL = `
id: sign-off
kind: parallel
tasks:
  - { id: build, action: transform, with: { bytes: 12 } }
  - id: approve
    kind: wait
    needs: [build]
    title: Release it
    description: All of it
    attributes: { risk: low }
    approval: { roles: [pm], criteria: { tests: all }, timeout: 3d }
  - { id: publish, action: noop, needs: [approve] }
`;

const chromium = findChromium();
const name = chromium === null ? 'the pages (skipped: no Chromium in PATH, nor by CHROMIUM_PATH)' : 'the pages';

describe.skipIf(chromium === null)(name, () => {
  let engine: Engine;
  let gateway: TestGateway;
  let browser: Browser;
  let page: Page;
  const said: string[] = [];
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    gateway = await openTestGateway(engine);
    browser = await launch({ executablePath: chromium ?? '', args: ['--no-sandbox'] });
    page = await openPage();
  });
  afterAll(async () => {
    await browser.close();
    await gateway.stop();
    await engine.close();
  });

  async function openPage(): Promise<Page> {
    const opened = await browser.newPage();
    opened.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warn') said.push(message.text());
    });
    opened.on('pageerror', (thrown) => said.push(String(thrown)));
    return opened;
  }

  async function findViolations(): Promise<readonly string[]> {
    await page.evaluate(axe.source);
    const results = (await page.evaluate('axe.run(document)')) as AxeResults;
    return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  }

  it('are fit for keyboards and screen readers, by day and by night, and a decision is seen where it is waited for', async () => {
    const { runId } = await engine.start(APPROVAL, { runId: 'chromium-release' });
    await engine.start(RELEASE, { runId: 'chromium-other' });
    const { taskId } = await engine.taskWith(runId, '/approve', 'waiting');

    await page.goto(`${gateway.url}/approvals/${taskId}`);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    expect(await findViolations()).toEqual([]);
    await page.type('#token', await gateway.token('bo', { roles: ['pm'], scopes: ['read', 'decide'] }));
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    expect(new URL(page.url()).pathname).toBe(`/approvals/${taskId}`);

    for (const scheme of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      for (const path of ['/approvals', `/approvals/${taskId}`, '/runs', `/runs/${runId}`, '/runs/chromium-other']) {
        await page.goto(`${gateway.url}${path}`);
        expect([scheme, path, await findViolations()]).toEqual([scheme, path, []]);
      }
    }

    await page.goto(`${gateway.url}/runs/${runId}`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
    const other = await openPage();
    await other.goto(`${gateway.url}/approvals/${taskId}`);
    await other.type('#comment', 'fine');
    await Promise.all([other.waitForNavigation(), other.click('button.approve')]);
    expect(await other.$eval('[role=status]', ({ textContent }) => textContent?.trim())).toBe('You have approved it.');
    await page.waitForFunction(`document.getElementById('news').textContent.includes('The run: completed.')`);
    expect(await page.$$eval('.tree .status.completed', ({ length }) => length)).toBe(4);
    expect(said).toEqual([]);

    await page.goto(`${gateway.url}/runs/none`);
    expect(await findViolations()).toEqual([]);
  });
});
