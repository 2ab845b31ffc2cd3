import { Injectable } from '@nestjs/common';
import {
  LoadsResource,
  permit,
  denied,
  type AccessPolicy,
  type PolicyInput,
  type PolicyResult,
  type ResourceLoader,
} from 'nestjs-zero-trust';

/** Permits whoever has clearance 3, and breaks for clearance 9. */
@Injectable()
export class NeedsClearance implements AccessPolicy {
  evaluate({ subject }: PolicyInput): PolicyResult {
    const { clearance } = subject;
    if (clearance === 9) throw new Error('broken');
    return clearance === 3 ? permit() : denied('clearance');
  }
}

/** Permits the resource's owner. */
@Injectable()
export class OwnerOnly implements AccessPolicy<{ owner: string }> {
  evaluate({ subject, resource }: PolicyInput<{ owner: string }>): PolicyResult {
    return resource.owner === subject.id ? permit() : denied('not the owner');
  }
}

/** Permits on a condition that nobody can meet for one field. */
@Injectable()
export class OnlyMasked implements AccessPolicy {
  evaluate(): PolicyResult {
    return permit({ type: 'mask', fields: ['anything'] });
  }
}

@Injectable()
export class MasksCustomer implements AccessPolicy {
  evaluate(): PolicyResult {
    return permit({ type: 'mask', fields: ['customer.email', 'total'] });
  }
}

@Injectable()
@LoadsResource('order')
export class Orders implements ResourceLoader {
  load(id: string) {
    return { id, owner: id === '1' ? 'alice' : 'carol' };
  }
}
