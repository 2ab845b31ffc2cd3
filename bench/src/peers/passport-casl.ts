import { serve } from '../servers/serve.js';
import { CaslOrderAccess } from './shared/casl-order-access.js';
import { JwtAuthGuard, JwtStrategy } from './shared/jwt.strategy.js';
import { peer } from './shared/peer.module.js';

/** Peer C': Passport for tokens, CASL in process for access. */
const authentication = { guard: JwtAuthGuard, providers: [JwtStrategy] };
await serve(peer({ authentication, orderAccess: CaslOrderAccess }));
