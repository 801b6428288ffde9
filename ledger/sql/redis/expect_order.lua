-- Writes down an order that waits. KEYS: the order, the waiting ones, what is known of its number.
-- ARGV: its name, amount, currency, placed, due, retention.
local cleared = redis.call('HGET', KEYS[1], 'c')
if cleared and tonumber(ARGV[4]) <= tonumber(cleared) then
    return 0
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HDEL', KEYS[1], 'c')
redis.call('HSET', KEYS[1], 'a', ARGV[2], 'y', ARGV[3], 'p', ARGV[4], 'd', ARGV[5])
local wait = math.max(ARGV[5] - now, 0)
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', wait + ARGV[6]))
redis.call('ZADD', KEYS[2], ARGV[5], ARGV[1])
redis.call('HSET', KEYS[3], KEYS[1], '')
redis.call('PEXPIRE', KEYS[3], string.format('%.0f', wait + 2 * ARGV[6]))
return 1
