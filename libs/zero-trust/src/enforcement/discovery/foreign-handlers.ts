import { Inject, Injectable, type CanActivate } from '@nestjs/common';
import { GUARDS_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService } from '@nestjs/core';
import { DENIED_OUTSIDE_HTTP } from '../../kernel/denied-outside-http.decorator.js';
import { AccessDeniedError, type Finding } from '../../kernel/errors.js';
import { declaredOn, type Constructor } from '../../kernel/route-declaration.js';
import { contextUnsupported } from '../context-unsupported.js';
import { EnforcementOptions } from '../enforcement.options.js';
import { classChain, methodsOf } from './class-methods.js';
import { readHandlerMark, type HandlerMark } from './handler-marks.js';

/** A handler that is not reached over HTTP. */
export interface ForeignHandler extends HandlerMark {
  /** `OrdersGateway.subscribe`. */
  readonly name: string;
  /** Why it stays although nobody may call it; empty if nobody has said so. */
  readonly reasons: readonly string[];
}

/** One guard for each way in, so that it is bound once however often the module is made. */
const DENIALS = new Map<string, CanActivate>();

/**
 * Finds and denies handlers of messages, web sockets and GraphQL. Nest runs no global guard on all of them, so the denial is
 * bound to each handler when the module is made: before a microservice or gateway can be connected.
 */
@Injectable()
export class ForeignHandlers {
  #all: readonly ForeignHandler[] = [];

  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(EnforcementOptions) private readonly options: EnforcementOptions,
  ) {
    this.discover();
  }

  /** In the order of discovery; none where guards are bound by hand. */
  get all(): readonly ForeignHandler[] {
    return this.#all;
  }

  /** Looks again, now that providers made by factories are there too. */
  findings(): readonly Finding[] {
    this.discover();
    return this.#all.flatMap(findingOf);
  }

  private discover(): void {
    if (!this.options.global) return;
    const wrappers = [...this.discovery.getControllers(), ...this.discovery.getProviders()];
    const classes = new Set(wrappers.flatMap(({ metatype, instance }) => classesOf(metatype, instance)));
    this.#all = [...classes].flatMap(handlersOf);
  }
}

/** The class that a wrapper names and the one that a factory made an instance of. */
function classesOf(metatype: unknown, instance: unknown): readonly Constructor[] {
  const made = typeof instance === 'object' && instance !== null ? instance.constructor : undefined;
  return [metatype, made].filter(
    (candidate): candidate is Constructor =>
      typeof candidate === 'function' && typeof candidate.prototype === 'object',
  );
}

function handlersOf(holder: Constructor): readonly ForeignHandler[] {
  return methodsOf(holder).flatMap(({ name, method }) => {
    const mark = readHandlerMark(method, name);
    if (mark === undefined) return [];
    bindDenial(method, mark.contextType);
    const holders = [...classChain(holder), method];
    const reasons = holders.flatMap((each) => declaredOn(each, DENIED_OUTSIDE_HTTP));
    return [{ ...mark, name: `${holder.name}.${name}`, reasons }];
  });
}

function bindDenial(method: object, contextType: string): void {
  const denial = denialOf(contextType);
  const bound = (Reflect.getMetadata(GUARDS_METADATA, method) ?? []) as readonly unknown[];
  if (!bound.includes(denial)) Reflect.defineMetadata(GUARDS_METADATA, [denial, ...bound], method);
}

function denialOf(contextType: string): CanActivate {
  const known = DENIALS.get(contextType);
  if (known !== undefined) return known;
  const denial: CanActivate = {
    canActivate: (execution) => {
      // A handler may answer over HTTP as well; there, the guard of all routes judges it.
      if (execution.getType() === 'http') return true;
      throw new AccessDeniedError(contextUnsupported(contextType));
    },
  };
  DENIALS.set(contextType, denial);
  return denial;
}

function findingOf({ name, method, path, kind, reasons }: ForeignHandler): readonly Finding[] {
  if (reasons.length > 0 && reasons.every(isReason)) return [];
  return [
    {
      where: `${name} (${method} ${path})`,
      problem:
        reasons.length > 0
          ? '@DeniedOutsideHttp gives no reason'
          : `is a ${kind} handler, which no policy covers yet: every call of it is denied`,
      remedy:
        "Offer it over HTTP, remove it, or confirm that nobody needs it: @DeniedOutsideHttp('not connected in this release').",
    },
  ];
}

function isReason(reason: unknown): boolean {
  return typeof reason === 'string' && reason.trim() !== '';
}
