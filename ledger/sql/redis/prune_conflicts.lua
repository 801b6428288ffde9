-- Removes the conflicts of one delivery that are older than the retention. KEYS: the conflicts.
-- ARGV: retention. Gives how many.
local time = redis.call('TIME')
local oldest = time[1] * 1000 + math.floor(time[2] / 1000) - ARGV[1]
local all, removed = redis.call('HGETALL', KEYS[1]), 0
for i = 1, #all, 2 do
    if cjson.decode(all[i + 1])[9] < oldest then
        removed = removed + redis.call('HDEL', KEYS[1], all[i])
    end
end
return removed
