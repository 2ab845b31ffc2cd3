// Judges one mutant after the other, as the parent process sends them.
import config from '../../vitest.config.ts';
import { ladderFor } from './ladder.mjs';
import { VitestSession } from './vitest-session.mjs';

const ROOT = process.argv[2];
/** Whether files pass without any mutant, as far as that was asked. */
const soundness = new Map();
const session = await VitestSession.open({ root: ROOT, config });

process.on('message', (task) => void answer(task));
process.on('disconnect', () => void end());
process.send('ready');

async function answer({ mutant, specs, quick }) {
  const begun = performance.now();
  const killedBy = await judge({ mutant, specs, quick }).catch((error) => `the run ended with ${error}`);
  process.send({ killedBy, seconds: (performance.now() - begun) / 1000 });
}

async function end() {
  await session.close();
  process.exit();
}

/** @returns {Promise<string | undefined>} what failed, group after group */
async function judge({ mutant, specs, quick }) {
  if (mutant === undefined) return describe(await session.firstFailure(specs, undefined));
  for (const rung of ladderFor(ROOT, mutant, { quick })) {
    const failure = await failureBy(mutant, rung);
    if (failure !== undefined) return describe(failure);
  }
  return undefined;
}

/** A file that fails without the mutant, too, shows nothing. */
async function failureBy(mutant, specs) {
  const failure = await session.firstFailure(specs, mutant);
  if (failure === undefined || (await isSound(failure.spec))) return failure;
  const others = specs.filter((spec) => spec !== failure.spec);
  return others.length === specs.length || others.length === 0 ? undefined : failureBy(mutant, others);
}

/** Asked once for each file. */
async function isSound(spec) {
  if (!soundness.has(spec))
    soundness.set(spec, (await session.firstFailure([spec], undefined)) === undefined);
  return soundness.get(spec);
}

function describe(failure) {
  return failure === undefined ? undefined : `${failure.spec}: ${failure.test}`;
}
