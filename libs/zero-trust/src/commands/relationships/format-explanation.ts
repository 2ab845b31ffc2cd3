import type {
  Explanation,
  ExplanationNode,
} from '../../authorization/relationships/relationship-engine.port.js';

const MARKS = { granted: '✓', not_granted: '✗', undecided: '?' } as const;

/** An explanation as an indented tree: what was asked, by which rule, and the tuple that decided. */
export function formatExplanation({ allowed, tree }: Explanation): string {
  return [...lines(tree, ''), '', allowed ? 'granted' : 'denied'].join('\n');
}

function lines(shown: ExplanationNode, indent: string): readonly string[] {
  const node = withoutEcho(shown);
  const own = `${indent}${MARKS[node.outcome]} ${node.question}  by ${node.rule}`;
  const details = [
    ...(node.tuple === undefined ? [] : [`${indent}    tuple ${node.tuple}`]),
    ...(node.condition === undefined ? [] : [`${indent}    condition ${node.condition}`]),
  ];
  return [own, ...details, ...node.children.flatMap((child) => lines(child, `${indent}  `))];
}

/** A step that only says what its one child says again is left out. */
function withoutEcho(node: ExplanationNode): ExplanationNode {
  const [child, ...others] = node.children;
  const isEcho =
    child !== undefined &&
    others.length === 0 &&
    node.tuple === undefined &&
    node.condition === undefined &&
    child.question === node.question &&
    child.rule === node.rule &&
    child.outcome === node.outcome;
  return isEcho ? withoutEcho(child) : node;
}
