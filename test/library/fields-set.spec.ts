import { Body, Controller, Patch, Post } from '@nestjs/common';
import { Expose, Transform, Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { CanAccess, Returns, Scopes, Writable } from 'nestjs-zero-trust';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NeedsClearance, Orders } from './support/fields/policies.js';
import { PLATFORMS, startGuardedApp, type GuardedApp } from './support/guarded-app.js';

class LineDto {
  @IsString() readonly sku!: string;
  @IsOptional() @IsInt() @Writable({ relation: 'editor' }) readonly priceCents?: number;
}

/** Found in a set only. */
class ExtraDto {
  @IsString() readonly sku!: string;
  @IsOptional() @IsInt() @Writable({ relation: 'editor' }) readonly priceCents?: number;
  @Expose({ name: 'discount' })
  @IsOptional()
  @IsInt()
  @Writable({ relation: 'editor' })
  readonly discountCents?: number;
}

class BaseDto {
  @IsOptional() @IsString() @Writable({ relation: 'editor' }) readonly notes?: string | null;
}

class PatchDto extends BaseDto {
  @IsOptional() @IsString() readonly name?: string;
  @IsOptional() @IsString() @Writable(NeedsClearance) readonly status: string = 'pending';
  /** What a body calls `discount`. */
  @Expose({ name: 'discount' })
  @IsOptional()
  @IsInt()
  @Writable({ relation: 'editor' })
  readonly discountCents?: number;
  /** Made of another field. */
  @Expose()
  @Transform(({ obj }: { obj: { rate?: number } }) => obj.rate)
  @IsOptional()
  @IsInt()
  @Writable({ relation: 'editor' })
  readonly margin?: number;
  @IsOptional() @IsInt() readonly rate?: number;
  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => LineDto) readonly lines?: LineDto[];
  @IsOptional() @ValidateNested() @Type(() => ExtraDto) readonly extras?: Set<ExtraDto>;
  /** Weakens nothing: the rule of the base class holds all the same. */
  @IsOptional() @IsString() declare readonly notes?: string | null;
}

class CreateDto {
  @IsString() readonly organizationId!: string;
  @IsOptional() @IsInt() @Writable({ relation: 'admin' }) readonly marginCents?: number;
}

class CloseDto {
  @IsArray() readonly orderIds!: string[];
  @IsOptional() @IsString() @Writable({ relation: 'editor' }) readonly reason?: string;
}

@Controller('set')
class SetController {
  @Patch(':id') @CanAccess('viewer', 'order') @Returns() change(@Body() body: PatchDto): string {
    return Object.keys(body).join();
  }
  @Post() @CanAccess('member', 'organization', { from: 'body.organizationId' }) @Returns() create(
    @Body() body: CreateDto,
  ): string {
    return Object.keys(body).join();
  }
  @Post('close') @Scopes('write') @CanAccess('viewer', 'order', { from: 'body.orderIds[]' }) @Returns() close(
    @Body() body: CloseDto,
  ): string {
    return Object.keys(body).join();
  }
}

describe.each(PLATFORMS)('on %s a body', (platform) => {
  let app: GuardedApp;
  beforeAll(async () => {
    app = await startGuardedApp({
      platform,
      controllers: [SetController],
      providers: [NeedsClearance, Orders],
      options: { fields: { undeclared: 'refuse' } },
    });
  });
  afterAll(() => app[Symbol.asyncDispose]());

  const patch = (json: unknown, as = 'bob', claims = {}) =>
    app.request('PATCH', '/set/1', { as, json, claims });
  const refused = async (json: unknown, as?: string, claims?: object) => {
    const response = await patch(json, as, claims);
    const problem = (await response.json()) as { code: string; errors: { pointer: string }[] };
    expect([response.status, problem.code]).toEqual([403, 'ZT_FIELD_NOT_WRITABLE']);
    return problem.errors.map(({ pointer }) => pointer);
  };

  it('may set what everybody may set, and guarded fields by whom the rules permit', async () => {
    expect((await patch({ name: 'x', rate: undefined, lines: [{ sku: 'A' }] })).status).toBe(200);
    expect((await patch({ notes: 'x', lines: [{ sku: 'A', priceCents: 1 }] }, 'alice')).status).toBe(200);
    expect((await patch({ status: 'open' }, 'bob', { clearance: 3 })).status).toBe(200);
  });

  it('is refused with every field that the caller may not set', async () => {
    const json = {
      name: 'x',
      notes: 'x',
      status: 'open',
      lines: [{ sku: 'A' }, { sku: 'B', priceCents: 1 }],
    };
    expect(await refused(json)).toEqual(['/notes', '/status', '/lines/1/priceCents']);
    expect(await refused(json, 'alice')).toEqual(['/status']);
  });

  it('is refused for a guarded field within a set', async () => {
    expect((await patch({ extras: [{ sku: 'A' }] })).status).toBe(200);
    expect(await refused({ extras: [{ sku: 'A', priceCents: 1 }] })).toEqual(['/extras/0/priceCents']);
    expect(await refused({ extras: [{ sku: 'A', discount: 1 }] })).toEqual(['/extras/0/discountCents']);
    expect((await patch({ extras: [{ sku: 'A', priceCents: 1 }] }, 'alice')).status).toBe(200);
  });

  it.each([null, 'pending'])('is refused for a guarded field that holds %j', async (status) => {
    expect(await refused({ status })).toEqual(['/status']);
    expect(await refused({ notes: null })).toEqual(['/notes']);
  });

  it('is refused for a guarded field under another name, or made of another field', async () => {
    expect(await refused({ discount: 5 })).toEqual(['/discountCents']);
    expect(await refused({ rate: 5 })).toEqual(['/margin']);
  });

  it('is judged only after it was found valid, and access granted', async () => {
    expect((await patch({ notes: 5 })).status).toBe(400);
    expect((await patch({ notes: 'x', unknown: 1 })).status).toBe(400);
    const hidden = await app.request('PATCH', '/set/2', { as: 'bob', json: { notes: 'x' } });
    expect(await hidden.json()).toMatchObject({ code: 'ZT_RELATION_MISSING' });
  });

  it('is judged by the object that the route checks, whichever it is', async () => {
    const send = (as: string) =>
      app.request('POST', '/set', { as, json: { organizationId: 'acme', marginCents: 1 } });
    expect((await send('alice')).status).toBe(201);
    expect((await send('bob')).status).toBe(403);
  });

  it('must be permitted for every object of a list', async () => {
    const send = (as: string, orderIds: string[]) =>
      app.request('POST', '/set/close', { as, scope: 'write', json: { orderIds, reason: 'x' } });
    expect((await send('alice', ['1'])).status).toBe(201);
    expect((await send('bob', ['1'])).status).toBe(403);
  });
});
