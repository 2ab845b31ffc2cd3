import type { Finding } from '../kernel/errors.js';
import { iso } from './iso-instant.js';
import type { Brownout, Lifetime } from './lifetime.js';

type RouteFinding = Omit<Finding, 'where'>;

/** A text that should be a date. */
export interface NoDate {
  readonly source: string;
  readonly text: string;
  /** Those that would have done. */
  readonly names: readonly string[];
}

export function noDate({ source, text, names }: NoDate): RouteFinding {
  return {
    problem: `${source} names ${JSON.stringify(text)}, which is neither a date nor a known name`,
    remedy: `Use an ISO 8601 date such as 2027-12-31T23:59:59Z, or a name from the option 'sunsets' (${names.join(', ') || 'it has none'}).`,
  };
}

export function repeated(decorator: '@Deprecated' | '@Sunset'): RouteFinding {
  return {
    problem: `${decorator} stands there twice`,
    remedy: 'Leave one of them: what stands on the method wins over what stands on its class.',
  };
}

export function contradiction(property: 'since' | 'docs'): RouteFinding {
  return {
    problem: `@Deprecated and @Sunset contradict each other in '${property}'`,
    remedy: `Give '${property}' to one of them only.`,
  };
}

export function endsFirst({
  deprecatedSince,
  end,
}: Record<keyof Pick<Lifetime, 'deprecatedSince' | 'end'>, number>): RouteFinding {
  return {
    problem: `ends on ${iso(end)}, before it is deprecated on ${iso(deprecatedSince)}`,
    remedy:
      "Let 'since' come before the end that @Sunset names; a method without a 'since' of its own has that of its class.",
  };
}

export function noLinkTarget(target: string): RouteFinding {
  return {
    problem: `links to ${JSON.stringify(target)}, which is neither an http(s) URL nor a path`,
    remedy: "Use such as 'https://docs.example.com/v2' or '/v2/orders', percent-encoded where need be.",
  };
}

export function endsBeforeItBegins(brownout: Brownout): RouteFinding {
  return {
    problem: `has a brownout that is over before it begins: ${span(brownout)}`,
    remedy: "Let its 'from' come before its 'until'.",
  };
}

export function overlapping(one: Brownout, other: Brownout): RouteFinding {
  return {
    problem: `has brownouts that overlap: ${span(one)} and ${span(other)}`,
    remedy: 'Make one window of them. Those of the option for the same name count too.',
  };
}

export function afterTheEnd(brownout: Brownout, end: number): RouteFinding {
  return {
    problem: `has a brownout that goes on after its end: ${span(brownout)}; it ends on ${iso(end)}`,
    remedy: 'Remove it, or let it be over by then: after its end the route answers 410 anyway.',
  };
}

function span({ from, until }: Brownout): string {
  return `${iso(from)} to ${iso(until)}`;
}
