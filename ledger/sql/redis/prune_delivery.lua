-- Removes a delivery that is older than the retention and not in progress. KEYS: the delivery.
-- ARGV: retention.
local kept = redis.call('HMGET', KEYS[1], 's', 'u', 'h')
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if kept[3] and tonumber(kept[3]) < now - ARGV[1] and not (kept[1] == '0' and tonumber(kept[2]) > now) then
    return redis.call('DEL', KEYS[1])
end
return 0
