import { Inject, Injectable } from '@nestjs/common';
import { OpenFgaClient } from '@openfga/sdk';
import type { ServerSettings } from '../../servers/server-settings.js';
import { isCleared } from './is-cleared.js';
import type { OrderAccess, OrderAccessQuery, OrderAction } from './order-access.port.js';
import { PEER_SETTINGS } from './peer-settings.js';

const RELATIONS: Readonly<Record<OrderAction, string>> = { read: 'viewer', update: 'editor' };

/** Asks an OpenFGA server over kept-alive connections, which the SDK does by itself. */
@Injectable()
export class OpenFgaOrderAccess implements OrderAccess {
  readonly #client: OpenFgaClient;

  constructor(@Inject(PEER_SETTINGS) { openFga }: ServerSettings) {
    if (openFga === undefined) throw new Error('This peer needs an OpenFGA server; set OPENFGA_URL.');
    const { apiUrl, storeId, modelId } = openFga;
    this.#client = new OpenFgaClient({ apiUrl, storeId, authorizationModelId: modelId });
  }

  async isAllowed({ principal, order, action }: OrderAccessQuery): Promise<boolean> {
    if (!isCleared(principal, order)) return false;
    const user = `user:${principal.subject}`;
    const { allowed } = await this.#client.check({
      user,
      relation: RELATIONS[action],
      object: `order:${order.id}`,
    });
    return allowed === true;
  }
}
