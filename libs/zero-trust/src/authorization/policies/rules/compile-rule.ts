import type { ASTNode } from '@marcbachmann/cel-js';
import type { ExpressionCompiler } from '../../cel/compile-expression.js';
import { ExpressionError } from '../../cel/expression-error.js';
import { AttributeReader } from './attribute-reader.js';
import type { AttributeSchema } from './attribute-schema.js';
import { CompiledRule, type RuleExpression } from './compiled-rule.js';
import type { RuleDefinition, WrittenExpression } from './rule-file.js';
import type { RuleText } from './rule-text.js';
import { usedAttributes } from './used-attributes.js';

/** What the rules of one file share. */
export interface RuleCompilation {
  readonly text: RuleText;
  readonly schema: AttributeSchema;
  readonly compiler: ExpressionCompiler;
  /** Of all files together. */
  readonly version: string;
}

/** Compiles and type-checks a rule; `undefined` if that fails, which has been reported. */
export function compileRule(
  definition: RuleDefinition,
  compilation: RuleCompilation,
): CompiledRule | undefined {
  const permitIf = compileSide(definition.permitIf, compilation);
  const denyIf = compileSide(definition.denyIf, compilation);
  if (permitIf === 'broken' || denyIf === 'broken') return undefined;
  if (permitIf === undefined && denyIf === undefined) return undefined;
  return new CompiledRule({ definition, version: compilation.version, permitIf, denyIf });
}

function compileSide(
  written: WrittenExpression | undefined,
  { text, schema, compiler }: RuleCompilation,
): RuleExpression | 'broken' | undefined {
  if (written === undefined) return undefined;
  let used: readonly string[] = [];
  const inspect = (root: ASTNode): void => void (used = usedAttributes(root, schema));
  try {
    const evaluate = compiler.compile({ expression: written.text, inspect });
    return { evaluate, reader: new AttributeReader(schema, used) };
  } catch (error) {
    // Nothing else is known to be thrown; if it is, the rule must not be used all the same.
    const { message, offset } =
      error instanceof ExpressionError ? error : new ExpressionError('the expression cannot be used', 0);
    const remedy = 'See docs/policy-rules.md for the attributes and functions that there are.';
    text.reportWithin(written.node, offset, { problem: message, remedy });
    return 'broken';
  }
}
