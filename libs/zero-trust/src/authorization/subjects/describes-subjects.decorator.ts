import { DiscoveryService } from '@nestjs/core';

/** Marks the provider that describes callers. */
export const DescribesSubjectsMarker = DiscoveryService.createDecorator();

/**
 * This provider knows more of callers than their claims say: it implements `SubjectDescriber`. There is at most one.
 *
 * @example
 * @Injectable() @DescribesSubjects()
 * class Staff implements SubjectDescriber { describe({ subject }: Principal) { … } }
 */
export function DescribesSubjects(): ClassDecorator {
  return DescribesSubjectsMarker();
}
