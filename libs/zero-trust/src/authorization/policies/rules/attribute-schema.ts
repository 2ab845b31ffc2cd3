import type { Environment } from '@marcbachmann/cel-js/evaluator';
import { celType } from '../../cel/cel-environment.js';
import {
  group,
  single,
  type AttributeGroup,
  type AttributeKind,
  type DeclarableType,
} from './attribute-type.js';

/** Attributes that a file declares for itself, by name. */
export interface DeclaredAttributes {
  readonly subject: ReadonlyMap<string, DeclarableType>;
  readonly object: ReadonlyMap<string, DeclarableType>;
}

/** Everything that a rule may read, as the members of one group: `subject`, `object`, `action`, `params`, `environment`. */
export type AttributeSchema = AttributeGroup;

/** What rules of one file may read: what `PolicyInput` has, and what the file declares below `attributes`. */
export function attributeSchema({ subject, object }: DeclaredAttributes): AttributeSchema {
  return group('Input', [
    [
      'subject',
      group('Subject', [...subjectFields(), ['attributes', declared('SubjectAttributes', subject)]]),
    ],
    ['object', group('Object', [...objectFields(), ['attributes', declared('ObjectAttributes', object)]])],
    ['action', single('string')],
    ['params', { kind: 'single', type: { kind: 'map', element: { kind: 'string' } } }],
    ['environment', environment()],
  ]);
}

/** Tells the language about everything that a rule may read. */
export function declareAttributes(target: Environment, schema: AttributeSchema): void {
  for (const kind of schema.fields.values()) registerTypes(target, kind);
  for (const [name, kind] of schema.fields) target.registerVariable(name, typeName(kind));
}

function registerTypes(target: Environment, kind: AttributeKind): void {
  if (kind.kind === 'single') return;
  for (const field of kind.fields.values()) registerTypes(target, field);
  const fields = Object.fromEntries(Array.from(kind.fields, ([name, field]) => [name, typeName(field)]));
  target.registerType(kind.typeName, { ctor: kind.construct, fields });
}

function typeName(kind: AttributeKind): string {
  return kind.kind === 'group' ? kind.typeName : celType(kind.type);
}

function declared(name: string, types: ReadonlyMap<string, DeclarableType>): AttributeGroup {
  return group(
    name,
    Array.from(types, ([attribute, type]) => [attribute, single(type)] as const),
  );
}

type Fields = readonly (readonly [string, AttributeKind])[];

function subjectFields(): Fields {
  return [
    ['issuer', single('string')],
    ['id', single('string')],
    ['roles', single('list<string>')],
    ['permissions', single('list<string>', listOfSet)],
    ['department', single('string')],
    ['clearance', single('int')],
    ['tier', single('string')],
    ['tenant', single('string')],
    [
      'authentication',
      group('Authentication', [
        ['acr', single('string')],
        ['amr', single('list<string>')],
        ['time', single('timestamp', dateOfSeconds)],
      ]),
    ],
  ];
}

function objectFields(): Fields {
  return [
    ['type', single('string')],
    ['id', single('string')],
    ['owner', single('string')],
    ['tenant', single('string')],
    ['classification', single('string')],
    ['sensitive', single('bool')],
    ['timeZone', single('string')],
  ];
}

function environment(): AttributeGroup {
  return group('Environment', [
    ['now', single('timestamp')],
    ['sourceAddress', single('ipaddress')],
    ['country', single('string')],
    [
      'device',
      group('Device', [
        ['id', single('string')],
        ['trusted', single('bool')],
      ]),
    ],
    ['risk', single('int', roundedUp)],
  ]);
}

function listOfSet(value: unknown): unknown {
  return value instanceof Set ? [...(value as ReadonlySet<unknown>)] : value;
}

function dateOfSeconds(value: unknown): unknown {
  return typeof value === 'number' ? new Date(value * 1_000) : value;
}

/** A risk between two whole numbers counts as the higher one. */
function roundedUp(value: unknown): unknown {
  return typeof value === 'number' ? Math.ceil(value) : value;
}
