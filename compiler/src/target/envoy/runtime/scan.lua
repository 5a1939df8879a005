-- The words of strict JSON: RFC 8259 as I-JSON (RFC 7493). Each function takes a text and the position where its word
-- must begin, and returns the position behind it, nil if it is not there. They go octet by octet, which LuaJIT compiles
-- as it does not compile patterns, and build nothing. Numbers stand in number.lua.
local utf8 = require("gatewright.utf8")
local byte, concat, find, sub = string.byte, table.concat, string.find, string.sub

local M = { DEEPEST = 30 }

local SIMPLE = { ['"'] = '"', ["\\"] = "\\", ["/"] = "/", b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }
local WORDS = { [116] = "true", [102] = "false", [110] = "null" }

-- Behind white space, of which there may be none.
function M.space(text, position)
  local octet = byte(text, position)
  while octet == 32 or octet == 10 or octet == 13 or octet == 9 do
    position = position + 1
    octet = byte(text, position)
  end
  return position
end

-- true, false or null; the word is the second value.
function M.word(text, position)
  local word = WORDS[byte(text, position)]
  if not word or sub(text, position, position + #word - 1) ~= word then
    return nil
  end
  return position + #word, word
end

local function digit(octet)
  if not octet then
    return nil
  elseif octet >= 48 and octet <= 57 then
    return octet - 48
  elseif octet >= 65 and octet <= 70 then
    return octet - 55
  elseif octet >= 97 and octet <= 102 then
    return octet - 87
  end
  return nil
end

-- The value of four hexadecimal digits.
local function unit(text, position)
  local value = 0
  for place = position, position + 3 do
    local next = digit(byte(text, place))
    if not next then
      return nil
    end
    value = value * 16 + next
  end
  return value
end

-- A code unit or both halves of a pair of surrogates, of which the first backslash is at hand; the code point is the
-- second value.
local function escaped_point(text, position)
  local first = unit(text, position + 2)
  if not first or (first >= 0xDC00 and first <= 0xDFFF) then
    return nil
  elseif first < 0xD800 or first > 0xDBFF then
    return position + 6, first
  elseif byte(text, position + 6) ~= 92 or byte(text, position + 7) ~= 117 then
    return nil
  end
  local second = unit(text, position + 8)
  if not second or second < 0xDC00 or second > 0xDFFF then
    return nil
  end
  return position + 12, 0x10000 + (first - 0xD800) * 0x400 + (second - 0xDC00)
end

local function is_simple(octet)
  return octet == 34 or octet == 92 or octet == 47 or octet == 98 or octet == 102 or octet == 110 or octet == 114 or octet == 116
end

-- The second value is whether it has escapes.
function M.string(text, position)
  if byte(text, position) ~= 34 then
    return nil
  end
  local escaped = false
  position = position + 1
  while true do
    local octet = byte(text, position)
    if not octet or octet < 32 then
      return nil
    elseif octet == 34 then
      return position + 1, escaped
    elseif octet ~= 92 then
      position = position + 1
    else
      escaped = true
      octet = byte(text, position + 1)
      if octet == 117 then
        position = escaped_point(text, position)
        if not position then
          return nil
        end
      elseif is_simple(octet) then
        position = position + 2
      else
        return nil
      end
    end
  end
end

-- The parts of the text that is put together: one table for all of them, unless they are many.
local parts = {}
local MANY = 64

-- What the string that was found between two positions says.
function M.text(text, position, behind, escaped)
  local written = sub(text, position + 1, behind - 2)
  if not escaped then
    return written
  end
  local count, from = 0, 1
  local stop = find(written, "\\", 1, true)
  while stop do
    parts[count + 1] = sub(written, from, stop - 1)
    local simple = SIMPLE[sub(written, stop + 1, stop + 1)]
    if simple then
      from = stop + 2
    else
      local point
      from, point = escaped_point(written, stop)
      simple = utf8.encode(point)
    end
    count = count + 2
    parts[count] = simple
    stop = find(written, "\\", from, true)
  end
  parts[count + 1] = sub(written, from)
  local result = concat(parts, "", 1, count + 1)
  if count > MANY then
    parts = {}
  end
  return result
end

-- What stands between a name and its value.
function M.colon(text, position)
  position = M.space(text, position)
  if byte(text, position) ~= 58 then
    return nil
  end
  return M.space(text, position + 1)
end

return M
