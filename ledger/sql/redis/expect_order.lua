-- Writes down an order that waits. KEYS: the order, the waiting ones, what is known of its number.
-- ARGV: its name, amount, currency, placed, due, retention.
local resolved = redis.call('HGET', KEYS[1], 'c')
if resolved and tonumber(ARGV[4]) <= tonumber(resolved) then
    return 0
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- Orders that were never settled leave their names here when Redis removes them: each order that is
-- written down takes a few away, so that they do not pile up where nobody prunes. A name is JSON
-- behind the same beginning of the key.
local beginning = string.sub(KEYS[1], 1, -1 - #ARGV[1])
local oldest = string.format('%.0f', now - ARGV[6])
for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', oldest, 'LIMIT', 0, 4)) do
    if redis.call('EXISTS', beginning .. name) == 0 then
        redis.call('ZREM', KEYS[2], name)
    end
end
redis.call('HDEL', KEYS[1], 'c')
redis.call('HSET', KEYS[1], 'a', ARGV[2], 'y', ARGV[3], 'p', ARGV[4], 'd', ARGV[5])
local wait = math.max(ARGV[5] - now, 0)
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', wait + ARGV[6]))
redis.call('ZADD', KEYS[2], ARGV[5], ARGV[1])
redis.call('HSET', KEYS[3], KEYS[1], '')
redis.call('PEXPIRE', KEYS[3], string.format('%.0f', wait + 2 * ARGV[6]))
return 1
