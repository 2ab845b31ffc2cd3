export { ZeroTrustPassportModule } from './zero-trust-passport.module.js';
export { ZeroTrustStrategy } from './zero-trust.strategy.js';
