import type { CheckQuery, ListObjectsQuery, Tuple } from 'nestjs-zero-trust';

/** Members of each organization; everybody is in one. */
const MEMBERS = 10;
/** Orders of each organization; each has two tuples. */
const ORDERS = 45;
const TUPLES_PER_ORGANIZATION = MEMBERS + 2 * ORDERS;

/** Organizations with members and orders, in the model of the sample, to the number of tuples that is asked for. */
export class OrderGraph {
  readonly #organizations: number;
  #state = 20_260_701;

  constructor(readonly size: number) {
    this.#organizations = Math.max(2, Math.round(size / TUPLES_PER_ORGANIZATION));
  }

  /** Every tuple, made one by one, so that nothing of the source stays in memory. */
  *tuples(): Generator<Tuple> {
    for (let organization = 0; organization < this.#organizations; organization += 1) {
      const object = organizationName(organization);
      for (let member = 0; member < MEMBERS; member += 1) {
        yield { subject: userName(organization, member), relation: 'member', object };
      }
      for (let order = 0; order < ORDERS; order += 1) {
        const name = orderName(organization, order);
        yield { subject: object, relation: 'organization', object: name };
        yield { subject: userName(organization, order % MEMBERS), relation: 'creator', object: name };
      }
    }
  }

  /** Random direct checks of creators, every other one granted. */
  directChecks(count: number): readonly CheckQuery[] {
    return Array.from({ length: count }, (_, index) => {
      const organization = this.#random(this.#organizations);
      const order = this.#random(ORDERS);
      const member = index % 2 === 0 ? order % MEMBERS : (order + 1) % MEMBERS;
      return {
        subject: flat(userName(organization, member)),
        relation: 'creator',
        object: flat(orderName(organization, order)),
      };
    });
  }

  /** Random checks of viewers, who are members of the order's organization, every other one granted. */
  twoHopChecks(count: number): readonly CheckQuery[] {
    return Array.from({ length: count }, (_, index) => {
      const organization = this.#random(this.#organizations);
      const home = index % 2 === 0 ? organization : (organization + 1) % this.#organizations;
      return {
        subject: flat(userName(home, this.#random(MEMBERS))),
        relation: 'viewer',
        object: flat(orderName(organization, this.#random(ORDERS))),
      };
    });
  }

  /** Random listings; each finds the orders of one organization. */
  listings(count: number): readonly ListObjectsQuery[] {
    return Array.from({ length: count }, () => ({
      subject: userName(this.#random(this.#organizations), this.#random(MEMBERS)),
      relation: 'viewer',
      type: 'order',
    }));
  }

  #random(limit: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }
}

function organizationName(organization: number): string {
  return `organization:org-${organization}`;
}

function userName(organization: number, member: number): string {
  return `user:user-${organization * MEMBERS + member}`;
}

function orderName(organization: number, order: number): string {
  return `order:${100_000 + organization * ORDERS + order}`;
}

/** A string in one piece, as it comes from a request. */
function flat(text: string): string {
  return Buffer.from(text).toString();
}
