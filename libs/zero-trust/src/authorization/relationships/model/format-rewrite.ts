import { describeRestriction, type Rewrite } from './authorization-model.js';
import { operandsOf } from './rewrite-parts.js';

/** The rewrite as the model writes it. */
export function formatRewrite(rewrite: Rewrite): string {
  switch (rewrite.kind) {
    case 'direct':
      return `[${rewrite.restrictions.map(describeRestriction).join(', ')}]`;
    case 'computed':
      return rewrite.relation;
    case 'tuple_to_userset':
      return `${rewrite.computed} from ${rewrite.tupleset}`;
    case 'union':
      return rewrite.children.map(formatPart).join(' or ');
    case 'intersection':
      return rewrite.children.map(formatPart).join(' and ');
    case 'difference':
      return `${formatPart(rewrite.base)} but not ${formatPart(rewrite.subtract)}`;
    default:
      return rewrite satisfies never;
  }
}

function formatPart(rewrite: Rewrite): string {
  return operandsOf(rewrite).length === 0 ? formatRewrite(rewrite) : `(${formatRewrite(rewrite)})`;
}
