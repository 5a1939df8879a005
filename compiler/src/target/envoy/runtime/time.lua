-- Times as whole seconds since 1970-01-01T00:00:00Z, to and from RFC 3339.
local M = {}

-- Days from 1970-01-01 to a date of the proleptic Gregorian calendar.
local function days(year, month, day)
  if month <= 2 then
    year, month = year - 1, month + 12
  end
  local leaps = math.floor(year / 4) - math.floor(year / 100) + math.floor(year / 400)
  return 365 * year + leaps + math.floor((153 * (month - 3) + 2) / 5) + day - 719469
end

-- The seconds of a date and time, fractions cut off; nil where the text is none.
function M.parse(text)
  local year, month, day, hour, minute, second, rest =
    string.match(text, "^(%d%d%d%d)%-(%d%d)%-(%d%d)[Tt](%d%d):(%d%d):(%d%d)(.*)$")
  if not year then
    return nil
  end
  rest = string.gsub(rest, "^%.%d+", "")
  local offset = 0
  if rest ~= "Z" and rest ~= "z" then
    local sign, hours, minutes = string.match(rest, "^([+-])(%d%d):(%d%d)$")
    if not sign then
      return nil
    end
    offset = (tonumber(hours, 10) * 60 + tonumber(minutes, 10)) * (sign == "-" and -60 or 60)
  end
  local date = days(tonumber(year, 10), tonumber(month, 10), tonumber(day, 10))
  local clock = tonumber(hour, 10) * 3600 + tonumber(minute, 10) * 60 + tonumber(second, 10)
  return date * 86400 + clock - offset
end

-- `2026-05-01T09:00:00Z`; nil beyond the year 9999.
function M.write(seconds)
  local count = math.floor(seconds / 86400)
  local clock = seconds - count * 86400
  local era = count + 719468
  local cycle = math.floor(era / 146097)
  local of_cycle = era - cycle * 146097
  local of_year = of_cycle
    - math.floor(of_cycle / 1460)
    + math.floor(of_cycle / 36524)
    - math.floor(of_cycle / 146096)
  local year = math.floor(of_year / 365)
  local day_of_year = of_cycle - (365 * year + math.floor(year / 4) - math.floor(year / 100))
  local shifted = math.floor((5 * day_of_year + 2) / 153)
  local day = day_of_year - math.floor((153 * shifted + 2) / 5) + 1
  local month = shifted < 10 and shifted + 3 or shifted - 9
  year = year + cycle * 400 + (month <= 2 and 1 or 0)
  if year > 9999 then
    return nil
  end
  return string.format(
    "%04d-%02d-%02dT%02d:%02d:%02dZ",
    year,
    month,
    day,
    math.floor(clock / 3600),
    math.floor(clock / 60) % 60,
    clock % 60
  )
end

return M
