import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { packPackages } from '../packages/pack.mjs';
import { cleanEnvironment } from './clean-environment.mjs';
import { readPage } from './read-page.mjs';
import { printStep } from './tell.mjs';
import { keepRunning, runToEnd } from './terminal.mjs';

const PAGE = join(import.meta.dirname, '../../docs/getting-started.md');

/**
 * @typedef {{ title: string, seconds: number, passed: boolean }} Step
 * @param {string} folder where all of it happens
 * @returns {Promise<{ steps: Step[], failure: Error | undefined }>} up to the first step that failed
 */
export async function doStory(folder) {
  const story = {
    cwd: folder,
    env: await cleanEnvironment(folder, await freePort()),
    running: [],
    steps: [],
  };
  try {
    const packages = await timed(story, 'npm pack, for each package', () =>
      packPackages(join(folder, 'packages')),
    );
    for (const step of readPage(PAGE))
      await timed(story, titleOf(step), () => perform(story, step, packages));
    return { steps: story.steps, failure: undefined };
  } catch (failure) {
    return { steps: story.steps, failure };
  } finally {
    for (const program of story.running) await program.stop();
  }
}

async function timed(story, title, work) {
  const begun = performance.now();
  const end = (passed) => {
    const step = { title, seconds: (performance.now() - begun) / 1000, passed };
    story.steps.push(step);
    printStep(step);
  };
  try {
    const result = await work();
    end(true);
    return result;
  } catch (error) {
    end(false);
    throw error;
  }
}

function titleOf(step) {
  return step.kind === 'file' ? `writing ${step.name}` : step.command.split('\n', 1)[0];
}

async function perform(story, step, packages) {
  for (const program of story.running) program.assertRunning();
  if (step.kind === 'file') return writeFile(join(story.cwd, step.name), step.text);
  const folder = /^cd (?<folder>\S+)$/.exec(step.command)?.groups.folder;
  if (folder !== undefined) return (story.cwd = join(story.cwd, folder));
  const { PORT: port } = story.env;
  const command = { command: onPort(here(step.command, packages), port), shown: onPort(step.shown, port) };
  if (step.terminal === undefined) return runToEnd(command, story);
  return story.running.push(await keepRunning(command, story));
}

/** The packages are those of this repository and not those of the registry; so is the Nest CLI, which npx would download. */
function here(command, packages) {
  const tarballs = packages.map(({ tarball }) => tarball).join(' ');
  return command
    .replace(/^npx @nestjs\/cli@\d+ /, 'nest ')
    .replace(/^npm install nestjs-zero-trust$/, `npm install ${tarballs}`);
}

/** The page says 3000, which may be taken here. */
function onPort(text, port) {
  return text.replaceAll('localhost:3000', `localhost:${port}`);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return String(port);
}
