import 'reflect-metadata';
import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';

/** Names of the rules that a body breaks, by the path of the property, as the API judges it. */
export function brokenRules(
  type: ClassConstructor<object>,
  body: object,
): Readonly<Record<string, readonly string[]>> {
  const instance = plainToInstance(type, body);
  const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true });
  return Object.fromEntries(errors.flatMap((error) => rulesOf(error, '')));
}

function rulesOf({ property, constraints, children = [] }: ValidationError, parent: string): Rule[] {
  const path = `${parent}${property}`;
  const own: Rule[] = constraints === undefined ? [] : [[path, Object.keys(constraints).toSorted()]];
  return [...own, ...children.flatMap((child) => rulesOf(child, `${path}.`))];
}

type Rule = [path: string, names: readonly string[]];
