import { describe, expect, it } from 'vitest';
import { PasswordPolicy } from './password-policy.js';

const policy = new PasswordPolicy();

describe('PasswordPolicy', () => {
  it.each(['correct-Horse-7-bob', 'vT9#kQ2!mZx8', 'seven purple anchors dream'])('accepts %j', (password) => {
    expect(policy.problemOf(password)).toBe(undefined);
  });

  it.each([
    'passwordpassword',
    'Password123456!',
    'qwertyuiop1234',
    'aaaaaaaaaaaaaaaa',
    'P@ssw0rdP@ssw0rd',
    '123456789012',
  ])('refuses %j, which attackers try early', (password) => {
    expect(policy.problemOf(password)).toBe('too-guessable');
  });

  it('refuses what is made of the name or address of the person', () => {
    const password = 'MortimerOakenshaw';
    expect(policy.problemOf(password)).toBe(undefined);
    expect(policy.problemOf(password, ['mortimer.oakenshaw@example.com'])).toBe('too-guessable');
  });

  it('says whether a password is too short or too long, and estimates neither', () => {
    expect(policy.problemOf('vT9#kQ2!mZx')).toBe('too-short');
    expect(policy.problemOf('x7'.repeat(100_000))).toBe('too-long');
  });

  it('answers soon, however long the personal words are', () => {
    const began = performance.now();
    policy.problemOf('vT9#kQ2!mZx8'.repeat(10), ['a b '.repeat(100_000)]);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
