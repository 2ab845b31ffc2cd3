import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import {
  boundRequestTimes,
  demoCertificateFile,
  ensureDemoCertificates,
  EnvironmentError,
  isDemoAllowed,
} from '@sample/shared';
import type { AuthEnvironment } from '../auth.tokens.js';

interface Files {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
  readonly crl: string | undefined;
}

/**
 * A second listener, for services that prove themselves with a certificate (RFC 8705). Nobody gets through the handshake
 * without one of the configured authority.
 *
 * @throws EnvironmentError when only some of the files are set, or none in production
 */
export async function listenWithCertificates(
  environment: AuthEnvironment,
  handler: RequestListener,
): Promise<Server | undefined> {
  if (environment.authMtlsPort === undefined) return undefined;
  const { cert, key, ca, crl } = await filesOf(environment);
  const options = {
    cert: await readFile(cert),
    key: await readFile(key),
    ca: await readFile(ca),
    ...(crl === undefined ? {} : { crl: await readFile(crl) }),
  };
  const server = createServer(
    { ...options, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    handler,
  );
  boundRequestTimes(server);
  server.listen(environment.authMtlsPort, environment.host);
  await once(server, 'listening');
  return server;
}

async function filesOf(environment: AuthEnvironment): Promise<Files> {
  const { mtlsCert: cert, mtlsKey: key, mtlsCa: ca, mtlsCrl: crl, dataDir } = environment;
  if (cert !== undefined && key !== undefined && ca !== undefined) return { cert, key, ca, crl };
  const settings = { MTLS_CERT: cert, MTLS_KEY: key, MTLS_CA: ca };
  const missing = Object.entries(settings).filter(([, file]) => file === undefined);
  if (missing.length < Object.keys(settings).length || !isDemoAllowed(environment)) throw incomplete(missing);
  await ensureDemoCertificates(dataDir);
  return {
    cert: demoCertificateFile(dataDir, 'server.pem'),
    key: demoCertificateFile(dataDir, 'server.key'),
    ca: demoCertificateFile(dataDir, 'ca.pem'),
    crl,
  };
}

function incomplete(missing: readonly [string, unknown][]): EnvironmentError {
  const expected = 'the path of a PEM file, because AUTH_MTLS_PORT is set and no demo certificate fits';
  return new EnvironmentError(missing.map(([variable]) => ({ variable, holds: 'nothing', expected })));
}
