import { Inject, Injectable } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService } from '@nestjs/core';
import type { Finding } from '../../kernel/errors.js';
import type { Constructor } from '../../kernel/route-declaration.js';
import { classChain } from './class-methods.js';
import { readHandlerMark } from './handler-marks.js';
import { declarationsOn } from './declarations-on.js';
import { overrideFindings } from './override-findings.js';

/** Finds controls that stand where nothing reads them: they look like protection, and are none. */
@Injectable()
export class StrayDeclarations {
  constructor(@Inject(DiscoveryService) private readonly discovery: DiscoveryService) {}

  findings(): readonly Finding[] {
    const controllers = classesOf(this.discovery.getControllers());
    const providers = classesOf(this.discovery.getProviders()).filter(
      (holder) => !controllers.includes(holder),
    );
    return [
      ...controllers.flatMap((holder) => [...strayMembers(holder), ...overrideFindings(holder)]),
      ...providers.flatMap((holder) => [...strayClass(holder), ...strayMembers(holder)]),
    ];
  }
}

function classesOf(wrappers: readonly { readonly metatype: unknown }[]): readonly Constructor[] {
  const classes = wrappers
    .map(({ metatype }) => metatype)
    .filter(
      (metatype): metatype is Constructor =>
        typeof metatype === 'function' && typeof metatype.prototype === 'object',
    );
  return [...new Set(classes)];
}

/** On a provider: only handlers within it, of messages or GraphQL, give a declaration on the class a meaning. */
function strayClass(holder: Constructor): readonly Finding[] {
  const names = declarationsOn(holder);
  if (names.length === 0 || membersOf(holder).some(({ name, value }) => isHandler(name, value))) return [];
  return [finding(holder.name, names, 'a class that is no controller')];
}

function strayMembers(holder: Constructor): readonly Finding[] {
  return classChain(holder)
    .flatMap((each) => [
      ...strayProperties(each, each.prototype as object),
      ...membersOf(each)
        .filter(({ name, value }) => !isHandler(name, value))
        .map(({ name, value }) =>
          finding(`${each.name}.${name}`, declarationsOn(value), 'a method that is no handler'),
        ),
      ...staticMembersOf(each).map(({ name, value }) =>
        finding(`${each.name}.${name}`, declarationsOn(value), 'a static method, which is never a handler'),
      ),
    ])
    .filter(({ problem }) => problem !== '');
}

/** A decorator on a getter or a property leaves its mark on the prototype. */
function strayProperties(holder: Constructor, prototype: object): readonly Finding[] {
  const names = declarationsOn(prototype);
  return names.length === 0
    ? []
    : [finding(holder.name, names, 'a property or getter, which is never a handler')];
}

interface Member {
  readonly name: string;
  readonly value: object;
}

function membersOf(holder: Constructor): readonly Member[] {
  return functionsOf(holder.prototype as object);
}

function staticMembersOf(holder: Constructor): readonly Member[] {
  return functionsOf(holder);
}

/** Also those with symbols for names, which Nest does not see. */
function functionsOf(holder: object): readonly Member[] {
  return Reflect.ownKeys(holder).flatMap((key) => {
    const value: unknown = Object.getOwnPropertyDescriptor(holder, key)?.value;
    if (key === 'constructor' || key === 'prototype' || typeof value !== 'function') return [];
    return [{ name: String(key), value }];
  });
}

function isHandler(name: string, method: object): boolean {
  if (name.startsWith('Symbol(')) return false;
  return Reflect.hasMetadata(PATH_METADATA, method) || readHandlerMark(method, name) !== undefined;
}

function finding(where: string, names: readonly string[], place: string): Finding {
  if (names.length === 0) return { where, problem: '', remedy: '' };
  return {
    where,
    problem: `@${names.join(', @')} ${names.length === 1 ? 'stands' : 'stand'} on ${place}: nothing is checked there`,
    remedy: 'Move it to the handler, or to the controller, that it is meant for.',
  };
}
