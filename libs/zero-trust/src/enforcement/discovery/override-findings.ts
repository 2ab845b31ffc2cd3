import { PATH_METADATA } from '@nestjs/common/constants.js';
import type { Finding } from '../../kernel/errors.js';
import type { Constructor } from '../../kernel/route-declaration.js';
import { classChain, methodsOf } from './class-methods.js';
import { declarationsOn } from './declarations-on.js';

/** What a handler may leave out that the method it overrides has: it says nothing about who may call it. */
const HARMLESS = [
  'Action',
  'Consumes',
  'Returns',
  'ReturnsUnfiltered',
  'ReportOnly',
  'WeakerThan',
  'Public',
  'NoObjectCheck',
];

/** Decorators are not inherited with a method that is overridden: its controls are gone, or the whole route. */
export function overrideFindings(controller: Constructor): readonly Finding[] {
  return methodsOf(controller).flatMap(({ name, method }) =>
    overridden(controller, name, method).flatMap((base) => compare({ controller, name, method, base })),
  );
}

interface Override {
  readonly controller: Constructor;
  readonly name: string;
  readonly method: object;
  readonly base: { readonly holder: Constructor; readonly method: object };
}

/** The methods of base classes that a method takes the place of. */
function overridden(controller: Constructor, name: string, method: object): readonly Override['base'][] {
  return classChain(controller).flatMap((holder) => {
    const own: unknown = Object.getOwnPropertyDescriptor(holder.prototype, name)?.value;
    return typeof own === 'function' && own !== method ? [{ holder, method: own }] : [];
  });
}

function compare({ controller, name, method, base }: Override): readonly Finding[] {
  if (!Reflect.hasMetadata(PATH_METADATA, base.method)) return [];
  const where = `${controller.name}.${name}`;
  const former = `${base.holder.name}.${name}`;
  if (!Reflect.hasMetadata(PATH_METADATA, method)) {
    return [
      {
        where,
        problem: `overrides the handler ${former} without its decorators: the route is gone`,
        remedy: 'Repeat the decorators, or give the method another name.',
      },
    ];
  }
  const own = declarationsOn(method);
  // Whoever opens it says so, and why.
  if (own.includes('Public')) return [];
  const lost = declarationsOn(base.method).filter((each) => !HARMLESS.includes(each) && !own.includes(each));
  if (lost.length === 0) return [];
  return [
    {
      where,
      problem: `overrides ${former} and loses its @${lost.join(', @')}: decorators of a method are not inherited`,
      remedy: 'Repeat them on the overriding method.',
    },
  ];
}
