import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { IsString } from 'class-validator';
import {
  Accessible,
  CanAccess,
  denied,
  LoadsResource,
  permit,
  Policy,
  ReportOnly,
  Resource,
  Scopes,
  type AccessPolicy,
  type PolicyResult,
  type ReportOnlyRule,
  type ResourceLoader,
} from 'nestjs-zero-trust';
import { startGuardedApp, type Platform } from '../guarded-app.js';

const AT_FIRST = { now: Date.parse('2030-01-01T12:00:00Z'), late: denied('too late') };

/** What the specs change. */
export const world: { now: number; late: PolicyResult | Promise<PolicyResult> } = { ...AT_FIRST };

/** Puts it back. */
export function resetWorld(): void {
  Object.assign(world, AT_FIRST);
}

class TooLate implements AccessPolicy {
  evaluate(): PolicyResult | Promise<PolicyResult> {
    return world.late;
  }
}

class TooFar implements AccessPolicy {
  evaluate(): PolicyResult {
    return denied('too far');
  }
}

class Fine implements AccessPolicy {
  evaluate(): PolicyResult {
    return permit();
  }
}

@LoadsResource('order')
class OrderLoader implements ResourceLoader<{ readonly id: string }> {
  load(id: string) {
    return id === 'absent' ? undefined : { id };
  }
}

/** The body of a new order. */
export class NewOrder {
  @IsString()
  readonly name!: string;

  @IsString()
  readonly organizationId!: string;
}

@Controller()
class OrdersController {
  @Get('orders')
  @Scopes('orders:read')
  async list(@Accessible('viewer', 'order') orders: Accessible): Promise<object> {
    return { ids: await orders.ids() };
  }

  @Get('orders/:id')
  @Scopes('orders:read')
  @CanAccess('viewer', 'order')
  @Policy(TooLate)
  find(@Resource() order: object): object {
    return order;
  }

  @Get('fine/:id')
  @CanAccess('viewer', 'order')
  @Policy(Fine, TooFar)
  fine(@Resource() order: object): object {
    return order;
  }

  @Post('orders')
  @CanAccess('member', 'organization', { from: 'body.organizationId' })
  create(@Body() order: NewOrder): object {
    return { created: order.name };
  }

  @Get('declared/:id')
  @CanAccess('viewer', 'order')
  @ReportOnly('tried on this route')
  declared(@Param('id') id: string): object {
    return { id };
  }
}

/** What a spec starts with. */
export interface ReportOnlyStart {
  readonly platform?: Platform;
  readonly reportOnly?: readonly ReportOnlyRule[];
  readonly management?: boolean;
  readonly stageTimeoutMs?: number;
}

/** Starts the orders that the rules are tried on. */
export function startReportOnly({ platform, ...options }: ReportOnlyStart) {
  return startGuardedApp({
    ...(platform === undefined ? {} : { platform }),
    clock: { now: () => world.now },
    controllers: [OrdersController],
    providers: [OrderLoader, TooLate, TooFar, Fine],
    options: { visibleBy: { order: 'viewer' }, hiddenAnswerMs: 0, ...options },
  });
}

export const reason = 'tried on real traffic';
export const bob = { as: 'bob', scope: 'orders:read' };
export const mallory = { as: 'mallory', scope: 'orders:write' };
