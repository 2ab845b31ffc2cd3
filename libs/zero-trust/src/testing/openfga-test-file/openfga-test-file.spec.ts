import { describe, expect, it } from 'vitest';
import { embeddedRelationships } from '../../authorization/relationships/embedded/embedded-relationships.js';
import { parseOpenFgaTestFile } from './openfga-test-file.js';
import { runOpenFgaTests } from './run-openfga-tests.js';

const MODEL = `model
            schema 1.1
          type user
          type order
            relations
              define viewer: [user]`;

const FILE = `
tests:
  - name: orders
    stages:
      - model: |
          ${MODEL}
        tuples:
          - { user: "user:ann", relation: viewer, object: "order:1" }
        checkAssertions:
          - { tuple: { user: "user:ann", relation: viewer, object: "order:1" }, expectation: true }
          - { tuple: { user: "user:bob", relation: viewer, object: "order:1" }, expectation: true }
          - { tuple: { user: "robot:1", relation: viewer, object: "order:1" }, errorCode: 2000 }
        listObjectsAssertions:
          - { request: { user: "user:ann", type: order, relation: viewer }, expectation: ["order:1"] }
        listUsersAssertions:
          - { request: { filters: [user], object: "order:1", relation: viewer }, expectation: ["user:ann"] }
          - { request: { filters: [user], object: "order:1", relation: viewer }, expectation: [] }
`;

const BROKEN = `
tests:
  - name: broken
    stages:
      - model: nonsense
        checkAssertions:
          - { tuple: { user: "user:ann", relation: viewer, object: "order:1" }, expectation: false }
          - { tuple: { user: "user:ann", relation: viewer, object: "order:1" }, errorCode: 2000 }
`;

const createStore = () => async (model: string) => embeddedRelationships({ model }).create();

describe('a file of OpenFGA tests', () => {
  it('passes what holds and fails what does not, with the question and both answers', async () => {
    const report = await runOpenFgaTests(parseOpenFgaTestFile(FILE, 'orders.yaml'), { createStore });
    expect(report.passed).toBe(4);
    expect(report.failures).toHaveLength(2);
    expect(report.failures[0]).toMatch(/^orders, stage 1: check .*user:bob.*: expected true, got false$/);
    expect(report.failures[1]).toMatch(/^orders, stage 1: list users .*: expected \[\], got \["user:ann"\]$/);
  });

  it('fails every assertion of a stage whose model cannot be used, whatever error it expects', async () => {
    const report = await runOpenFgaTests(parseOpenFgaTestFile(BROKEN, 'broken.yaml'), { createStore });
    expect([report.passed, report.failures.length]).toEqual([0, 2]);
  });

  it('counts what an engine cannot be asked, with its reason', async () => {
    const tests = parseOpenFgaTestFile(BROKEN, 'broken.yaml');
    const inapplicability = (): string => 'no such model here';
    const report = await runOpenFgaTests(tests, { createStore, inapplicability });
    expect(report).toEqual({
      passed: 0,
      failures: [],
      inapplicable: ['no such model here', 'no such model here'],
    });
  });

  it.each([
    ['no YAML', 'tests: [', /bad\.yaml is no YAML/],
    ['no tests', 'model: x', /bad\.yaml has no list "tests"/],
    ['a test without a name', 'tests: [{ stages: [] }]', /test 1 has no "name"/],
    ['a stage without a model', 'tests: [{ name: a, stages: [{}] }]', /test 1 has no "name" and "stages"/],
  ])('refuses text with %s', (_, text, message) => {
    expect(() => parseOpenFgaTestFile(text, 'bad.yaml')).toThrow(message);
  });
});
