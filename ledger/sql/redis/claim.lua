-- One claim. KEYS: the delivery, its conflicts, and if it names an order, what is known of that order
-- number. ARGV: claimant, lease, retention, fingerprint, provider, kind, merchant, status, order,
-- transaction, amount, currency.
-- Gives {1, token, end of the lease}, {2} for a repeat, {3, rest of the lease} for in progress,
-- {4, first's fingerprint, order, amount, currency, first seen, last seen, times} for a conflict.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- Twice the retention: a delivery that is committed or released later is kept for longer too.
local function remember()
    if KEYS[3] then
        redis.call('HSET', KEYS[3], KEYS[1], '')
        redis.call('PEXPIRE', KEYS[3], 2 * ARGV[3])
    end
end
local kept = redis.call('HMGET', KEYS[1], 's', 't', 'c', 'u', 'o', 'n', 'y')
local state, token = kept[1], 1
if state then
    local agree = kept[5] == ARGV[9] and kept[6] == ARGV[11] and kept[7] == ARGV[12]
    if state ~= '3' and not agree then
        local function hex(bytes)
            return (string.gsub(bytes, '.', function(c) return string.format('%02x', string.byte(c)) end))
        end
        local later = hex(ARGV[4])
        local first = redis.call('HGET', KEYS[1], 'p')
        local seen, times = now, 1
        local known = redis.call('HGET', KEYS[2], later)
        if known then
            local record = cjson.decode(known)
            seen, times = record[8], record[10] + 1
        end
        redis.call('HSET', KEYS[2], later, cjson.encode({
            hex(first), kept[5], kept[6], kept[7], ARGV[9], ARGV[11], ARGV[12], seen, now, times
        }))
        redis.call('PEXPIRE', KEYS[2], ARGV[3])
        remember()
        return {4, first, kept[5], kept[6], kept[7], seen, now, times}
    end
    if state == '1' then
        return {2}
    elseif state == '0' and kept[3] == ARGV[1] then
        token = tonumber(kept[2])
    elseif state == '0' and tonumber(kept[4]) > now then
        return {3, tonumber(kept[4]) - now}
    else
        token = kept[2] + 1
    end
end
local ends = now + ARGV[2]
if state then
    redis.call('HSET', KEYS[1], 's', '0', 't', token, 'c', ARGV[1], 'u', ends, 'h', now, 'p', ARGV[4],
        'o', ARGV[9], 'x', ARGV[10], 'n', ARGV[11], 'y', ARGV[12])
else
    redis.call('HSET', KEYS[1], 's', '0', 't', token, 'c', ARGV[1], 'u', ends, 'h', now, 'p', ARGV[4],
        'o', ARGV[9], 'x', ARGV[10], 'n', ARGV[11], 'y', ARGV[12], 'f', now, 'v', ARGV[5],
        'k', ARGV[6], 'm', ARGV[7], 'a', ARGV[8])
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
remember()
return {1, token, ends}
