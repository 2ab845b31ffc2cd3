/**
 * Stores one fact about somebody's standing and gives it the next position; a few facts that have expired, by the clock of
 * the server, go.
 *
 * KEYS: head (a hash: epoch, position), facts (a hash: key → value, expiry in ms or nothing), positions and expiries (sorted
 * sets of the keys). ARGV: an epoch should there be none, key, value, time to live in ms or nothing. Answers: position.
 */
export const STANDING_WRITE = `
local head, facts, positions, expiries = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, key in ipairs(redis.call('ZRANGEBYSCORE', expiries, '-inf', now, 'LIMIT', 0, 10)) do
  redis.call('HDEL', facts, key)
  redis.call('ZREM', positions, key)
  redis.call('ZREM', expiries, key)
end
redis.call('HSETNX', head, 'epoch', ARGV[1])
local position = redis.call('HINCRBY', head, 'position', 1)
redis.call('ZADD', positions, position, ARGV[2])
if ARGV[4] == '' then
  redis.call('ZREM', expiries, ARGV[2])
  redis.call('HSET', facts, ARGV[2], ARGV[3] .. ':')
else
  local expiry = string.format('%.0f', now + ARGV[4])
  redis.call('ZADD', expiries, expiry, ARGV[2])
  redis.call('HSET', facts, ARGV[2], ARGV[3] .. ':' .. expiry)
end
return position
`;
