import { once } from 'node:events';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { CommandLineError, type CommandEngine } from 'nestjs-zero-trust/commands';
import { operatorSocket, type GraphQuestion, type GraphResponse } from '../../operator/operator-socket.js';

const TIMEOUT_MS = 30_000;

/** The graph of the orders API that runs on this `DATA_DIR`, asked through its socket. */
export function runningApi(dataDir: string): CommandEngine {
  const { path } = operatorSocket(dataDir);
  const ask =
    <Result>(question: GraphQuestion) =>
    async (...args: readonly unknown[]): Promise<Result> =>
      (await exchange(path, JSON.stringify({ question, args }))) as Result;
  return {
    check: ask('check'),
    explain: ask('explain'),
    listObjects: ask('listObjects'),
    listSubjects: ask('listSubjects'),
    read: ask('read'),
    write: ask('write'),
  };
}

async function exchange(path: string, question: string): Promise<unknown> {
  const response = JSON.parse(await send(path, question)) as GraphResponse;
  if ('result' in response) return response.result;
  throw new CommandLineError(response.error);
}

async function send(path: string, question: string): Promise<string> {
  const socket = connect({ path, allowHalfOpen: true });
  socket.setTimeout(TIMEOUT_MS, () =>
    socket.destroy(new CommandLineError('The orders API gave no answer in time.')),
  );
  try {
    await once(socket, 'connect');
  } catch (error) {
    throw new CommandLineError(
      'The orders API runs, but takes no questions from here: run this as the same user.',
      { cause: error },
    );
  }
  socket.end(question);
  return (await buffer(socket)).toString('utf8');
}
