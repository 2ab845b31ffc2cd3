import { STATUS_CODES } from 'node:http';
import { HEADERS_METADATA, HTTP_CODE_METADATA, REDIRECT_METADATA } from '@nestjs/common/constants.js';
import type { RouteFacts } from '../../kernel/route-facts.js';
import type { Answer, Schema } from './open-api.js';
import { lifetimeHeaders, problemAnswers } from './problem-components.js';
import type { ClassSchemas } from './schemas/class-schemas.js';

const ANY_TEXT = { schema: { type: 'string' } };

type Answers = Readonly<Record<string, Answer>>;

/** Everything that a route answers: what the application states itself, filled up with what the plan says. */
export function answersOf(
  route: RouteFacts,
  stated: Answers,
  { schemas }: { readonly schemas: ClassSchemas },
): Answers {
  const status = String(successStatus(route));
  const own = stated[status];
  const content = status === '204' ? {} : contentOf(route, own?.content ?? {}, schemas);
  const headers = { ...lifetimeHeaders(route), ...own?.headers };
  const { content: _content, ...words } = own ?? { description: '' };
  const success: Answer = {
    ...words,
    description: describe(own?.description, status),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(Object.keys(content).length > 0 && { content }),
  };
  const others = Object.entries(stated).filter(([other, answer]) => other !== status && !isAssumed(answer));
  const problems = problemAnswers(route);
  return { [status]: success, ...problems, ...withProblems(Object.fromEntries(others), problems) };
}

/** What @nestjs/swagger says of a success of which the application states nothing; the status may be another one. */
function isAssumed({ description, content, headers }: Answer): boolean {
  return description === '' && content === undefined && headers === undefined;
}

/** Words of the application for an error keep the codes that the plan gives beside them. */
function withProblems(stated: Answers, problems: Answers): Answers {
  const merged = Object.entries(stated).map(([status, answer]) => {
    const problem = problems[status];
    const description = describe(answer.description, status);
    const known = { ...problem, ...answer, description };
    const content = { ...problem?.content, ...answer.content };
    return [status, Object.keys(content).length === 0 ? known : { ...known, content }] as const;
  });
  return Object.fromEntries(merged);
}

function describe(stated: string | undefined, status: string): string {
  return stated === undefined || stated === '' ? (STATUS_CODES[status] ?? 'The answer') : stated;
}

/** A redirection wins over `@HttpCode`, as with Nest. */
function successStatus({ route: { handler, method } }: RouteFacts): number {
  const redirect = Reflect.getMetadata(REDIRECT_METADATA, handler) as Redirection | undefined;
  if (redirect !== undefined) return redirect.statusCode ?? 302;
  const declared: unknown = Reflect.getMetadata(HTTP_CODE_METADATA, handler);
  if (typeof declared === 'number') return declared;
  return method === 'POST' ? 201 : 200;
}

/** What `@Redirect` keeps. */
interface Redirection {
  readonly statusCode?: number;
}

/** What `@Returns` says holds, because nothing else leaves; examples that the application states stay beside it. */
function contentOf(
  { route, returned }: RouteFacts,
  stated: NonNullable<Answer['content']>,
  schemas: ClassSchemas,
): NonNullable<Answer['content']> {
  const mediaType = declaredMediaType(route.foreign(HEADERS_METADATA));
  const shape = returned?.shape;
  if (shape === undefined) {
    return mediaType === undefined ? stated : { [mediaType]: stated[mediaType] ?? ANY_TEXT };
  }
  const schema: Schema = Array.isArray(shape)
    ? { type: 'array', items: schemas.returned(shape[0]) }
    : schemas.returned(shape as Exclude<typeof shape, readonly unknown[]>);
  const name = mediaType ?? 'application/json';
  return { ...stated, [name]: { ...(stated[name] as object | undefined), schema } };
}

/** `@Header('content-type', 'text/csv; charset=utf-8')`. */
function declaredMediaType(headers: unknown): string | undefined {
  const all = (headers ?? []) as readonly { readonly name: string; readonly value: unknown }[];
  const value = all.find(({ name }) => name.toLowerCase() === 'content-type')?.value;
  return typeof value === 'string' ? value.split(';')[0]?.trim() : undefined;
}
