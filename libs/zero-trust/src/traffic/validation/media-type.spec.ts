import { describe, expect, it } from 'vitest';
import { acceptsBody } from './media-type.js';

describe('acceptsBody', () => {
  it.each([
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/merge-patch+json',
    'application/vnd.orders.v2+json',
  ])('takes %s', (type) => {
    expect(acceptsBody(type)).toBe(true);
  });

  it.each([
    undefined,
    '',
    'json',
    'text/plain',
    'text/json',
    'application/jsonp',
    'application/xjson',
    'application/x+json+xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/json; charset=iso-8859-1',
    'application/json; charset=utf-8; charset=utf-16',
    'application/json, text/plain',
  ])('refuses %j', (type) => {
    expect(acceptsBody(type)).toBe(false);
  });

  it('takes exactly what a route consumes instead, if it says so', () => {
    const accepted = ['multipart/form-data', 'Text/CSV'];
    expect(acceptsBody('multipart/form-data; boundary=x', accepted)).toBe(true);
    expect(acceptsBody('text/csv; charset=utf-8', accepted)).toBe(true);
    expect(acceptsBody('text/csv; charset=utf-7', accepted)).toBe(false);
    expect(acceptsBody('application/json', accepted)).toBe(false);
  });
});
