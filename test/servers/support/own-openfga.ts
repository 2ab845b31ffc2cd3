import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { vi } from 'vitest';
import { freePort } from './free-port.js';
import { OwnServer, ownPlace, type OwnServerPlace } from './own-server.js';
import { serverVariable } from './server-url.js';

const TIMEOUT_MS = 20_000;

/** An OpenFGA that keeps its tuples in a file, so that they are there again after it was killed. */
export class OwnOpenFga extends OwnServer {
  private constructor(
    place: OwnServerPlace,
    private readonly grpcPort: number,
  ) {
    super(place);
  }

  static async start(): Promise<OwnOpenFga> {
    const server = new OwnOpenFga(await ownPlace('openfga'), await freePort());
    await promisify(execFile)(openfgaProgram(), ['migrate'], {
      env: server.#environment(),
      timeout: TIMEOUT_MS,
    });
    server.restart();
    await vi.waitUntil(() => server.#isServing(), { timeout: TIMEOUT_MS, interval: 50 });
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  protected launch(): ChildProcess {
    const addresses = [`--http-addr=127.0.0.1:${this.port}`, `--grpc-addr=127.0.0.1:${this.grpcPort}`];
    const args = ['run', ...addresses, '--playground-enabled=false', '--metrics-enabled=false'];
    return spawn(openfgaProgram(), args, { stdio: 'ignore', env: this.#environment() });
  }

  #environment(): NodeJS.ProcessEnv {
    const file = join(this.place.directory, 'openfga.sqlite');
    return { ...process.env, OPENFGA_DATASTORE_ENGINE: 'sqlite', OPENFGA_DATASTORE_URI: `file:${file}` };
  }

  #isServing(): Promise<boolean> {
    return fetch(`${this.url}/healthz`, { signal: AbortSignal.timeout(1_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}

function openfgaProgram(): string {
  return serverVariable('OPENFGA_PATH');
}
