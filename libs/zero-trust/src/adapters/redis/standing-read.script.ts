/**
 * One page of facts, by position, from a cursor on; from the first fact if the cursor is of another epoch or ahead of the
 * server, which has then lost what it had.
 *
 * KEYS as for the write. ARGV: an epoch should there be none, epoch and position of the cursor or nothing, facts per page.
 * Answers: epoch, 1 if from the start, position read up to, 1 if there is more; then of each fact key, value, remaining ms
 * or nothing, position.
 */
export const STANDING_READ = `
local head, facts, positions = KEYS[1], KEYS[2], KEYS[3]
redis.call('HSETNX', head, 'epoch', ARGV[1])
local epoch = redis.call('HGET', head, 'epoch')
local last = tonumber(redis.call('HGET', head, 'position') or '0')
local after = tonumber(ARGV[3])
local from_start = 0
if ARGV[2] ~= epoch or not after or after > last then
  after, from_start = 0, 1
end
if after == last then
  return { epoch, from_start, last, 0 }
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local size = tonumber(ARGV[4])
local found = redis.call('ZRANGEBYSCORE', positions, '(' .. after, '+inf', 'WITHSCORES', 'LIMIT', 0, size)
local has_more = 0
if #found == 2 * size then
  last, has_more = tonumber(found[#found]), 1
end
local answer = { epoch, from_start, last, has_more }
for index = 1, #found, 2 do
  local value, expiry = string.match(redis.call('HGET', facts, found[index]) or '', '^(%d+):(%d*)$')
  local remaining = ''
  if expiry and expiry ~= '' then
    remaining = string.format('%.0f', expiry - now)
  end
  if remaining == '' or tonumber(remaining) > 0 then
    for _, part in ipairs({ found[index], value or '', remaining, found[index + 1] }) do
      answer[#answer + 1] = part
    end
  end
end
return answer
`;
