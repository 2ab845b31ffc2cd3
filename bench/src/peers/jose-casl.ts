import { serve } from '../servers/serve.js';
import { CachedTokenVerifier } from './shared/cached-token-verifier.js';
import { CaslOrderAccess } from './shared/casl-order-access.js';
import { JoseAuthGuard } from './shared/jose-auth.guard.js';
import { peer } from './shared/peer.module.js';

/** Peer E: `jose` with a cache of verified tokens, CASL in process for access. */
const authentication = { guard: JoseAuthGuard, providers: [CachedTokenVerifier] };
await serve(peer({ authentication, orderAccess: CaslOrderAccess }));
