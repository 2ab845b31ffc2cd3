import { refuse } from '../shared/refusal.js';
import type { NestAddOptions } from './nest-add.options.js';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses answers with which the application would not start, or believe the wrong tokens.
 *
 * @throws {SchematicsException} which answer, and what it should be
 */
export const checkAnswers = ({ issuer, audience, modelFile }: NestAddOptions): void => {
  if (!isIssuer(issuer)) {
    refuse(
      `'${issuer}' is no issuer identifier.`,
      'Give an https URL (http only on a loopback host) without query, fragment and user info: --issuer https://auth.example.com',
    );
  }
  if (!/^[\x21-\x7e]{1,200}$/.test(audience)) {
    refuse(
      `'${audience}' is no audience.`,
      'Give the name of this API in access tokens: --audience https://api.example.com',
    );
  }
  if (modelFile !== undefined && !/^(?!\/|.*\.\.)[\w./-]+\.fga$/.test(modelFile)) {
    refuse(
      `'${modelFile}' is no file for a model.`,
      'Give a path below the folder of package.json: --model-file model.fga',
    );
  }
};

const isIssuer = (text: string): boolean => {
  const url = URL.parse(text);
  if (url === null || /[\s?#]/.test(text) || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
};
