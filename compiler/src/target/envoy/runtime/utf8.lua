-- UTF-8 (RFC 3629): strict validation, code points, control characters.
local byte, find = string.byte, string.find

local M = {}

-- Whether a string is well-formed: no overlong form, no surrogate, nothing above U+10FFFF.
function M.valid(text)
  local position, length = 1, #text
  while true do
    position = find(text, "[\128-\255]", position)
    if not position then
      return true
    end
    local a, b, c, d = byte(text, position, position + 3)
    b, c, d = b or 0, c or 0, d or 0
    local continued = b >= 0x80 and b <= 0xBF
    if a >= 0xC2 and a <= 0xDF then
      if not continued then
        return false
      end
      position = position + 2
    elseif a >= 0xE0 and a <= 0xEF then
      if not continued or c < 0x80 or c > 0xBF or (a == 0xE0 and b < 0xA0) or (a == 0xED and b > 0x9F) then
        return false
      end
      position = position + 3
    elseif a >= 0xF0 and a <= 0xF4 then
      if
        not continued
        or c < 0x80
        or c > 0xBF
        or d < 0x80
        or d > 0xBF
        or (a == 0xF0 and b < 0x90)
        or (a == 0xF4 and b > 0x8F)
      then
        return false
      end
      position = position + 4
    else
      return false
    end
    if position > length then
      return true
    end
  end
end

-- The number of code points in well-formed text between two positions.
function M.length(text, first, last)
  local count = 0
  for position = first, last do
    local octet = byte(text, position)
    if octet < 0x80 or octet > 0xBF then
      count = count + 1
    end
  end
  return count
end

-- Whether well-formed text holds U+0080 to U+009F.
function M.has_c1(text)
  return find(text, "\194[\128-\159]") ~= nil
end

-- The octets of one code point.
function M.encode(point)
  local char = string.char
  if point < 0x80 then
    return char(point)
  end
  local low = 0x80 + point % 0x40
  local rest = (point - point % 0x40) / 0x40
  if point < 0x800 then
    return char(0xC0 + rest, low)
  end
  local middle = 0x80 + rest % 0x40
  rest = (rest - rest % 0x40) / 0x40
  if point < 0x10000 then
    return char(0xE0 + rest, middle, low)
  end
  return char(0xF0 + (rest - rest % 0x40) / 0x40, 0x80 + rest % 0x40, middle, low)
end

return M
