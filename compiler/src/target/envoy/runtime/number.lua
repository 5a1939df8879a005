-- Numbers judged on their text: ints of any spelling, decimals digit by digit. No rounding decides.
local byte, find, gsub = string.byte, string.find, string.gsub
local match, rep, sub = string.match, string.rep, string.sub

local M = {}

local LARGEST = "9007199254740991"

-- Not by a pattern, which would try each run of zeros again and again.
local function without_last_zeros(digits)
  local last = #digits
  while byte(digits, last) == 48 do
    last = last - 1
  end
  return sub(digits, 1, last)
end

-- Sign, digits without leading and trailing zeros (empty for zero), the exponent of the last digit, and the digits as
-- written.
local function parts(text)
  local sign, whole, rest = match(text, "^(%-?)(%d+)(.*)$")
  local fraction = match(rest, "^%.(%d+)") or ""
  local exponent = tonumber(match(rest, "[eE]([+-]?%d+)$") or "0", 10)
  local written = whole .. fraction
  local digits = gsub(written, "^0+", "")
  local significant = without_last_zeros(digits)
  if significant == "" then
    return false, "", 0, digits
  end
  return sign == "-", significant, exponent - #fraction + #digits - #significant, digits
end

-- Whether a double can hold a number of about this size. Lua's own reader takes no exponents of many digits.
function M.is_finite(text)
  local _, digits, exponent = parts(text)
  local magnitude = #digits + exponent
  if digits == "" or magnitude < 300 then
    return true
  end
  return magnitude < 310 and tonumber("0." .. digits .. "e" .. magnitude) ~= math.huge
end

-- The int that the text of a JSON number stands for, nil where it has a fraction or lies beyond 2^53 - 1.
function M.int(text)
  local negative, digits, exponent = parts(text)
  if digits == "" then
    return 0
  end
  if exponent < 0 or #digits + exponent > #LARGEST then
    return nil
  end
  digits = digits .. rep("0", exponent)
  if #digits == #LARGEST and digits > LARGEST then
    return nil
  end
  return negative and -tonumber(digits, 10) or tonumber(digits, 10)
end

-- A decimal as { negative, digits, exponent }, nil with more than 15 significant digits as written.
function M.decimal(text)
  local negative, digits, exponent, written = parts(text)
  if #written > 15 then
    return nil
  end
  return { negative, digits, exponent }
end

local function compare_magnitudes(left, right)
  if left[2] == "" or right[2] == "" then
    return (left[2] == "" and 0 or 1) - (right[2] == "" and 0 or 1)
  end
  local above = #left[2] + left[3] - #right[2] - right[3]
  if above ~= 0 then
    return above
  end
  if left[2] == right[2] then
    return 0
  end
  return left[2] < right[2] and -1 or 1
end

-- Below, at or above zero as the left decimal is less than, equal to or greater than the right one.
function M.compare(left, right)
  if left[1] ~= right[1] then
    return left[1] and -1 or 1
  end
  local order = compare_magnitudes(left, right)
  return left[1] and -order or order
end

local function within(order, bounds, value)
  return (bounds.min == nil or order(value, bounds.min) >= 0) and (bounds.max == nil or order(value, bounds.max) <= 0)
end

local function difference(left, right)
  return left - right
end

-- Whether an int lies within inclusive bounds.
function M.int_within(bounds, value)
  return within(difference, bounds, value)
end

-- Whether a decimal lies within inclusive bounds.
function M.decimal_within(bounds, value)
  return within(M.compare, bounds, value)
end

-- The same from the text of a path segment or query value, which knows no exponent.
function M.int_of_text(text)
  if text == "-0" or not (find(text, "^%-?0$") or find(text, "^%-?[1-9]%d*$")) then
    return nil
  end
  return M.int(text)
end

function M.decimal_of_text(text)
  local rest = match(text, "^%-?0()") or match(text, "^%-?[1-9]%d*()")
  if not rest or (rest <= #text and not find(text, "^%.%d+$", rest)) then
    return nil
  end
  return M.decimal(text)
end

return M
