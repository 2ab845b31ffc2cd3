import type { ASTNode } from '@marcbachmann/cel-js';

/** The operands of a node as they were written, also those of a macro. */
export function operandsOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'in':
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '[]':
    case '[?]':
    case '?:':
    case '&&':
    case '||':
    case 'list':
      return node.args;
    default:
      return unreachable(node);
  }
}

/** Every node of an expression, operands before what they are operands of. */
export function nodesOf(root: ASTNode): readonly ASTNode[] {
  const nodes: ASTNode[] = [];
  const pending = [root];
  // Not by recursion: a chain of operators is as deep as it is long.
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    nodes.push(node);
    pending.push(...operandsOf(node));
  }
  return nodes.toReversed();
}

function unreachable(node: never): never {
  throw new TypeError(`No operands are known for ${JSON.stringify(node)}`);
}
