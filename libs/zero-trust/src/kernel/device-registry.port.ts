import type { RequestContext } from './request-context.js';

/** The device that a request came from. */
export interface Device {
  /** Stable, and proved by the request: a thumbprint of its key or certificate, never what a header claims. */
  readonly id: string;
  /** Whether somebody has vouched for it. */
  readonly trusted: boolean;
}

/** Recognises devices. Asked at most once per request, and only if a policy wants to know. */
export interface DeviceRegistry {
  /** @returns the device, or `undefined` if it is not known; an error or a promise counts as not known. */
  identify(context: RequestContext): Device | undefined;
}

/** Injection token of the {@link DeviceRegistry} port. */
export const DeviceRegistry = Symbol('DeviceRegistry');
