import type { SampleEnvironment } from '../environment/environment.js';
import { isDemoAllowed } from './demo-allowed.js';

const ABOVE_HTTP_PORT = 443;
const LAST_PORT = 65_535;

/** What the port depends on. */
export type MtlsEnvironment = Pick<
  SampleEnvironment,
  'nodeEnv' | 'port' | 'mtlsPort' | 'mtlsCert' | 'mtlsKey' | 'mtlsCa' | 'mtlsCrl'
>;

/**
 * Where `npm start` has the API listen for callers with certificates: at `MTLS_PORT`, or else 443 above `PORT` if the
 * demonstration is allowed and no variable says anything about certificates.
 */
export function demoMtlsPort(environment: MtlsEnvironment): number | undefined {
  const { port, mtlsPort, mtlsCert, mtlsKey, mtlsCa, mtlsCrl } = environment;
  if (mtlsPort !== undefined) return mtlsPort;
  const isSilent = [mtlsCert, mtlsKey, mtlsCa, mtlsCrl].every((file) => file === undefined);
  const demoPort = port + ABOVE_HTTP_PORT;
  return isSilent && isDemoAllowed(environment) && demoPort <= LAST_PORT ? demoPort : undefined;
}
