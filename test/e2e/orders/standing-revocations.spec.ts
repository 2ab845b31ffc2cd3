import { demoPassword } from '@sample/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  clientAssertion,
  login,
  postJson,
  refresh,
  requestToken,
  type Answer,
} from '../auth/auth-requests.js';
import { Browser, authorizePath, exchangeCode, pkce, postForm } from '../auth/browser.js';
import { startWholeSample, type WholeSample } from '../support/whole-sample.js';

const ORDER = '/v2/orders/12345';
const WITHIN_A_SECOND = { timeout: 1_000, interval: 20 };
const CLIENT_ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

let sample: WholeSample;
beforeAll(async () => {
  sample = await startWholeSample();
});
afterAll(() => sample[Symbol.asyncDispose]());

const signIn = async (): Promise<Answer['body']> =>
  (await login(sample.auth, { email: 'bob@example.com', password: demoPassword('bob') })).body;
const outcomeOf = async (token: unknown): Promise<unknown> => {
  const { status, body } = await sample.caller(token).get(ORDER);
  return body['code'] ?? status;
};
/** The API has seen the token, and so answers from what it remembers of it. */
const expectAccepted = async (token: unknown): Promise<void> => {
  for (let count = 0; count < 2; count += 1) expect(await outcomeOf(token)).toBe(200);
};
const expectRefusedSoon = (token: unknown): Promise<void> =>
  expect.poll(() => outcomeOf(token), WITHIN_A_SECOND).toBe('ZT_TOKEN_REVOKED');

describe('within a second the API refuses a token', () => {
  it('that its owner has revoked at the authorization server, and no other one', async () => {
    const [{ access_token: lost }, { access_token: kept }] = [await signIn(), await signIn()];
    await expectAccepted(lost);
    await postForm(sample.auth, '/revoke', { token: String(lost), client_id: 'first-party' });
    await expectRefusedSoon(lost);
    await expectAccepted(kept);
  });

  it('that a service has revoked', async () => {
    const { access_token } = (await requestToken(sample.auth)).body;
    await expectAccepted(access_token);
    const assertion = {
      client_assertion_type: CLIENT_ASSERTION,
      client_assertion: await clientAssertion(sample.auth),
    };
    await postForm(sample.auth, '/revoke', { token: String(access_token), ...assertion });
    await expectRefusedSoon(access_token);
  });

  it('of a session that its owner has ended', async () => {
    const { access_token, refresh_token } = await signIn();
    await expectAccepted(access_token);
    const request = { method: 'POST', body: JSON.stringify({ refresh_token }) };
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${sample.auth.issuer}/auth/logout`, { ...request, headers })).status).toBe(204);
    await expectRefusedSoon(access_token);
  });

  it('of a session whose refresh token was used twice: every one of them', async () => {
    const first = await signIn();
    const second = (await refresh(sample.auth, first['refresh_token'])).body;
    for (const { access_token } of [first, second]) await expectAccepted(access_token);
    expect((await refresh(sample.auth, first['refresh_token'])).status).toBe(400);
    for (const { access_token } of [first, second]) await expectRefusedSoon(access_token);
  });

  it('of an application whose person has signed out in the browser', async () => {
    const browser = new Browser(sample.auth);
    const { verifier, challenge } = pkce();
    const page = await browser.open(authorizePath({ code_challenge: challenge }));
    const form = { email: 'bob@example.com', password: demoPassword('bob') };
    const { location } = await browser.submit(page.path, form);
    const code = String(location?.searchParams.get('code'));
    const { access_token } = (await exchangeCode(sample.auth, { code, verifier })).body;
    await expectAccepted(access_token);
    const question = await browser.open('/sign-out');
    const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(question.html) ?? [];
    await browser.submit('/sign-out/confirm', { xsrf, logout: 'yes' });
    await expectRefusedSoon(access_token);
  });

  it('of a service that acts for a person whose session has ended', async () => {
    const { access_token, refresh_token } = await signIn();
    const { body } = await postForm(sample.auth, '/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      client_assertion_type: CLIENT_ASSERTION,
      client_assertion: await clientAssertion(sample.auth),
      subject_token: String(access_token),
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    });
    await expectAccepted(body['access_token']);
    await refresh(sample.auth, refresh_token);
    await postJson(sample.auth, '/auth/refresh', { body: { refresh_token } });
    await expectRefusedSoon(body['access_token']);
  });
});
