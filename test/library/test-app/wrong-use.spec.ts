import { Controller, Get, Module } from '@nestjs/common';
import { frozenClock, startTestApp, TestAppError } from 'nestjs-zero-trust/testing';
import { describe, expect, it } from 'vitest';
import { ISSUER, ShopModule } from './shop.app.js';

@Controller()
class UndeclaredController {
  @Get('undeclared') get(): string {
    return 'undeclared';
  }
}

@Module({ controllers: [UndeclaredController] })
class PlainModule {}

describe('a test app that is set up wrongly says what to do', () => {
  it.each([
    [
      'a line with a word too few',
      'user:bob viewer',
      /Relationship 1, "user:bob viewer": it is not a relationship; write subject, relation and object, such as user:bob viewer order:1/,
    ],
    ['a line in the wrong order', '\n\nviewer user:bob order:1', /Relationship 3, .*viewer/],
    [
      'a relation that the model does not have',
      ['user:bob viewer order:1', 'user:bob viewr order:1'],
      /Relationship 2, .*no relation "viewr"/,
    ],
    ['a type that the model does not have', 'user:bob viewer invoice:1', /Relationship 1, .*invoice/],
    ['an object without its type', 'user:bob viewer 1', /Relationship 1/],
  ])('%s', async (_what, tuples, message) => {
    const failing = startTestApp(ShopModule.register(), { tuples });
    await expect(failing).rejects.toThrow(message);
    await expect(failing).rejects.toBeInstanceOf(TestAppError);
  });

  it('a module without ZeroTrustModule', async () => {
    await expect(startTestApp(PlainModule)).rejects.toThrow(/does not import ZeroTrustModule.*root module/);
  });

  it('a time that is none', async () => {
    await expect(startTestApp(ShopModule.register(), { now: 'tomorrow' })).rejects.toThrow(
      /"tomorrow" is no point in time; write '2027-06-30T12:00:00Z'/,
    );
    const clock = frozenClock(0);
    for (const ms of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => clock.advance(ms)).toThrow(RangeError);
    expect(clock.now()).toBe(0);
  });

  it('an application that would not start in production either', async () => {
    const failing = startTestApp(ShopModule.register({ controllers: [UndeclaredController] }));
    await expect(failing).rejects.toMatchObject({ code: 'ZT_BOOT_REFUSED' });
  });

  it('a caller, path or tuple that there cannot be', async () => {
    await using api = await startTestApp(ShopModule.register());
    const issuer = 'https://other.example.com';
    expect(() => api.as('bob', { issuer })).toThrow(
      `does not trust the issuer ${issuer}; it trusts ${ISSUER}`,
    );
    await expect(api.service('spiffe://example.org/billing').get('/orders/1')).rejects.toThrow(
      /believes no client certificate; .*identity\.certificates/,
    );
    await expect(api.anonymous().get('orders/1')).rejects.toThrow('"orders/1" should begin with "/"');
    await expect(api.unrelate('user:bob viewer order:1')).rejects.toThrow(/Relationship 1/);
  });

  it('a request after the end', async () => {
    const api = await startTestApp(ShopModule.register());
    await Promise.all([api.close(), api.close()]);
    await expect(api.anonymous().get('/orders/1')).rejects.toThrow('is closed; call close() last');
  });
});
