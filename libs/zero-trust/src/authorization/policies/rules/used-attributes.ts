import type { ASTNode } from '@marcbachmann/cel-js';
import { ExpressionError } from '../../cel/expression-error.js';
import { nodesOf } from '../../cel/expression-tree.js';
import type { AttributeGroup, AttributeKind } from './attribute-type.js';

interface Resolved {
  readonly path: string;
  readonly kind: AttributeKind;
}

/**
 * The attributes that a parsed expression names, as paths: `subject.clearance`.
 *
 * @throws {ExpressionError} at an attribute that there is not, also within `has(…)`, where the type check does not look;
 * and at a whole group, of which it could not be told what is read
 */
export function usedAttributes(root: ASTNode, schema: AttributeGroup): readonly string[] {
  const resolved = new Map<ASTNode, Resolved>();
  const groups = new Set<ASTNode>();
  const used = new Set<string>();
  // Operands come first.
  for (const node of nodesOf(root)) {
    const holder = node.op === '.' ? resolved.get(node.args[0]) : undefined;
    if (node.op === '.') groups.delete(node.args[0]);
    const found = node.op === 'id' ? member(schema, node.args) : memberBelow(holder, node);
    if (found === undefined) continue;
    resolved.set(node, found);
    if (found.kind.kind === 'group') groups.add(node);
    else used.add(found.path);
  }
  const [whole] = groups;
  if (whole === undefined) return [...used];
  const { path } = resolved.get(whole) as Resolved;
  throw new ExpressionError(`"${path}" stands for several attributes; name one of them`, whole.range.start);
}

function member({ fields }: AttributeGroup, name: string, above?: string): Resolved | undefined {
  const kind = fields.get(name);
  return kind && { path: above === undefined ? name : `${above}.${name}`, kind };
}

function memberBelow(holder: Resolved | undefined, node: ASTNode): Resolved | undefined {
  if (holder?.kind.kind !== 'group' || node.op !== '.') return undefined;
  const found = member(holder.kind, node.args[1], holder.path);
  if (found !== undefined) return found;
  throw new ExpressionError(`there is no attribute "${holder.path}.${node.args[1]}"`, node.range.start);
}
