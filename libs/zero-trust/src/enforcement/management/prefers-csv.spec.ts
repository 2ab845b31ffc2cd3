import { describe, expect, it } from 'vitest';
import { prefersCsv } from './prefers-csv.js';

describe('prefersCsv', () => {
  it.each([
    'text/csv',
    'TEXT/CSV; charset=utf-8',
    'text/csv, application/json',
    'application/json;q=0.8, text/csv;q=0.9',
    '*/*, text/csv',
  ])('says yes to %j', (accept) => {
    expect(prefersCsv(accept)).toBe(true);
  });

  it.each([
    undefined,
    '',
    '*/*',
    'application/json',
    'text/csv;q=0',
    'text/csv;q=0.1, application/json',
    'text/*',
    'text/csv,,;',
    '\u0000',
  ])('says no to %j', (accept) => {
    expect(prefersCsv(accept)).toBe(false);
  });
});
