-- Writes down an order that waits. KEYS: the order, the waiting ones. ARGV: its name, amount,
-- currency, placed, due, retention.
local cleared = redis.call('HGET', KEYS[1], 'c')
if cleared and tonumber(ARGV[4]) <= tonumber(cleared) then
    return 0
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HDEL', KEYS[1], 'c')
redis.call('HSET', KEYS[1], 'a', ARGV[2], 'y', ARGV[3], 'p', ARGV[4], 'd', ARGV[5])
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.max(ARGV[5] - now, 0) + ARGV[6]))
redis.call('ZADD', KEYS[2], ARGV[5], ARGV[1])
return 1
