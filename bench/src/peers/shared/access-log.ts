import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { NextFunction, Response } from 'express';
import { pino } from 'pino';
import type { PeerRequest } from './peer-request.js';

/** A pino line per request, written in the background. */
export function accessLog(directory: string) {
  const destination = pino.destination({
    dest: join(directory, 'access.jsonl'),
    sync: false,
    minLength: 4_096,
  });
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return (request: PeerRequest, response: Response, next: NextFunction): void => {
    const startedAt = performance.now();
    const requestId = randomUUID();
    response.once('finish', () => {
      log.info({
        requestId,
        method: request.method,
        path: request.path,
        subject: request.user?.subject,
        sourceAddress: request.ip,
        status: response.statusCode,
        durationMs: Math.round((performance.now() - startedAt) * 1000) / 1000,
      });
    });
    next();
  };
}
