import { Controller, Injectable, type Type } from '@nestjs/common';
import { Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { SubscribeMessage } from '@nestjs/websockets';
import { DeniedOutsideHttp, Scopes } from 'nestjs-zero-trust';
import type { Hole } from './hole.js';

@Controller()
class Messages {
  @MessagePattern('orders.find') find(_data: unknown): void {}
}
@Controller()
class Events {
  @EventPattern('orders.paid') paid(_data: unknown): void {}
}
@Controller()
class ScopedMessages {
  // Looks guarded; over messages, nobody asks for scopes.
  @MessagePattern('orders.find') @Scopes('orders:read') find(_data: unknown): void {}
}
@Controller()
@DeniedOutsideHttp('not connected yet')
class DeniedMessages {
  @MessagePattern('orders.find') find(_data: unknown): void {}
  @EventPattern('orders.paid') paid(_data: unknown): void {}
}

@Injectable()
class Sockets {
  @SubscribeMessage('orders.find') find(): void {}
}
@Injectable()
class DeniedSockets {
  @SubscribeMessage('orders.find') @DeniedOutsideHttp('not connected yet') find(): void {}
}

@Resolver('Order')
class Queries {
  @Query('order') order(): void {}
}
@Resolver('Order')
class Mutations {
  @Mutation('close') close(): void {}
}
@Resolver('Order')
class Fields {
  @ResolveField('notes') notes(): void {}
}
@Resolver('Order')
@DeniedOutsideHttp('not served yet')
class DeniedResolver {
  @Query('order') order(): void {}
  @Mutation('close') close(): void {}
  @ResolveField('notes') notes(): void {}
}

interface Handlers {
  readonly name: string;
  readonly where: string;
  readonly problem: string;
}

function ofProvider({ name, where, problem }: Handlers, [hole, twin]: readonly [Type, Type]): Hole {
  return { name, where, problem, hole: { providers: [hole] }, twin: { providers: [twin] } };
}

function ofController({ name, where, problem }: Handlers, hole: Type): Hole {
  return { name, where, problem, hole: { controllers: [hole] }, twin: { controllers: [DeniedMessages] } };
}

/** Handlers of messages, sockets and GraphQL. */
export const FOREIGN_HOLES: readonly Hole[] = [
  ofController(
    { name: 'a message handler', where: 'Messages.find (MESSAGE orders.find)', problem: 'no policy covers' },
    Messages,
  ),
  ofController(
    { name: 'an event handler', where: 'Events.paid (EVENT orders.paid)', problem: 'no policy covers' },
    Events,
  ),
  ofController(
    { name: 'a message handler with scopes', where: 'ScopedMessages.find', problem: 'no policy covers' },
    ScopedMessages,
  ),
  ofProvider(
    { name: 'a gateway', where: 'Sockets.find (SUBSCRIBE orders.find)', problem: 'websocket handler' },
    [Sockets, DeniedSockets],
  ),
  ofProvider({ name: 'a GraphQL query', where: 'Queries.order (QUERY order)', problem: 'graphql handler' }, [
    Queries,
    DeniedResolver,
  ]),
  ofProvider(
    { name: 'a GraphQL mutation', where: 'Mutations.close (MUTATION close)', problem: 'graphql handler' },
    [Mutations, DeniedResolver],
  ),
  ofProvider({ name: 'a GraphQL field', where: 'Fields.notes (FIELD notes)', problem: 'graphql handler' }, [
    Fields,
    DeniedResolver,
  ]),
];
