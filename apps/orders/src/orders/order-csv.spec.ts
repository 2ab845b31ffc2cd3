import { describe, expect, it } from 'vitest';
import { toCsv } from './order-csv.js';
import type { Order } from './order.js';

const ORDER: Order = {
  id: '12345',
  organizationId: 'acme',
  creatorId: 'bob',
  customerName: 'Wile E. Coyote',
  customerEmail: 'wile@customers.example',
  status: 'pending',
  items: [
    { sku: 'SKU-0001', quantity: 2, unitPriceCents: 625 },
    { sku: 'SKU-0007', quantity: 1, unitPriceCents: 1_375 },
  ],
  totalCents: 2_625,
  currency: 'USD',
  classification: 'internal',
  sensitive: false,
  internalNotes: 'for nobody',
  marginCents: 4_711,
  createdAt: new Date('2026-01-05T10:00:00Z'),
  updatedAt: new Date('2026-01-05T11:00:00Z'),
};

const named = (customerName: string): string => toCsv({ ...ORDER, customerName }).split('\r\n')[1] ?? '';

describe('an order as CSV', () => {
  it('has a heading and a record for each line, and nothing that only editors see', () => {
    const rest = 'acme,bob,Wile E. Coyote,wile@customers.example,pending';
    const times = '2026-01-05T10:00:00.000Z,2026-01-05T11:00:00.000Z';
    expect(toCsv(ORDER).split('\r\n')).toEqual([
      'id,organizationId,creatorId,customerName,customerEmail,status,sku,quantity,unitPriceCents,' +
        'totalCents,currency,classification,sensitive,createdAt,updatedAt',
      `12345,${rest},SKU-0001,2,625,2625,USD,internal,false,${times}`,
      `12345,${rest},SKU-0007,1,1375,2625,USD,internal,false,${times}`,
      '',
    ]);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\uff1d1', '\uff0b1', '\uff0d1', '\uff201'])(
    'makes a text of %j, which a spreadsheet would calculate',
    (name) => {
      expect(named(name)).toMatch(/^12345,acme,bob,"?'/);
    },
  );

  it.each([
    [' =1+1', " '=1+1"],
    ['\u00a0@SUM(A1)', "\u00a0'@SUM(A1)"],
    ['x;=1+1', "x;'=1+1"],
    ['x; =1;-2', "x; '=1;'-2"],
    ['x\t+1', "x\t'+1"],
    ['x\r=1', "x\r'=1"],
    ['Smith-Jones; 3+4', 'Smith-Jones; 3+4'],
  ])(
    'makes a text of %j also where a spreadsheet trims blanks or splits at another separator',
    (name, text) => {
      expect(named(name).replaceAll('"', '')).toContain(`bob,${text},wile@`);
    },
  );

  it('keeps a formula a text although it comes with quotes and separators', () => {
    expect(named('=HYPERLINK("http://evil.example","A,B")')).toContain(
      `"'=HYPERLINK(""http://evil.example"",""A,B"")"`,
    );
  });

  it('lets nobody begin a record or a cell of their own', () => {
    expect(named('a",=1')).toContain(',"a"",=1",');
    const records = toCsv({ ...ORDER, customerName: 'a\r\n=1,2' });
    expect(records).toContain(`"a\r\n'=1,2"`);
  });
});
