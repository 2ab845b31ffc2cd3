import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCE = join(import.meta.dirname, '../../libs/zero-trust/src');
const EXPORT_LIST = /^export (?:type )?\{([^}]*)\} from '\.\/([^']+)\.js';$/gm;
const DECLARATION = /^export (?:abstract )?(?:interface|type|class) (\w+)/gm;

/** What `index.ts` exports, by the file that it comes from. */
const exported = new Map(
  [...readFileSync(join(SOURCE, 'index.ts'), 'utf8').matchAll(EXPORT_LIST)].map(
    ([, names = '', file = '']) => [file, namesIn(names)],
  ),
);
const ports = [...exported.keys()].filter((file) => file.endsWith('.port'));

/** `type A, B` as names. */
function namesIn(list: string): readonly string[] {
  return list.split(',').flatMap((name) => name.replace('type ', '').trim() || []);
}

function declaredIn(file: string): readonly string[] {
  const names = [...readFileSync(join(SOURCE, `${file}.ts`), 'utf8').matchAll(DECLARATION)];
  return [...new Set(names.map(([, name = '']) => name))];
}

describe('a port that applications may implement', () => {
  it('is looked for where there are some', () => {
    expect(ports.map((file) => file.replace(/^.*\//, ''))).toEqual(
      expect.arrayContaining(['relationship-engine.port', 'tuple-store.port', 'outbox.port']),
    );
  });

  it.each(ports)('%s is exported with every type that it names as its own', (file) => {
    expect(declaredIn(file).filter((name) => !exported.get(file)?.includes(name))).toEqual([]);
  });
});
