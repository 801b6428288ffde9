-- Releases. KEYS: the delivery. ARGV: token, claimant, retention. Gives 1, or 0 if it is lost.
local kept = redis.call('HMGET', KEYS[1], 's', 't', 'c')
if kept[2] ~= ARGV[1] or kept[3] ~= ARGV[2] or (kept[1] ~= '0' and kept[1] ~= '2') then
    return 0
end
if kept[1] == '0' then
    local time = redis.call('TIME')
    redis.call('HSET', KEYS[1], 's', '2', 'h', time[1] * 1000 + math.floor(time[2] / 1000))
    redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return 1
