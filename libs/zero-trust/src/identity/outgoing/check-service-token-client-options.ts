import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { BootError, type Finding } from '../../kernel/errors.js';
import { isOrigin } from '../../kernel/http-origin.js';
import { isSecureUrl } from '../../kernel/secure-url.js';
import { isSigningKey } from '../introspection/is-signing-key.js';
import { isAcceptableIssuerUrl, mayPointTo } from '../issuer-url.js';
import type { ServiceTokenClientOptions } from './service-token-client.options.js';
import { SERVICE_TOKEN_CLIENT_SCHEMA } from './service-token-client.schema.js';

const WHERE = 'ServiceTokenClient options';

/** Compiled when it is first needed: most applications call no other service, and it takes a while. */
let compiled: ValidateFunction<ServiceTokenClientOptions> | undefined;

/** @throws BootError (`ZT_OPTIONS_INVALID`) with every problem, its place and what to do */
export function checkServiceTokenClientOptions(
  options: unknown,
): asserts options is ServiceTokenClientOptions {
  compiled ??= compileSchema();
  const validate = compiled;
  const findings = validate(options)
    ? [authentication, targets, addresses, transport].flatMap((check) => check(options))
    : (validate.errors ?? []).map(describe);
  if (findings.length > 0) throw new BootError('ZT_OPTIONS_INVALID', findings);
}

function compileSchema(): ValidateFunction<ServiceTokenClientOptions> {
  const ajv = new Ajv({ allErrors: true, strict: true });
  ajv.addFormat('issuer-url', isAcceptableIssuerUrl);
  ajv.addFormat('origin', isOrigin);
  ajv.addFormat('secure-url', isSecureUrl);
  return ajv.compile(SERVICE_TOKEN_CLIENT_SCHEMA);
}

function authentication({ privateKey, certificate }: ServiceTokenClientOptions): readonly Finding[] {
  if (privateKey === undefined && certificate === undefined) {
    const problem = 'has neither privateKey nor certificate';
    return [{ where: WHERE, problem, remedy: 'Say how this service authenticates itself.' }];
  }
  if (privateKey === undefined || isSigningKey(privateKey)) return [];
  const remedy = 'It should be a private JWK (EC, OKP or RSA) with its alg.';
  return [{ where: `${WHERE}.privateKey`, problem: 'is no private key', remedy }];
}

/** A token without an audience may be good for any API, and one API's token must not be sent to another. */
function targets({ targets: all }: ServiceTokenClientOptions): readonly Finding[] {
  const nameless = all.flatMap(({ resource, audience }, index) => {
    const remedy = 'Say by resource or audience which API its tokens are for.';
    const named = resource !== undefined || audience !== undefined;
    return named ? [] : [{ where: `${WHERE}.targets[${index}]`, problem: 'has no name', remedy }];
  });
  const isTwice = new Set(all.map(({ origin }) => origin)).size < all.length;
  const remedy = 'Name each origin once.';
  return isTwice
    ? [...nameless, { where: `${WHERE}.targets`, problem: 'has an origin twice', remedy }]
    : nameless;
}

function addresses({ issuer, tokenEndpoint }: ServiceTokenClientOptions): readonly Finding[] {
  if (tokenEndpoint === undefined || mayPointTo(issuer, tokenEndpoint)) return [];
  const problem = 'is a loopback address of a public issuer';
  return [{ where: `${WHERE}.tokenEndpoint`, problem, remedy: 'It should be an https URL.' }];
}

function transport({ certificate, fetch }: ServiceTokenClientOptions): readonly Finding[] {
  if (certificate === undefined || fetch === undefined) return [];
  const remedy = 'Let the one or the other show the certificate.';
  return [{ where: WHERE, problem: 'has both certificate and fetch', remedy }];
}

function describe({ instancePath, keyword, params, message }: ErrorObject): Finding {
  const steps = instancePath.split('/').slice(1);
  const where = `${WHERE}${steps.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join('')}`;
  const { additionalProperty, missingProperty, format } = params as Readonly<Record<string, unknown>>;
  if (keyword === 'additionalProperties') {
    const remedy = 'Remove it, or correct its name.';
    return { where: `${where}.${String(additionalProperty)}`, problem: 'is not an option', remedy };
  }
  if (keyword === 'required')
    return { where: `${where}.${String(missingProperty)}`, problem: 'is missing', remedy: 'Add it.' };
  if (keyword === 'format') {
    const what = format === 'origin' ? 'scheme and authority, nothing else' : 'a URL without fragment';
    return { where, problem: 'is malformed', remedy: `It should be ${what}: https, or http on loopback.` };
  }
  return { where, problem: 'is not what is expected', remedy: `It ${message ?? 'should be well-formed'}.` };
}
