-- Removes from what is known of an order number what Redis has removed since. KEYS: that, and the
-- deliveries and orders in it.
for i = 2, #KEYS do
    if redis.call('EXISTS', KEYS[i]) == 0 then
        redis.call('HDEL', KEYS[1], KEYS[i])
    end
end
return 0
