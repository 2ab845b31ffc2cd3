import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder } from '@nestjs/swagger';
import { zeroTrustDocument, type ZeroTrustDocumentOptions } from 'nestjs-zero-trust/swagger';
import { boot, type BootInit } from './boot.js';

/** A document as JSON has it. */
export interface ReadDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, ReadOperation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** One operation of it. */
export interface ReadOperation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, ReadAnswer>>;
  readonly [keyword: string]: unknown;
}

/** One answer of it. */
export interface ReadAnswer {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly examples?: Readonly<Record<string, unknown>> }>>;
  readonly [keyword: string]: unknown;
}

/** The document of a running application. */
export function readDocument(app: INestApplication, options?: ZeroTrustDocumentOptions): ReadDocument {
  const config = new DocumentBuilder().setTitle('Test').setVersion('1').build();
  return JSON.parse(JSON.stringify(zeroTrustDocument(app, config, options))) as ReadDocument;
}

/** The document of an application that starts for it alone. */
export async function documentOf(init: BootInit, options?: ZeroTrustDocumentOptions): Promise<ReadDocument> {
  const app = await boot(init);
  try {
    return readDocument(app, options);
  } finally {
    await app.close();
  }
}

/** The codes of an operation's errors by status: `{ 403: ['ZT_SCOPE_MISSING'] }`. */
export function codesOf({ responses }: ReadOperation): Readonly<Record<string, readonly string[]>> {
  const problems = Object.entries(responses).map(
    ([status, { content }]) =>
      [status, Object.keys(content?.['application/problem+json']?.examples ?? {})] as const,
  );
  return Object.fromEntries(problems.filter(([, codes]) => codes.length > 0));
}
