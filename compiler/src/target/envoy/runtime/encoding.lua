-- Base64url without padding (RFC 7515 §2), hexadecimal, percent-encoding of identity values.
local bit = require("bit")
local byte, char, format, gsub = string.byte, string.char, string.format, string.gsub
local band, bor, lshift, rshift = bit.band, bit.bor, bit.lshift, bit.rshift

local M = {}

local ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
local SEXTET = {}
for index = 1, #ALPHABET do
  SEXTET[byte(ALPHABET, index)] = index - 1
end

-- The octets, or nil where the text is empty, padded, holds another character or unused bits that are not zero.
function M.base64url(text)
  local length = #text
  local rest = length % 4
  if length == 0 or rest == 1 then
    return nil
  end
  local out, count = {}, 0
  for position = 1, length - rest, 4 do
    local a, b, c, d = byte(text, position, position + 3)
    a, b, c, d = SEXTET[a], SEXTET[b], SEXTET[c], SEXTET[d]
    if not (a and b and c and d) then
      return nil
    end
    local word = bor(lshift(a, 18), lshift(b, 12), lshift(c, 6), d)
    count = count + 1
    out[count] = char(rshift(word, 16), band(rshift(word, 8), 255), band(word, 255))
  end
  if rest > 0 then
    local a, b, c = byte(text, length - rest + 1, length)
    a, b, c = SEXTET[a], SEXTET[b], rest == 2 and 0 or SEXTET[c]
    if not (a and b and c) or band(rest == 2 and b or c, rest == 2 and 15 or 3) ~= 0 then
      return nil
    end
    local word = bor(lshift(a, 18), lshift(b, 12), lshift(c, 6))
    out[count + 1] = rest == 2 and char(rshift(word, 16)) or char(rshift(word, 16), band(rshift(word, 8), 255))
  end
  return table.concat(out)
end

-- Lower-case hexadecimal.
function M.hex(octets)
  return (gsub(octets, ".", function(octet)
    return format("%02x", byte(octet))
  end))
end

-- The octets of lower-case hexadecimal that `hex` wrote.
function M.unhex(text)
  return (gsub(text, "%x%x", function(pair)
    return char(tonumber(pair, 16))
  end))
end

local function percent(octet)
  return format("%%%02X", byte(octet))
end

-- An identity value: octets outside 0x21 to 0x7E and `%` are percent-encoded.
function M.identity(text)
  return (gsub(text, "[^\33-\36\38-\126]", percent))
end

-- The same for one item of a list, where `,` is percent-encoded too.
function M.identity_item(text)
  return (gsub(text, "[^\33-\36\38-\43\45-\126]", percent))
end

return M
