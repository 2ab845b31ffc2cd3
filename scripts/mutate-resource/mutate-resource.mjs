// Takes each decorator of a generated resource away, one at a time, and sees whether its generated e2e spec fails.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findMutants } from '../mutate-decorators/find-mutants.mjs';
import { AppCopy } from './app-copy.mjs';

const HELP = `Usage: npm run mutate:resource -- --app FOLDER [--resource orders] [--list] [--workers N]

Takes every decorator of a generated resource away, one at a time, in copies of the application, and runs the e2e spec that was
generated with it. Prints which test failed, then killed / total. Exits with 1 if one survives.

  --app FOLDER      an application with a generated resource, such as what npm run five-minutes -- --keep leaves behind (its folder shop)
  --resource NAME   the resource's folder below src (default orders)
  --list            prints the decorators and runs nothing
  --workers N       how many are tried at once (default 2)
  --help            this text`;

const options = {
  app: { type: 'string' },
  resource: { type: 'string', default: 'orders' },
  list: { type: 'boolean', default: false },
  workers: { type: 'string', default: '2' },
  help: { type: 'boolean', default: false },
};

process.exitCode = await main(readArguments());

function readArguments() {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return { problem: error.message };
  }
}

async function main({ problem, help, app, resource, list, workers }) {
  if (help) return print(HELP);
  if (problem !== undefined) return refuse(problem);
  if (app === undefined) return refuse('--app FOLDER is missing');
  if (!/^[1-9]\d?$/.test(workers)) return refuse('--workers takes 1 to 99');
  const root = resolve(process.env.INIT_CWD ?? '.', app);
  const mutants = findMutants({ root, folder: join('src', resource) });
  if (mutants.length === 0) return refuse(`no decorator in ${join(root, 'src', resource)}`);
  if (list) return print(mutants.map((mutant) => `${whereIs(mutant)}  ${mutant.label}`).join('\n'));
  const making = Array.from({ length: Number(workers) }, () =>
    AppCopy.of(root, `test/${resource}.e2e-spec.ts`),
  );
  const copies = await Promise.all(making);
  try {
    return await tryAll(copies, mutants);
  } finally {
    for (const copy of copies) await copy.remove();
  }
}

async function tryAll(copies, mutants) {
  const broken = await copies[0].failure();
  if (broken !== undefined)
    return refuse(`the spec fails without any mutant, so nothing is shown: ${broken}`);
  const waiting = [...mutants];
  const survivors = [];
  const tryNext = async (copy) => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const killedBy = await copy.failureOf(mutant);
      if (killedBy === undefined) survivors.push(mutant);
      print(`${killedBy === undefined ? 'SURVIVED' : 'killed  '}  ${whereIs(mutant)}  ${mutant.label}`);
      if (killedBy !== undefined) print(`            by: ${killedBy}`);
    }
  };
  await Promise.all(copies.map(tryNext));
  for (const mutant of survivors) print(`survived: ${whereIs(mutant)}  ${mutant.label}`);
  print(`killed ${mutants.length - survivors.length} / ${mutants.length}`);
  return survivors.length === 0 ? 0 : 1;
}

function whereIs({ file, line }) {
  return `${file}:${line}`;
}

function print(text) {
  process.stdout.write(`${text}\n`);
  return 0;
}

function refuse(problem) {
  process.stderr.write(`${problem}; see --help\n`);
  return 2;
}
