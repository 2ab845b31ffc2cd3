import type { Request } from 'express';
import type { Principal } from './principal.js';

/** A request after authentication. */
export type PeerRequest = Request<{ id?: string }> & { user?: Principal };
