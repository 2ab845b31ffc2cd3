import { openfga } from 'nestjs-zero-trust/openfga';
import { MODEL, TUPLES } from '../../library/support/model.js';
import { engineFaults } from '../support/engine-faults.js';
import { FaultyProxy } from './faulty-proxy.js';
import { FAULTS } from './faults.js';
import { createStore, serverUrl } from './live-server.js';

async function heal(proxy: FaultyProxy): Promise<void> {
  proxy.fault = undefined;
  if (!(await isListening(proxy))) await proxy.revive();
}

async function isListening(proxy: FaultyProxy): Promise<boolean> {
  return fetch(`${proxy.url}/healthz`).then(
    () => true,
    () => false,
  );
}

engineFaults({
  server: 'the OpenFGA server',
  faults: FAULTS,
  startProxy: () => FaultyProxy.start(serverUrl('OPENFGA_URL')),
  relationships: async (proxy, patience) =>
    openfga({
      ...patience,
      apiUrl: proxy.url,
      storeId: await createStore(proxy.url),
      model: MODEL,
      tuples: TUPLES,
    }),
  heal,
  asked: (proxy) => proxy.requests,
});
