import { describe, expect, it } from 'vitest';
import { callersCsv } from './callers-csv.js';
import type { CallerRow } from './lifecycle-report.js';

const ROW: CallerRow = {
  caller: 'consumer',
  issuer: 'https://auth.example.com',
  clientId: 'shop',
  subject: 'bob',
  route: 'GET /v1/orders',
  version: '1',
  deprecatedSince: null,
  end: '2027-12-31T00:00:00.000Z',
  successor: null,
  firstSeen: '2027-01-01T00:00:00.000Z',
  lastSeen: '2027-01-02T00:00:00.000Z',
  answered: 3,
  refused: 0,
  brownout: 0,
  afterEnd: 0,
};

describe('callersCsv', () => {
  it('has a heading, a record for each row, and empty cells for what is not known', () => {
    expect(callersCsv([ROW]).split('\r\n').slice(1)).toEqual([
      'consumer,https://auth.example.com,shop,bob,GET /v1/orders,1,,2027-12-31T00:00:00.000Z,,2027-01-01T00:00:00.000Z,2027-01-02T00:00:00.000Z,3,0,0,0',
      '',
    ]);
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    [' =1+1', " '=1+1"],
    ['x;=1+1', "x;'=1+1"],
    ['\uff1d1', "'\uff1d1"],
    ['client-1', 'client-1'],
  ])('makes a text of %j, where a spreadsheet would calculate it', (clientId, cell) => {
    expect(callersCsv([{ ...ROW, clientId }])).toContain(`auth.example.com,${cell},bob`);
  });

  it('lets nobody begin a record or a cell of their own', () => {
    const text = callersCsv([{ ...ROW, subject: 'a",b\r\n=1,2' }]);
    expect(text).toContain(`,"a"",b\r\n'=1,2",`);
  });
});
