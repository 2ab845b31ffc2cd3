import { Inject, Injectable } from '@nestjs/common';
import type { AccessedObject } from '../../kernel/accessed-object.js';
import { ALLOW, deny, type Decision, type Deny } from '../../kernel/decision.js';
import { chain, type MaybePromise } from '../../kernel/maybe-promise.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding, Stage, StageCheck } from '../../kernel/stage.js';
import { requirementsOf } from '../access/can-access.decorator.js';
import { bodyClassOf, describeFields } from './describe-fields.js';
import { FieldQuestions } from './field-questions.js';
import { FieldRules } from './field-rules.js';
import { compileWritableRule, reportWritable } from './writable-rules.js';
import { WritableFields, type SentField } from './writable-fields.js';

/** How many fields a refusal lists. */
const MAX_PROBLEMS = 50;

/** May the caller set each field that it sends? */
@Injectable()
export class CheckFieldsStage implements Stage {
  readonly name = 'check-fields';

  constructor(@Inject(FieldRules) private readonly rules: FieldRules) {}

  compile(route: RouteDeclaration, report: ReportFinding): StageCheck | undefined {
    const objectType = requirementsOf(route)[0]?.type;
    const parts = this.rules.parts(report);
    reportWritable(route, report);
    const type = bodyClassOf(route);
    if (type === undefined) return undefined;
    const fields = new WritableFields(type, (rule, where) =>
      compileWritableRule(rule, { where, objectType, parts }),
    );
    if (fields.isEmpty) return undefined;
    return (context) =>
      this.check(context, fields.sentIn(context.request.receivedBody, context.request.body), objectType);
  }

  describe(route: RouteDeclaration): readonly string[] {
    return describeFields(route, bodyClassOf(route));
  }

  private check(
    context: RequestContext,
    sent: readonly SentField[],
    objectType: string | undefined,
  ): MaybePromise<Decision> {
    if (sent.length === 0) return ALLOW;
    const questions = new FieldQuestions(context, this.rules.judges);
    const objects = judgedObjects(context, objectType);
    if (objects === undefined) return notWritable(sent.map(({ pointer }) => pointer));
    const asked = sent.map(({ pointer, rules }) => ({
      pointer,
      questions: rules.flatMap((rule) => objects.map((object) => questions.add(rule, object))),
    }));
    return chain(questions.settle(), () => {
      const refused = asked.filter((field) => !field.questions.every(({ holds }) => holds));
      return refused.length === 0 ? ALLOW : notWritable(refused.map(({ pointer }) => pointer));
    });
  }
}

/**
 * Of several objects each must allow it; where the route checks none, rules about the caller alone still can. `undefined` if
 * the route checks one and nobody knows which.
 */
function judgedObjects(
  { objects }: RequestContext,
  type: string | undefined,
): readonly (AccessedObject | undefined)[] | undefined {
  if (type === undefined) return [undefined];
  const judged = objects.filter((object) => object.type === type);
  return judged.length === 0 ? undefined : judged;
}

function notWritable(pointers: readonly string[]): Deny {
  return deny({
    code: 'ZT_FIELD_NOT_WRITABLE',
    kind: 'forbidden',
    detail: 'You may not set every field of this body; `errors` lists those that you may not.',
    reason: `the caller may not set ${pointers.slice(0, MAX_PROBLEMS).join(', ')}`,
    evidence: { fields: pointers.slice(0, MAX_PROBLEMS) },
    problems: pointers
      .slice(0, MAX_PROBLEMS)
      .map((pointer) => ({ pointer, detail: 'may not be set by you' })),
  });
}
