-- Extends. KEYS: the delivery. ARGV: token, claimant, lease, retention. Gives the new end of the
-- lease, or 0 if it is lost.
local kept = redis.call('HMGET', KEYS[1], 's', 't', 'c')
if kept[2] ~= ARGV[1] or kept[3] ~= ARGV[2] or kept[1] ~= '0' then
    return 0
end
local time = redis.call('TIME')
local ends = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[3]
redis.call('HSET', KEYS[1], 'u', ends)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return ends
