import { mkdir, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
/** What `npm run` tells about this repository, which npm in the new application must not take for its own. */
const OF_THIS_REPOSITORY =
  /^(?:npm_package_|npm_lifecycle_|npm_config_local_prefix$|npm_command$|NODE_OPTIONS$|INIT_CWD$)/;

/**
 * The environment of somebody who has Node and the Nest CLI and nothing else of this repository.
 *
 * @param {string} folder where a folder for programs may be made
 * @param {string} port where the application shall listen
 */
export async function cleanEnvironment(folder, port) {
  const programs = join(folder, 'bin');
  await mkdir(programs);
  await symlink(process.execPath, join(programs, 'node'));
  await symlink(join(ROOT, 'node_modules/.bin/nest'), join(programs, 'nest'));
  const paths = (process.env.PATH ?? '').split(delimiter).filter((path) => !path.includes('node_modules'));
  const inherited = Object.entries(process.env).filter(([name]) => !OF_THIS_REPOSITORY.test(name));
  return {
    ...Object.fromEntries(inherited),
    PATH: [programs, ...paths].join(delimiter),
    PORT: port,
    NO_COLOR: '1',
    // What an earlier run has downloaded need not be asked for again.
    npm_config_prefer_offline: 'true',
    // What npm thinks of a machine's own settings is not on the page.
    npm_config_loglevel: 'error',
  };
}
