import { readFileSync } from 'node:fs';

const FENCE = /^```(?<language>\w+)(?: terminal=(?<terminal>\w+))?\n(?<text>[\s\S]*?)^```$/gm;
const FILE_LINE = /^\/\/ file: (?<name>\S+)\n/;

/**
 * What a guide has its reader do, in order: commands with the output that it shows, and files to write.
 *
 * A `shellsession` block is of commands (`$ …`); in one with `terminal=NAME` the last command keeps running, in a terminal of its
 * own. A `js` block that begins with `// file: NAME` is a file.
 *
 * @typedef {{ kind: 'command', command: string, shown: string, terminal: string | undefined }} Command
 * @typedef {{ kind: 'file', name: string, text: string }} File
 * @param {string} path
 * @returns {(Command | File)[]}
 */
export function readPage(path) {
  return [...readFileSync(path, 'utf8').matchAll(FENCE)].flatMap(({ groups }) => {
    if (groups.language === 'shellsession') return commandsOf(groups);
    const name = groups.language === 'js' ? FILE_LINE.exec(groups.text)?.groups.name : undefined;
    return name === undefined ? [] : [{ kind: 'file', name, text: groups.text }];
  });
}

function commandsOf({ text, terminal }) {
  const sessions = text.split(/^\$ /m).slice(1);
  return sessions.map((session, index) => {
    const [, command, shown] = /^((?:.*\\\n)*.*)\n?([\s\S]*)$/.exec(session);
    const keepsRunning = index === sessions.length - 1;
    return {
      kind: 'command',
      command,
      shown: shown.trimEnd(),
      terminal: keepsRunning ? terminal : undefined,
    };
  });
}
