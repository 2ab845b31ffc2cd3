import { Logger } from '@nestjs/common';
import { reasonOf } from './key-reports.js';
import type { KeySource } from './key-source.js';

const logger = new Logger('ZeroTrust');

/**
 * Says in the log of the start, not of the first token, if the keys of an issuer cannot be had: its address may be wrong. What
 * it gets is not kept, and nothing waits for it, because an API may start before its issuers. Never rejects.
 */
export async function probeKeys(source: KeySource): Promise<void> {
  try {
    await source.load();
  } catch (error) {
    logger.warn(
      `The keys of ${source.issuer} cannot be fetched: ${reasonOf(error)}. Its tokens are answered 503 until they can; ` +
        "check the 'issuer' in the options, and that it is up.",
    );
  }
}
