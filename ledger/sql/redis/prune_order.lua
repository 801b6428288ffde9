-- Removes an order that was crossed off, or was due, longer than the retention ago. KEYS: the order,
-- the waiting ones. ARGV: its name, retention. Gives 1 if it did.
local kept = redis.call('HMGET', KEYS[1], 'c', 'd')
local time = redis.call('TIME')
local oldest = time[1] * 1000 + math.floor(time[2] / 1000) - ARGV[2]
local moment = kept[1] or kept[2]
if moment and tonumber(moment) < oldest then
    redis.call('ZREM', KEYS[2], ARGV[1])
    return redis.call('DEL', KEYS[1])
end
if not moment then
    redis.call('ZREM', KEYS[2], ARGV[1])
end
return 0
