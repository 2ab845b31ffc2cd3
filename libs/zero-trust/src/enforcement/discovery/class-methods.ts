import { MetadataScanner } from '@nestjs/core';
import type { Constructor } from '../../kernel/route-declaration.js';

/** A method that a class has, itself or from a base class. */
export interface ClassMethod {
  readonly name: string;
  readonly method: object;
}

const scanner = new MetadataScanner();

/** The methods of a class as Nest finds them: inherited ones too; no getters, no symbols, no static ones. */
export function methodsOf(holder: Constructor): readonly ClassMethod[] {
  const prototype = holder.prototype as Record<string, unknown>;
  return scanner.getAllMethodNames(prototype).flatMap((name) => {
    const method = prototype[name];
    return typeof method === 'function' ? [{ name, method }] : [];
  });
}

/** A class after its base classes. */
export function classChain(holder: Constructor): readonly Constructor[] {
  const parent = Object.getPrototypeOf(holder) as Constructor | null;
  return parent === null || parent === Function.prototype ? [holder] : [...classChain(parent), holder];
}
