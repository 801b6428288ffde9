-- Commits. KEYS: the delivery, and if it answers an order, the order and the waiting ones.
-- ARGV: token, claimant, retention, and the order's name. Gives 1, or 0 if the lease is lost.
local kept = redis.call('HMGET', KEYS[1], 's', 't', 'c')
if kept[2] ~= ARGV[1] or kept[3] ~= ARGV[2] or (kept[1] ~= '0' and kept[1] ~= '1') then
    return 0
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if kept[1] == '0' then
    redis.call('HSET', KEYS[1], 's', '1', 'h', now)
    redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
if KEYS[2] and redis.call('ZREM', KEYS[3], ARGV[4]) == 1 and redis.call('EXISTS', KEYS[2]) == 1 then
    redis.call('HSET', KEYS[2], 'c', now)
    redis.call('PEXPIRE', KEYS[2], ARGV[3])
end
return 1
