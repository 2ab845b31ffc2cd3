import type { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

/** The certificate that the connection itself has proved; never one from a header. */
export function clientCertificate({ socket }: IncomingMessage): X509Certificate | undefined {
  return socket instanceof TLSSocket && socket.authorized ? socket.getPeerX509Certificate() : undefined;
}

/** Whether the certificate names the URI among its alternative names. Node quotes whatever could be mistaken for a second name. */
export function namesUri(certificate: X509Certificate | undefined, uri: string): boolean {
  return certificate?.subjectAltName?.split(', ').includes(`URI:${uri}`) === true;
}
