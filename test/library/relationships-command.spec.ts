import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MAIN = join(import.meta.dirname, '../../libs/zero-trust/dist/commands/relationships/main.js');
const COMMANDS = [
  'check',
  'explain',
  'list-objects',
  'list-users',
  'import',
  'export',
  'reconcile',
  'types',
  'test',
] as const;

const MODEL = `model
  schema 1.1
type user
type organization
  relations
    define member: [user]
type order
  relations
    define organization: [organization]
    define guest: [user with in_country]
    define viewer: guest or member from organization
condition in_country(country: string) {
  country == "CA"
}
`;
const TUPLES = `// people
organization:acme#member@user:bob

order:1#organization@organization:acme
`;
const JSON_LINES = `{"user":"user:eve","relation":"guest","object":"order:2","condition":{"name":"in_country"}}
{"subject":"user:bob","relation":"member","object":"organization:acme"}
`;
const TESTS = `tests:
  - name: members
    stages:
      - model: |
          model
            schema 1.1
          type user
          type order
            relations
              define viewer: [user]
        tuples:
          - { user: user:bob, relation: viewer, object: order:1 }
        checkAssertions:
          - tuple: { user: user:bob, relation: viewer, object: order:1 }
            expectation: true
          - tuple: { user: user:eve, relation: viewer, object: order:1 }
            expectation: EVE
        listObjectsAssertions:
          - request: { user: user:bob, type: order, relation: viewer }
            expectation: [order:1]
`;

let folder: string;

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built command as a process of its own, in the folder of the files. */
function relationships(...args: readonly string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 20_000,
    env: { ...process.env, NODE_OPTIONS: '', OPENFGA_API_TOKEN: undefined, SPICEDB_TOKEN: undefined },
  });
  return { code: status, out: stdout, err: stderr };
}

const GRAPH = ['--model', 'model.fga', '--tuples', 'tuples.txt'] as const;
const LINES = ['--model', 'model.fga', '--tuples', 'tuples.jsonl'] as const;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'relationships-command-'));
  const files = {
    'model.fga': MODEL,
    'tuples.txt': TUPLES,
    'tuples.jsonl': JSON_LINES,
    'tuples.csv': '',
    'broken.txt': 'organization:acme#member@user:bob\nnonsense\n',
    'good.yaml': TESTS.replace('EVE', 'false'),
    'bad.yaml': TESTS.replace('EVE', 'true'),
    'broken.fga': MODEL.replace('member from organization', 'members from organization'),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('relationships, as built (npm run build)', () => {
  it.each(COMMANDS)('%s --help shows how it is used, with an example', (name) => {
    const { code, out, err } = relationships(name, '--help');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^Usage: relationships ${name} `));
    expect(out).toMatch(new RegExp(`Example:\n  relationships ${name} `));
  });

  it('lists for import no graph that it refuses', () => {
    expect(relationships('import', '--help').out).not.toContain('--tuples');
  });

  it('names every command when it is told none, and says so by its exit code', () => {
    const { code, out } = relationships();
    expect(code).toBe(2);
    expect([...out.matchAll(/^ {2}([\w-]+) {2,}\w/gm)].map(([, name]) => name)).toEqual(COMMANDS);
  });
});

describe('relationships check', () => {
  it('answers with the exit code, too', () => {
    expect(relationships('check', 'user:bob', 'viewer', 'order:1', ...GRAPH)).toEqual({
      code: 0,
      out: 'granted\n',
      err: '',
    });
    expect(relationships('check', 'user:eve', 'viewer', 'order:1', ...GRAPH)).toEqual({
      code: 1,
      out: 'denied\n',
      err: '',
    });
  });

  it('takes a context for conditions and tuples for this one question', () => {
    const question = ['check', 'user:eve', 'viewer', 'order:2', ...LINES];
    expect(relationships(...question, '--context', '{"country":"CA"}').out).toBe('granted\n');
    expect(relationships(...question, '--context', '{"country":"US"}').out).toBe('denied\n');
    const along = [
      '--with',
      'order:2#organization@organization:acme',
      '--with',
      'organization:acme#member@user:eve',
    ];
    expect(relationships(...question, '--context', '{"country":"US"}', ...along).out).toBe('granted\n');
  });
});

describe('relationships explain', () => {
  it('shows the path that granted, indented', () => {
    const { code, out } = relationships('explain', 'user:bob', 'viewer', 'order:1', ...GRAPH);
    expect(code).toBe(0);
    expect(out).toContain('✓ order:1#viewer@user:bob  by ');
    expect(out).toMatch(/^ +tuple organization:acme#member@user:bob$/m);
    expect(out).toMatch(/\ngranted\n$/);
  });

  it('shows what was tried', () => {
    const { code, out } = relationships('explain', 'user:eve', 'viewer', 'order:1', ...GRAPH);
    expect(code).toBe(1);
    expect(out).toMatch(/^ +✗ organization:acme#member@user:eve {2}by /m);
    expect(out).toMatch(/\ndenied\n$/);
  });

  it('gives the tree to programs', () => {
    const { out } = relationships('explain', 'user:bob', 'viewer', 'order:1', ...GRAPH, '--json');
    expect(JSON.parse(out)).toMatchObject({ allowed: true, tree: { outcome: 'granted' } });
  });
});

describe('relationships list-objects and list-users', () => {
  it('print one a line', () => {
    expect(relationships('list-objects', 'user:bob', 'viewer', 'order', ...GRAPH).out).toBe('order:1\n');
    expect(relationships('list-objects', 'user:eve', 'viewer', 'order', ...GRAPH).out).toBe('');
    expect(relationships('list-users', 'order:1', 'viewer', ...GRAPH).out).toBe('user:bob\n');
  });
});

describe('relationships export', () => {
  it('writes what can be read again, in each format', () => {
    const lines = relationships('export', ...LINES)
      .out.trim()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      [
        { subject: 'user:eve', relation: 'guest', object: 'order:2', condition: { name: 'in_country' } },
        { subject: 'user:bob', relation: 'member', object: 'organization:acme' },
      ].toSorted((a, b) => (a.object < b.object ? -1 : 1)),
    );
    for (const file of ['out.jsonl', 'out.json', 'out.yaml']) {
      expect(relationships('export', ...LINES, '--out', file).out).toBe(`exported 2 tuples to ${file}\n`);
      const again = relationships('export', '--model', 'model.fga', '--tuples', file);
      expect(again.out.trim().split('\n')).toEqual(lines);
    }
  });
});

describe('relationships types', () => {
  it('writes the type to a file', () => {
    expect(relationships('types', '--model', 'model.fga', '--name', 'Graph', '--out', 'graph.ts').code).toBe(
      0,
    );
    expect(readFileSync(join(folder, 'graph.ts'), 'utf8')).toContain('export type Graph = {');
  });
});

describe('relationships test', () => {
  it('counts what passed', () => {
    expect(relationships('test', 'good.yaml', 'good.yaml')).toEqual({
      code: 0,
      out: '6 passed, 0 failed\n',
      err: '',
    });
  });

  it('shows each failure with its file and fails', () => {
    const { code, out } = relationships('test', 'good.yaml', 'bad.yaml');
    expect(code).toBe(1);
    expect(out).toMatch(/^bad\.yaml: members, stage 1: check .*user:eve.*: expected true, got false$/m);
    expect(out).toMatch(/^5 passed, 1 failed\n$/m);
  });
});

describe('what cannot be done', () => {
  it.each([
    [['nonsense'], /There is no command 'nonsense'\. There are check, /],
    [['check', 'user:bob'], /cannot be run with 1 word\.\n\nUsage: relationships check /],
    [['check', 'user:bob', 'viewer', 'order:1', '--modle', 'x'], /Unknown option '--modle'.*--help/s],
    [['check', 'user:bob', 'viewer', 'order:1'], /--model FILE is missing/],
    [
      ['check', 'user:bob', 'viewer', 'order:1', '--model', 'model.fga'],
      /No graph is named; say which graph: --tuples/,
    ],
    [
      ['check', 'user:bob', 'viewer', 'order:1', ...GRAPH, '--openfga', 'http://localhost:1'],
      /More than one graph/,
    ],
    [
      ['check', 'user:bob', 'viewer', 'order:1', ...GRAPH, '--context', '[]'],
      /--context takes a JSON object/,
    ],
    [
      ['check', 'user:bob', 'owner', 'order:1', ...GRAPH],
      /no relation "owner"; it has organization, guest, viewer/,
    ],
    [['check', 'bob', 'viewer', 'order:1', ...GRAPH], /"bob" is not a subject/],
    [
      ['check', 'user:bob', 'viewer', 'order:1', '--model', 'absent.fga', '--tuples', 'tuples.txt'],
      /absent\.fga cannot be read/,
    ],
    [
      ['check', 'user:bob', 'viewer', 'order:1', '--model', 'broken.fga', '--tuples', 'tuples.txt'],
      /broken\.fga:\d+/,
    ],
    [
      ['check', 'user:bob', 'viewer', 'order:1', '--model', 'model.fga', '--tuples', 'absent.txt'],
      /^absent\.txt cannot be read: there is no such file; check the path\.$/m,
    ],
    [
      ['check', 'user:bob', 'viewer', 'order:1', '--model', 'model.fga', '--tuples', 'tuples.csv'],
      /tuples are read from \.jsonl/,
    ],
    [
      ['check', 'user:bob', 'viewer', 'order:1', '--model', 'model.fga', '--tuples', 'broken.txt'],
      /broken\.txt:2: "nonsense" is not a tuple/,
    ],
    [
      ['check', 'user:bob', 'viewer', 'order:1', '--model', 'model.fga', '--openfga', 'http://localhost:1'],
      /--store NAME is missing/,
    ],
    [
      ['check', 'user:bob', 'viewer', 'order:1', '--model', 'model.fga', '--spicedb', 'localhost:1'],
      /SPICEDB_TOKEN is missing/,
    ],
    [
      ['check', 'user:bob', 'viewer', 'order:1', '--model', 'model.fga', '--database', 'mysql://x'],
      /--database takes a URL such as/,
    ],
    [['import', 'tuples.txt', ...GRAPH], /Unknown option '--tuples'.* See 'relationships import --help'/s],
    [['export', ...GRAPH, '--out', 'tuples.csv'], /--out takes a file that ends in/],
    [['reconcile', '--model', 'model.fga'], /--database URL is missing/],
    [['types'], /--model FILE is missing/],
    [['types', '--model', 'model.fga', '--name', 'not a name'], /--name takes the name of a TypeScript type/],
    [['test', 'absent.yaml'], /^absent\.yaml cannot be read: there is no such file; check the path\.$/m],
    [['test', 'model.fga'], /model\.fga/],
  ])('%j ends with 2 and one message that says why', (args, message) => {
    const { code, out, err } = relationships(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('ends in time when the server is not there', () => {
    const server = ['--model', 'model.fga', '--openfga', 'http://127.0.0.1:9', '--store', 'orders'];
    const { code, out, err } = relationships('check', 'user:bob', 'viewer', 'order:1', ...server);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/OpenFGA|openfga/);
    expect(err).not.toMatch(/\n\s+at /);
  });
});
