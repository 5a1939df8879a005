-- One count of a limit, by the generic cell rate algorithm, on the clock of this server.
--
-- KEYS[1] holds the key's theoretical arrival time in nanoseconds since 1970, as decimal digits. A double cannot hold that
-- number, so it is taken apart into microseconds and the nanoseconds beyond, both exact.
--
-- ARGV: the interval and the tolerance, each in microseconds and nanoseconds beyond; and how many requests are wanted.
-- Returns how many are granted, the key's arrival time then, and this server's time in microseconds.

local interval, interval_rest = tonumber(ARGV[1]), tonumber(ARGV[2])
local tolerance, tolerance_rest = tonumber(ARGV[3]), tonumber(ARGV[4])
local wanted = tonumber(ARGV[5])

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])

local arrival, rest = now, 0
local stored = redis.call('GET', KEYS[1])
if stored then
  local micros, nanos = tonumber(string.sub(stored, 1, -4)), tonumber(string.sub(stored, -3))
  if micros > now or (micros == now and nanos > 0) then
    arrival, rest = micros, nanos
  end
end

-- How much earlier the next request may come than it does.
local slack, slack_rest = now + tolerance - arrival, tolerance_rest - rest
if slack_rest < 0 then
  slack, slack_rest = slack - 1, slack_rest + 1000
end

local granted = 0
if slack >= 0 then
  granted = math.floor((slack * 1000 + slack_rest) / (interval * 1000 + interval_rest)) + 1
  granted = math.min(wanted, granted)
  -- The quotient may be rounded; what is granted is not.
  while granted > 1 do
    local nanos = (granted - 1) * interval_rest
    local micros = (granted - 1) * interval + math.floor(nanos / 1000)
    if micros < slack or (micros == slack and nanos % 1000 <= slack_rest) then
      break
    end
    granted = granted - 1
  end
  rest = rest + granted * interval_rest
  arrival = arrival + granted * interval + math.floor(rest / 1000)
  rest = rest % 1000
end

local number = string.format('%.0f%03d', arrival, rest)
if granted > 0 then
  -- An idle key counts as one that was never seen.
  local lifetime = math.ceil((arrival - now) / 1000) + 1
  redis.call('SET', KEYS[1], number, 'PX', string.format('%.0f', lifetime))
end
return { granted, number, string.format('%.0f', now) }
