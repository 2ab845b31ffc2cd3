/**
 * Counts one hit of KEYS[1]: a fixed window whose end is the key's own expiry, by the clock of the server. The text
 * `blocked` in place of the count is a block, which ends as the key does.
 *
 * ARGV: window in ms, limit, block in ms. Answers: hits, ms until the key ends, 1 if blocked.
 */
export const THROTTLER_HIT = `
local hits = redis.call('GET', KEYS[1])
if hits == 'blocked' then
  return { 0, redis.call('PTTL', KEYS[1]), 1 }
end
if not hits then
  redis.call('SET', KEYS[1], 0, 'PX', ARGV[1])
end
hits = redis.call('INCR', KEYS[1])
local remaining = redis.call('PTTL', KEYS[1])
if hits <= (tonumber(ARGV[2]) or 0) then
  return { hits, remaining, 0 }
end
local block = tonumber(ARGV[3])
if block and block > remaining then
  remaining = block
end
redis.call('SET', KEYS[1], 'blocked', 'PX', string.format('%.0f', remaining))
return { 0, remaining, 1 }
`;
