import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOrdersServer } from '../../e2e/support/orders-server.js';

let browser: Browser;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? 'chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
}, 120_000);

afterAll(() => browser.close());

describe.each(['express', 'fastify'] as const)(
  'the description of the API on %s, in a browser',
  (httpAdapter) => {
    it('is shown under its own content security policy, and loads nothing from elsewhere', async () => {
      const server = await startOrdersServer({ environment: { httpAdapter } });
      const page = await browser.newPage();
      const complaints: string[] = [];
      const hosts = new Set<string>();
      page.on('console', (message) => void complaints.push(message.text()));
      page.on('pageerror', ({ message }) => void complaints.push(message));
      page.on('request', (request) => void hosts.add(new URL(request.url()).origin));
      try {
        await page.goto(`${server.address}/docs`);
        await page.getByText('/v2/orders/{id}/approve').first().waitFor({ timeout: 20_000 });
        expect(await page.locator('.opblock-deprecated').count()).toBe(1);
        expect(complaints).toEqual([]);
        expect([...hosts].filter((origin) => origin !== 'null')).toEqual([server.address]);
      } finally {
        await page.close();
        await server.stop();
      }
    });
  },
);
