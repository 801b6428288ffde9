-- Crosses an order off. KEYS: the order, the waiting ones. ARGV: its name, retention. Gives whether
-- it waited.
if redis.call('ZREM', KEYS[2], ARGV[1]) == 0 or redis.call('EXISTS', KEYS[1]) == 0 then
    return 0
end
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], 'c', time[1] * 1000 + math.floor(time[2] / 1000))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
