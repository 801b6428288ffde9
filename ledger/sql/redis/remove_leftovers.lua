-- Takes orders that Redis has removed out of those that wait. KEYS: the waiting ones, the orders.
-- ARGV: their names. Gives how many it were.
local removed = 0
for i = 1, #ARGV do
    if redis.call('EXISTS', KEYS[i + 1]) == 0 then
        removed = removed + redis.call('ZREM', KEYS[1], ARGV[i])
    end
end
return removed
