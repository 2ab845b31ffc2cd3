import type { InputProblem } from '../../kernel/decision.js';
import type { InboundRequest } from '../../kernel/inbound-request.js';
import { chain, type MaybePromise } from '../../kernel/maybe-promise.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { HandlerParameter } from '../../kernel/route-declaration.js';
import type { StandIn } from '../../kernel/stage.js';
import type { DtoClass } from './dto-class.js';
import { locate, type PathProblem } from './path-problem.js';
import { PayloadValidator, type PayloadSchema, type PayloadVerdict } from './payload-validator.js';

/** Validates one part of a request and puts the instance in its place. No problems: it is valid. */
export type PayloadCheck = (context: RequestContext) => MaybePromise<readonly InputProblem[]>;

/** Which part of the request is to be validated as what. */
export interface PartSchema extends PayloadSchema {
  readonly source: PayloadSource;
}

/** What may be taken as a whole. */
export type PayloadSource = Exclude<HandlerParameter['source'], 'headers'>;

/** How one part of a request is read and replaced. */
interface PayloadPart {
  read(request: InboundRequest): unknown;
  replace(request: InboundRequest, instance: object): void;
}

const PARTS: Readonly<Record<PayloadSource, PayloadPart>> = {
  body: {
    // Without a body there is nothing to parse; what the class demands is then missing.
    read: ({ body }) => (body === undefined ? {} : body),
    replace: (request, instance) => {
      request.body = instance;
    },
  },
  query: {
    read: ({ query }) => query,
    replace: (request, instance) => {
      request.query = instance;
    },
  },
  // Path parameters stay strings for the router; the handler's pipe transforms them.
  param: { read: ({ params }) => params, replace: () => undefined },
};

/** Compiles the check of one part of the request. */
export function compilePayloadCheck({ source, ...schema }: PartSchema): PayloadCheck {
  const validator = new PayloadValidator(schema);
  const dto = schema.classes.of(schema.type);
  const part = PARTS[source];
  return ({ request }) => {
    const payload = part.read(request);
    const doubled = source === 'query' ? findDoubled(payload, dto) : [];
    return chain(validator.validate(payload), (verdict) => {
      const problems = [...doubled, ...problemsOf(verdict)];
      if (problems.length === 0 && verdict.isValid) part.replace(request, verdict.instance);
      return problems.map((problem) => locate(source, problem));
    });
  };
}

/** Compiles what goes to the handler where the check is only tried and would refuse: nothing that the class does not know. */
export function compilePayloadStandIn({ source, ...schema }: PartSchema): StandIn {
  const validator = new PayloadValidator(schema);
  const part = PARTS[source];
  return ({ request }) => part.replace(request, validator.strip(part.read(request)));
}

function problemsOf(verdict: PayloadVerdict): readonly PathProblem[] {
  return verdict.isValid ? [] : verdict.problems;
}

/** A parameter given twice arrives as an array, and many rules are satisfied by one that holds the right things. */
function findDoubled(query: unknown, dto: DtoClass): readonly PathProblem[] {
  if (typeof query !== 'object' || query === null) return [];
  return Object.entries(query).flatMap(([name, value]) =>
    Array.isArray(value) && !dto.isList(name) ? [{ path: [name], detail: 'must be given only once' }] : [],
  );
}
