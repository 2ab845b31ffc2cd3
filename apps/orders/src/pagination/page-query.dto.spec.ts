import { describe, expect, it } from 'vitest';
import { brokenRules } from '../testing/broken-rules.js';
import { PageQuery } from './page-query.dto.js';

describe('the query of a list', () => {
  it.each([{}, { limit: '1' }, { limit: '100' }, { cursor: 'abc' }])('may be %j', (query) => {
    expect(brokenRules(PageQuery, query)).toEqual({});
  });

  it.each(['0', '101', '1e1', ' 7', '', null])('has no limit %j', (limit) => {
    expect(brokenRules(PageQuery, { limit })).toEqual({ limit: ['matches'] });
  });

  it('has a cursor that is a text of at most 1,000 characters', () => {
    expect(brokenRules(PageQuery, { cursor: 7 })).toEqual({ cursor: ['isString', 'maxLength'] });
    expect(brokenRules(PageQuery, { cursor: null })).toEqual({ cursor: ['isString', 'maxLength'] });
    expect(brokenRules(PageQuery, { cursor: 'a'.repeat(1_001) })).toEqual({ cursor: ['maxLength'] });
  });
});
