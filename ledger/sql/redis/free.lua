-- A person gives a delivery free. KEYS: the delivery. ARGV: retention. Gives 1, or 0 if there is
-- none.
if redis.call('EXISTS', KEYS[1]) == 0 then
    return 0
end
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], 's', '3', 'h', time[1] * 1000 + math.floor(time[2] / 1000))
redis.call('HINCRBY', KEYS[1], 't', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
