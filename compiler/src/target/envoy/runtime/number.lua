-- Numbers judged on their text: no rounding decides. One that was read is five values: the digits from the first to the
-- last that is not zero as a number of that many digits, with the sign (exact up to 16 digits); how many these are; how
-- many zeros were written behind them; the power of ten of the last digit written.
local byte, find, gsub, sub = string.byte, string.find, string.gsub, string.sub

local M = {}

local LARGEST = 9007199254740991

-- The most digits of a decimal.
local DIGITS = 15

-- The first 16 digits of the largest double, which has 309 before the point.
local LARGEST_DOUBLE = 1797693134862315

-- Exact in doubles.
local POWERS = { [0] = 1 }
for exponent = 1, 16 do
  POWERS[exponent] = POWERS[exponent - 1] * 10
end

-- Whether a double holds a number with 309 digits before the point, whose digits begin at a position. Lua's own reader
-- takes no exponents of many digits.
local function is_finite(text, first, behind, significand, count)
  if count <= 16 then
    local leading = significand * POWERS[16 - count]
    if leading ~= LARGEST_DOUBLE then
      return leading < LARGEST_DOUBLE
    end
  end
  local digits = gsub(gsub(sub(text, first, behind - 1), "%.", ""), "^0+", "")
  return tonumber("0." .. digits .. "e309") ~= math.huge
end

-- Behind an exponent's sign and digits, and its value, of which only the size counts beyond 10^15.
local function exponent_at(text, position)
  local octet = byte(text, position)
  local negative = octet == 45
  if negative or octet == 43 then
    position = position + 1
    octet = byte(text, position)
  end
  if not octet or octet < 48 or octet > 57 then
    return nil
  end
  local value = 0
  while octet and octet >= 48 and octet <= 57 do
    if value < 1e15 then
      value = value * 10 + (octet - 48)
    end
    position = position + 1
    octet = byte(text, position)
  end
  return position, negative and -value or value
end

-- Reads the number (RFC 8259 section 6) that begins at a position. Returns the position behind it and its five values,
-- nil if there is none or it is beyond a double.
function M.read(text, position)
  local octet = byte(text, position)
  local negative = octet == 45
  if negative then
    position = position + 1
    octet = byte(text, position)
  end
  local first, point = position, nil
  local significand, count, zeros = 0, 0, 0
  while octet do
    if octet == 48 then
      if count > 0 then
        zeros = zeros + 1
      end
    elseif octet > 48 and octet <= 57 then
      count = count + zeros + 1
      if count <= 16 then
        significand = significand * POWERS[zeros + 1] + (octet - 48)
      end
      zeros = 0
    elseif octet == 46 and not point and position > first then
      point = position
    else
      break
    end
    position = position + 1
    octet = byte(text, position)
  end
  local whole = (point or position) - first
  if whole == 0 or (whole > 1 and byte(text, first) == 48) or position - 1 == point then
    return nil
  end
  local behind = position
  local exponent = point and point + 1 - position or 0
  if octet == 101 or octet == 69 then
    local scale
    position, scale = exponent_at(text, position + 1)
    if not position then
      return nil
    end
    exponent = exponent + scale
  end
  local magnitude = count + zeros + exponent
  if count > 0 and (magnitude > 309 or (magnitude == 309 and not is_finite(text, first, behind, significand, count))) then
    return nil
  end
  return position, negative and -significand or significand, count, zeros, exponent
end

-- The value of a number that is integral and within 2^53 - 1, else nil.
function M.integer(significand, count, zeros, exponent)
  exponent = exponent + zeros
  if count == 0 then
    return 0
  elseif exponent < 0 or count + exponent > 16 then
    return nil
  end
  local value = significand * POWERS[exponent]
  if value > LARGEST or value < -LARGEST then
    return nil
  end
  return value
end

-- Whether a value lies within inclusive bounds.
function M.is_between(value, min, max)
  return (min == nil or value >= min) and (max == nil or value <= max)
end

-- Whether a number is a decimal, of at most 15 significant digits as written, within bounds. These are { significand,
-- rank }: of two numbers the one of the higher rank is greater, and of one rank the one of the greater significand, which
-- has 15 digits. A rank is the power of ten before the first of them, moved above 0, which zero has, and negative for
-- numbers below zero. No policy is long enough for a bound of rank 1.
function M.is_decimal(significand, count, zeros, exponent, min, max)
  local digits = count + zeros
  if digits > DIGITS then
    return false
  end
  local rank = 0
  if count > 0 then
    rank = math.max(1, digits + exponent + 2097152)
    if significand < 0 then
      rank = -rank
    end
    significand = significand * POWERS[DIGITS - count]
  end
  return (min == nil or rank > min[2] or (rank == min[2] and significand >= min[1]))
    and (max == nil or rank < max[2] or (rank == max[2] and significand <= max[1]))
end

-- The int that the text of a JSON number stands for, nil where it has a fraction or lies beyond 2^53 - 1.
function M.int(text)
  local _, significand, count, zeros, exponent = M.read(text, 1)
  return M.integer(significand, count, zeros, exponent)
end

-- Reads the text of a path segment or query value, which knows no exponent; the position is left away.
local function read_plain(text)
  if find(text, "[eE]") then
    return nil
  end
  local behind, significand, count, zeros, exponent = M.read(text, 1)
  if behind ~= #text + 1 then
    return nil
  end
  return significand, count, zeros, exponent
end

-- The int that such a text stands for.
function M.int_of_text(text)
  if text == "-0" or find(text, ".", 1, true) then
    return nil
  end
  local significand, count, zeros, exponent = read_plain(text)
  return significand and M.integer(significand, count, zeros, exponent)
end

-- Whether such a text is a decimal within bounds.
function M.is_decimal_text(text, min, max)
  local significand, count, zeros, exponent = read_plain(text)
  return significand ~= nil and M.is_decimal(significand, count, zeros, exponent, min, max)
end

return M
