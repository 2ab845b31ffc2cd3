import { describe, expect, it } from 'vitest';
import { shareOf } from './target-load.js';

const requests = ['a', 'b', 'c', 'd', 'e'].map((token) => ({ path: '/', token }));

describe('the requests of a connection', () => {
  it('are shared out without any being sent twice, when each is for once', () => {
    const shares = [0, 1].map((index) => shareOf({ requests, sendOnce: true }, { index, connections: 2 }));
    const tokens = shares.flat().map(({ token }) => token);
    expect(tokens.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('are all of them, each connection beginning elsewhere, when they are cycled through', () => {
    const share = shareOf({ requests, sendOnce: false }, { index: 1, connections: 2 });
    expect(share.map(({ token }) => token).join('')).toBe('cdeab');
  });
});
