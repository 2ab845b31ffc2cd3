import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port that a process of the sample is to listen on. */
export interface WantedPort {
  /** The variable that moves it elsewhere. */
  readonly variable: 'AUTH_PORT' | 'MTLS_PORT' | 'PORT';
  readonly port: number;
}

/** What is wrong with the ports, in a sentence each: without this look, another program's answers would pass for ours. */
export async function portsInUse(host: string, wanted: readonly WantedPort[]): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { variable, port } of wanted) {
    if (await isTaken(host, port))
      problems.push(
        `Port ${port} is in use (is the sample running already?). Set ${variable} to another one.`,
      );
  }
  return problems;
}

async function isTaken(host: string, port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, host), 'listening');
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  } finally {
    server.close();
  }
}
