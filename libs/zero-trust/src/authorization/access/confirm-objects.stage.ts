import { Injectable } from '@nestjs/common';
import { ALLOW, deny, type Deny } from '../../kernel/decision.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { Stage, StageCheck } from '../../kernel/stage.js';
import { CAN_ACCESS } from './can-access.decorator.js';
import { compileObjectIdReader, locateObjectId } from './object-id.js';

/**
 * Does the handler get the very ids that were judged? A DTO that renames or rewrites the property behind an id would
 * otherwise let a caller have one object judged and reach another.
 */
@Injectable()
export class ConfirmObjectsStage implements Stage {
  readonly name = 'confirm-objects';

  compile(route: RouteDeclaration): StageCheck | undefined {
    // The relationship stage keeps one object per requirement, in their order.
    const readers = route.declared(CAN_ACCESS).map((requirement) => {
      const source = locateObjectId(requirement, route) ?? '';
      return /^(?:body|query)\./.test(source) ? compileObjectIdReader(source) : undefined;
    });
    if (readers.every((read) => read === undefined)) return undefined;
    return ({ objects, request }) => {
      const moved = readers.findIndex(
        (read, index) => read !== undefined && read(request) !== objects[index]?.id,
      );
      return moved === -1 ? ALLOW : rewritten(objects[moved]?.type ?? 'object');
    };
  }

  /** Part of the control that the relationship stage describes. */
  describe(): undefined {
    return undefined;
  }
}

function rewritten(type: string): Deny {
  return deny({
    code: 'ZT_OBJECT_ID_INVALID',
    kind: 'forbidden',
    detail: `The request must name exactly one well-formed ${type} id.`,
    reason: `the DTO gives the handler another ${type} id than the one that was judged`,
    evidence: { type },
  });
}
