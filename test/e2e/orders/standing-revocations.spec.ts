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
const REVOKED = 'ZT_TOKEN_REVOKED';
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
/** Twice, so that the API answers the second time from what it remembers of the token. */
const outcomesOf = async (token: unknown): Promise<readonly unknown[]> => [
  await outcomeOf(token),
  await outcomeOf(token),
];

describe('within a second the API refuses a token', () => {
  it('that its owner has revoked at the authorization server, and no other one', async () => {
    const [{ access_token: lost }, { access_token: kept }] = [await signIn(), await signIn()];
    expect(await outcomesOf(lost)).toEqual([200, 200]);
    await postForm(sample.auth, '/revoke', { token: String(lost), client_id: 'first-party' });
    await expect.poll(() => outcomeOf(lost), WITHIN_A_SECOND).toBe(REVOKED);
    expect(await outcomesOf(kept)).toEqual([200, 200]);
  });

  it('that a service has revoked', async () => {
    const { access_token } = (await requestToken(sample.auth)).body;
    expect(await outcomesOf(access_token)).toEqual([200, 200]);
    const assertion = {
      client_assertion_type: CLIENT_ASSERTION,
      client_assertion: await clientAssertion(sample.auth),
    };
    await postForm(sample.auth, '/revoke', { token: String(access_token), ...assertion });
    await expect.poll(() => outcomeOf(access_token), WITHIN_A_SECOND).toBe(REVOKED);
  });

  it('of a session that its owner has ended', async () => {
    const { access_token, refresh_token } = await signIn();
    expect(await outcomesOf(access_token)).toEqual([200, 200]);
    const request = { method: 'POST', body: JSON.stringify({ refresh_token }) };
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${sample.auth.issuer}/auth/logout`, { ...request, headers })).status).toBe(204);
    await expect.poll(() => outcomeOf(access_token), WITHIN_A_SECOND).toBe(REVOKED);
  });

  it('of a session whose refresh token was used twice: every one of them', async () => {
    const first = await signIn();
    const second = (await refresh(sample.auth, first['refresh_token'])).body;
    for (const { access_token } of [first, second])
      expect(await outcomesOf(access_token)).toEqual([200, 200]);
    expect((await refresh(sample.auth, first['refresh_token'])).status).toBe(400);
    for (const { access_token } of [first, second])
      await expect.poll(() => outcomeOf(access_token), WITHIN_A_SECOND).toBe(REVOKED);
  });

  it('of an application whose person has signed out in the browser', async () => {
    const browser = new Browser(sample.auth);
    const { verifier, challenge } = pkce();
    const page = await browser.open(authorizePath({ code_challenge: challenge }));
    const form = { email: 'bob@example.com', password: demoPassword('bob') };
    const { location } = await browser.submit(page.path, form);
    const code = String(location?.searchParams.get('code'));
    const { access_token } = (await exchangeCode(sample.auth, { code, verifier })).body;
    expect(await outcomesOf(access_token)).toEqual([200, 200]);
    const question = await browser.open('/sign-out');
    const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(question.html) ?? [];
    await browser.submit('/sign-out/confirm', { xsrf, logout: 'yes' });
    await expect.poll(() => outcomeOf(access_token), WITHIN_A_SECOND).toBe(REVOKED);
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
    expect(await outcomesOf(body['access_token'])).toEqual([200, 200]);
    await refresh(sample.auth, refresh_token);
    await postJson(sample.auth, '/auth/refresh', { body: { refresh_token } });
    await expect.poll(() => outcomeOf(body['access_token']), WITHIN_A_SECOND).toBe(REVOKED);
  });
});
