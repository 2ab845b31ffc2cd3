import { spawn, type ChildProcess } from 'node:child_process';
import { OwnServer, ownPlace } from './own-server.js';

/** A Redis that writes every change to disk before it answers, so that no count is lost when it is killed. */
export class OwnRedis extends OwnServer {
  static async start(): Promise<OwnRedis> {
    const redis = new OwnRedis(await ownPlace('redis'));
    redis.restart();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  protected launch(): ChildProcess {
    const address = ['--bind', '127.0.0.1', '--port', String(this.port), '--dir', this.place.directory];
    const durability = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
    return spawn('redis-server', [...address, ...durability], { stdio: 'ignore' });
  }
}
