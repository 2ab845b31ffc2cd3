import type { Scalar } from 'yaml';

/**
 * Where a character of an expression stands in the file's text. YAML folds lines and drops indents, but it keeps what is
 * between the blanks in its order.
 */
export function expressionOffset(text: string, node: Scalar, offset: number): number {
  const [start, end] = node.range ?? [0, 0];
  const raw = text.slice(0, end);
  let left = String(node.value).slice(0, offset).replace(/\s/g, '').length;
  let at = bodyStart(raw, start, node.type);
  for (; at < raw.length; at += 1) {
    if (/\s/.test(raw.charAt(at))) continue;
    at += escapeLength(raw, at, node.type);
    if (left === 0) break;
    left -= 1;
  }
  return Math.min(at, raw.length);
}

function bodyStart(raw: string, start: number, type: Scalar['type']): number {
  if (type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE') return start + 1;
  if (type !== 'BLOCK_FOLDED' && type !== 'BLOCK_LITERAL') return start;
  const header = raw.indexOf('\n', start);
  return header === -1 ? raw.length : header + 1;
}

/** How many characters stand before one that had to be escaped. */
function escapeLength(raw: string, at: number, type: Scalar['type']): number {
  if (type === 'QUOTE_DOUBLE') return raw.charAt(at) === '\\' ? 1 : 0;
  return type === 'QUOTE_SINGLE' && raw.startsWith("''", at) ? 1 : 0;
}
