import { Injectable } from '@nestjs/common';
import type { RoutePlan } from './plan.js';

/** The compiled plans by controller class and handler. */
@Injectable()
export class RoutePlans {
  readonly #byController = new Map<unknown, Map<unknown, RoutePlan>>();
  #all: readonly RoutePlan[] = [];

  /** Every plan, in the order of discovery. */
  get all(): readonly RoutePlan[] {
    return this.#all;
  }

  set(plans: readonly RoutePlan[]): void {
    this.#all = plans;
    this.#byController.clear();
    for (const plan of plans) {
      const { controller, handler } = plan.route;
      const handlers = this.#byController.get(controller) ?? new Map<unknown, RoutePlan>();
      this.#byController.set(controller, handlers.set(handler, plan));
    }
  }

  find(controller: unknown, handler: unknown): RoutePlan | undefined {
    return this.#byController.get(controller)?.get(handler);
  }
}
