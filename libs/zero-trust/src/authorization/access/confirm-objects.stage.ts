import { Injectable } from '@nestjs/common';
import { ALLOW } from '../../kernel/decision.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { Stage, StageCheck } from '../../kernel/stage.js';
import { requirementsOf } from './can-access.decorator.js';
import { locateObjectId } from './object-id.js';
import { compileObjectIdsReader, isListSource, isRewritable } from './object-ids.reader.js';
import { rewritten } from './refusals.js';

/**
 * Does the handler get the very ids that were judged? A DTO that renames or rewrites the property behind an id would
 * otherwise let a caller have one object judged and reach another.
 */
@Injectable()
export class ConfirmObjectsStage implements Stage {
  readonly name = 'confirm-objects';

  compile(route: RouteDeclaration): StageCheck | undefined {
    const requirements = requirementsOf(route).map((requirement) => {
      const source = locateObjectId(requirement, route);
      const read = isRewritable(source) ? compileObjectIdsReader(source) : undefined;
      return { type: requirement.type, isList: isListSource(source), read };
    });
    if (requirements.every(({ read }) => read === undefined)) return undefined;
    return (context) => {
      const judged = context.judgedIds;
      const moved = requirements.find(
        ({ read }, index) => read !== undefined && !isSame(read(context.request), judged[index]),
      );
      return moved === undefined ? ALLOW : rewritten(moved);
    };
  }

  /** Part of the control that the relationship stage describes. */
  describe(): readonly string[] {
    return [];
  }
}

/** Whether both name the same ids, each of them once; a DTO may sort them. */
function isSame(now: readonly string[] | undefined, judged: readonly string[] | undefined): boolean {
  if (now === undefined || judged === undefined || now.length !== judged.length) return false;
  return now.every((id) => judged.includes(id));
}
