import { serve } from '../servers/serve.js';
import { JwtAuthGuard, JwtStrategy } from './shared/jwt.strategy.js';
import { OpenFgaOrderAccess } from './shared/openfga-order-access.js';
import { peer } from './shared/peer.module.js';

/** Peer C: Passport for tokens, an OpenFGA server for relationships. */
const authentication = { guard: JwtAuthGuard, providers: [JwtStrategy] };
await serve(peer({ authentication, orderAccess: OpenFgaOrderAccess }));
