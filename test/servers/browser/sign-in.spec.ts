import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { demoPassword } from '@sample/shared';
import type { AxeResults } from 'axe-core';
import { decodeJwt } from 'jose';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAuthServer, type AuthServer } from '../../e2e/auth/auth-server.js';
import { authorizePath, pkce, postForm } from '../../e2e/auth/browser.js';

const EMAIL = 'bob@example.com';
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const TIMEOUT_MS = 10_000;

let auth: AuthServer;
let application: Server;
let browser: Browser;

beforeAll(async () => {
  auth = await startAuthServer();
  application = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Back</title>');
  });
  application.listen(0, '127.0.0.1');
  await once(application, 'listening');
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? 'chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
}, 120_000);

afterAll(async () => {
  await browser.close();
  application.close();
  await auth.stop();
});

const redirectUri = (): string => `http://127.0.0.1:${(application.address() as AddressInfo).port}/callback`;

interface Visit extends AsyncDisposable {
  readonly page: Page;
  readonly verifier: string;
  /** What the browser blocked, or complained of. */
  readonly complaints: readonly string[];
}

/** Opens the sign-in page as an application does. */
async function visit(options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(TIMEOUT_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // The status of a failed sign-in is a message, too.
    if (!/status of 4(?:00|01|23)/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', ({ message }) => complaints.push(message));
  const { verifier, challenge } = pkce();
  const path = authorizePath({ code_challenge: challenge, redirect_uri: redirectUri() });
  await page.goto(`${auth.issuer}${path}`);
  return { page, verifier, complaints, [Symbol.asyncDispose]: () => context.close() };
}

/** By Tab, typing and Enter, from wherever the focus is. */
async function typeIn(page: Page, [email, password]: readonly [string, string]): Promise<void> {
  await page.keyboard.press('Tab');
  await page.keyboard.type(email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
}

async function subjectOf({ page, verifier }: Visit): Promise<unknown> {
  await page.waitForURL(/\/callback\?/);
  const { body } = await postForm(auth, '/token', {
    grant_type: 'authorization_code',
    client_id: 'orders-app',
    redirect_uri: redirectUri(),
    code: String(new URL(page.url()).searchParams.get('code')),
    code_verifier: verifier,
  });
  return decodeJwt(String(body['access_token'])).sub;
}

/** Evaluated from outside: the page's own policy lets no script in. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ path: AXE });
  const results = await page.evaluate<AxeResults>('axe.run()');
  return results.violations.map(({ id, impact }) => `${id} (${impact ?? 'unknown'})`);
}

describe.each([
  ['', { javaScriptEnabled: true }],
  [' without JavaScript', { javaScriptEnabled: false }],
])('the sign-in page in Chromium%s', (_name, options) => {
  it('lets a person in by keyboard alone, and breaks no rule of its own policy', async () => {
    await using visited = await visit(options);
    await typeIn(visited.page, [EMAIL, demoPassword('bob')]);
    expect(await subjectOf(visited)).toBe('bob');
    expect(visited.complaints).toEqual([]);
  });

  it('puts the focus on what went wrong, leads to the field, and lets the person in then', async () => {
    await using visited = await visit(options);
    const { page } = visited;
    await typeIn(page, [EMAIL, 'wrong password']);
    await page.locator('#problem:focus').waitFor();
    expect(await page.title()).toBe('Error: Sign in to Orders');
    expect(await page.getByRole('alert').textContent()).toContain('is wrong');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#email:focus').waitFor();
    expect(await page.locator('#email').inputValue()).toBe(EMAIL);
    await page.keyboard.press('Tab');
    await page.keyboard.type(demoPassword('bob'));
    await page.keyboard.press('Enter');
    expect(await subjectOf(visited)).toBe('bob');
    expect(visited.complaints).toEqual([]);
  });

  it('has names for its fields, and a heading', async () => {
    await using visited = await visit(options);
    const { page } = visited;
    for (const label of ['E-mail address', 'Password']) {
      const field = page.getByLabel(label);
      expect([await field.count(), await field.getAttribute('required')]).toEqual([1, '']);
    }
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Sign in');
    expect(await page.getByRole('button').textContent()).toBe('Sign in');
  });
});

describe('the sign-in page, as axe sees it', () => {
  it.each(['light', 'dark'] as const)(
    'has no fault in %s colours, with and without a problem',
    async (colorScheme) => {
      // The policy keeps axe out as it keeps out every script; here only the page is examined.
      await using visited = await visit({ colorScheme, bypassCSP: true });
      const { page } = visited;
      expect(await violations(page)).toEqual([]);
      await typeIn(page, [EMAIL, 'wrong password']);
      await page.locator('#problem:focus').waitFor();
      expect(await violations(page)).toEqual([]);
    },
  );

  it('fits into 320 pixels without scrolling sideways', async () => {
    await using visited = await visit({ viewport: { width: 320, height: 600 } });
    const width = await visited.page.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(320);
  });
});

describe('the policy of the sign-in page', () => {
  it('lets no script run that somebody has got into it', async () => {
    await using visited = await visit();
    const { page, complaints } = visited;
    await page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="document.title=1">')`,
    );
    await page.evaluate(`{ const s = document.createElement('script'); s.textContent = 'document.title = 1';
      document.body.append(s); }`);
    expect(await page.title()).toBe('Sign in to Orders');
    await expect.poll(() => complaints.join('\n')).toContain('Content Security Policy');
  });
});
