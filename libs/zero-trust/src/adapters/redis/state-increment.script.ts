/**
 * Adds to the counter KEYS[1]; its first increment sets its end, by the clock of the server.
 *
 * ARGV: what to add, time to live in ms. Answers: the value as text, because a Lua number would lose digits; ms until the end.
 */
export const STATE_INCREMENT = `
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('SET', KEYS[1], 0, 'PX', ARGV[2])
end
redis.call('INCRBY', KEYS[1], ARGV[1])
return { redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1]) }
`;
