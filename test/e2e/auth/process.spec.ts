import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const DIST = new URL('../../../apps/auth/dist/', import.meta.url);

describe('the process of the authorization server', () => {
  let dataDir: string;
  let port: number;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'auth-process-'));
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    port = (probe.address() as AddressInfo).port;
    probe.close();
  });

  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(dataDir, { recursive: true });
  });

  const children: ChildProcess[] = [];
  const run = (file: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): ChildProcess => {
    const child = spawn(process.execPath, [fileURLToPath(new URL(file, DIST)), ...args], {
      env: { PATH: process.env['PATH'], DATA_DIR: dataDir, AUTH_PORT: String(port), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    return child;
  };

  const finish = async (child: ChildProcess): Promise<{ code: unknown; out: string; err: string }> => {
    const { stdout, stderr } = child;
    if (stdout === null || stderr === null) throw new Error('the child has no pipes');
    const [out, err, [code]] = await Promise.all([text(stdout), text(stderr), once(child, 'exit')]);
    return { code, out, err };
  };

  const ready = async (): Promise<void> => {
    await expect
      .poll(
        () =>
          fetch(`http://127.0.0.1:${port}/health/ready`).then(
            ({ status }) => status,
            () => 0,
          ),
        {
          timeout: 15_000,
        },
      )
      .toBe(200);
  };

  it('stops at boot with one message that lists every unusable variable', async () => {
    const env = { AUTH_PORT: 'http', HOST: 'no host', DATABASE_URL: 'mysql://u:secret@h/d' };
    const { code, out, err } = await finish(run('main.js', [], env));
    expect([code, out]).toEqual([1, '']);
    for (const variable of ['AUTH_PORT', 'HOST', 'DATABASE_URL'])
      expect(err).toContain(`  ${variable} holds `);
    expect(err).not.toContain('secret');
    expect(err).not.toContain('    at ');
  });

  it('tells a command that no server is running', async () => {
    const { code, out, err } = await finish(run('commands/token.js', ['order-processor']));
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('Start the authorization server');
  });

  it('serves the commands, stops cleanly on SIGTERM and keeps its keys', async () => {
    const first = run('main.js');
    const ended = finish(first);
    await ready();
    const bob = await finish(run('commands/token.js', ['bob']));
    expect(decodeJwt(bob.out.trim())).toMatchObject({
      sub: 'bob',
      scope: 'orders:read orders:write inventory:read',
    });
    const officer = await finish(run('commands/token.js', ['security-officer', '--scope', 'security:read']));
    expect(decodeJwt(officer.out.trim())).toMatchObject({
      sub: 'service-account-security-officer',
      scope: 'security:read',
    });
    for (const name of ['bob', 'order-processor']) {
      const bound = await finish(run('commands/token.js', [name, '--dpop']));
      const [token = '', keyFile = ''] = bound.out.trim().split('\n');
      const key = JSON.parse(await readFile(keyFile, 'utf8')) as { kid: string };
      expect(decodeJwt(token)['cnf']).toEqual({ jkt: key.kid });
      expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    }
    const rotated = await finish(run('commands/rotate-keys.js'));
    const current = /^current key: +(\S+)$/m.exec(rotated.out)?.[1];
    first.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    await expect(access(join(dataDir, 'auth.lock'))).rejects.toThrow('ENOENT');

    const second = run('main.js');
    const endedAgain = finish(second);
    await ready();
    const alice = await finish(run('commands/token.js', ['alice']));
    expect(decodeProtectedHeader(alice.out.trim()).kid).toBe(current);
    second.kill('SIGINT');
    expect((await endedAgain).code).toBe(0);
  }, 60_000);

  it.each([
    [['nobody'], 'Use one of: alice, bob, carol'],
    [[], 'Say whose token: npm run --silent token -- NAME, with one of alice, bob, carol'],
    [['bob', '--scope', 'security:admin'], 'bob may not ask for "security:admin"'],
    [['bob', '--mtls'], "Unknown option '--mtls'"],
  ])('refuses the arguments %j of the token command', async (args, message) => {
    const { code, out, err } = await finish(run('commands/token.js', args));
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(message);
  });

  it('explains the commands', async () => {
    expect((await finish(run('commands/token.js', ['--help']))).out).toContain(
      'Usage: npm run --silent token',
    );
    expect((await finish(run('commands/rotate-keys.js', ['--help']))).out).toContain(
      'Usage: npm run --silent keys',
    );
  });
});
