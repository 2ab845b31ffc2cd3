import { ensureDemoCertificates, EnvironmentError, isDemoAllowed } from '@sample/shared';
import type { OrdersEnvironment } from '../orders.tokens.js';

const FILES = [
  ['MTLS_CERT', 'mtlsCert'],
  ['MTLS_KEY', 'mtlsKey'],
  ['MTLS_CA', 'mtlsCa'],
] as const;

/**
 * Makes what the TLS listener needs if nothing of it is set.
 *
 * @throws {@link EnvironmentError} if only some of the files are set, or none in production
 */
export async function makeDemoCertificates(environment: OrdersEnvironment): Promise<void> {
  if (environment.mtlsPort === undefined) return;
  const missing = FILES.filter(([, setting]) => environment[setting] === undefined);
  if (missing.length === 0) return;
  if (missing.length === FILES.length && isDemoAllowed(environment)) {
    await ensureDemoCertificates(environment.dataDir);
    return;
  }
  const expected = 'the path of a PEM file, because MTLS_PORT is set and no demo certificate fits';
  throw new EnvironmentError(missing.map(([variable]) => ({ variable, holds: 'nothing', expected })));
}
