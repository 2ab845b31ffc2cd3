import { DiscoveryService } from '@nestjs/core';

/** Marks a provider as the loader of one type of the relationship graph. */
export const LoadsResourceMarker = DiscoveryService.createDecorator<string>();

/**
 * This provider loads the objects of `type`: it implements `ResourceLoader`.
 *
 * @example
 * @Injectable() @LoadsResource('order')
 * class OrderLoader implements ResourceLoader<Order> { load(id: string) { … } }
 */
export function LoadsResource(type: string): ClassDecorator {
  return LoadsResourceMarker(type);
}
