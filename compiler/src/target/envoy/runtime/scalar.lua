-- Values of one scalar type: strings, numbers, booleans, formats and enums.
local number = require("gatewright.number")
local utf8 = require("gatewright.utf8")
local byte, sub = string.byte, string.sub

local M = {}

-- Whether the whole of a text, or of what stands between two positions, matches an automaton: one look-up an octet, state
-- 0 is never left.
function M.matches(automaton, text, first, last)
  local classes, rows, width, state = automaton.classes, automaton.rows, automaton.width, 1
  for position = first or 1, last or #text do
    local place = 2 * (state * width + byte(classes, byte(text, position) + 1))
    local high, low = byte(rows, place + 1, place + 2)
    state = high * 256 + low
    if state == 0 then
      return false
    end
  end
  return byte(automaton.accepting, state + 1) == 49
end

-- Control characters save tab, line feed and carriage return.
local function has_control(text, first, last)
  for position = first, last do
    local octet = byte(text, position)
    if octet < 32 then
      if octet ~= 9 and octet ~= 10 and octet ~= 13 then
        return true
      end
    elseif octet == 127 or (octet == 194 and byte(text, position + 1) <= 159) then
      return true
    end
  end
  return false
end

-- Each takes the type and a text with the positions between which the string stands, and answers whether it is of it.
local OF_STRING = {
  string = function(kind, text, first, last)
    if kind.min or kind.max then
      local length = utf8.length(text, first, last)
      if (kind.min and length < kind.min) or (kind.max and length > kind.max) then
        return false
      end
    end
    if not kind.raw and has_control(text, first, last) then
      return false
    end
    return kind.automaton == nil or M.matches(kind.automaton, text, first, last)
  end,
  format = function(kind, text, first, last)
    return (kind.max == nil or last - first < kind.max) and M.matches(kind.automaton, text, first, last)
  end,
  enum = function(kind, text, first, last)
    return kind.values[sub(text, first, last)] == true
  end,
}

-- Whether a text, or what stands between two positions, is of a type whose values are strings; false for the other types.
function M.is_of_string(kind, text, first, last)
  local check = OF_STRING[kind.type]
  return check ~= nil and check(kind, text, first or 1, last or #text)
end

-- Whether the decoded text of a path segment or query value is of a type.
function M.is_of_text(kind, text)
  if kind.type == "int" then
    local value = number.int_of_text(text)
    return value ~= nil and number.is_between(value, kind.min, kind.max)
  elseif kind.type == "decimal" then
    return number.is_decimal_text(text, kind.min, kind.max)
  elseif kind.type == "bool" then
    return text == "true" or text == "false"
  end
  return M.is_of_string(kind, text)
end

return M
