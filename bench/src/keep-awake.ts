import { spawn } from 'node:child_process';

/** Spins until its parent is gone: a bench that is killed leaves nothing behind. */
const SPIN = 'const parent = process.ppid; while (process.ppid === parent);';

/**
 * Keeps a core from sleeping: where the server is slower than the load, the generator sleeps and each of the server's
 * writes would pay for its wake-up. The spinner runs in the idle class, so it takes no time that anybody else wants.
 *
 * @returns stops it
 */
export function keepAwake(core: number): Disposable {
  const args = ['--idle', '0', 'taskset', '--cpu-list', `${core}`, process.execPath, '--eval', SPIN];
  const spinner = spawn('chrt', args, { stdio: 'ignore' });
  spinner.on('error', (error) => {
    process.stderr.write(`bench: core ${core} is not kept awake: ${error.message}\n`);
  });
  return { [Symbol.dispose]: () => void spinner.kill('SIGKILL') };
}
