-- Values of one scalar type: strings, numbers, booleans, formats and enums.
local number = require("gatewright.number")
local utf8 = require("gatewright.utf8")
local byte, find = string.byte, string.find

local M = {}

-- Whether the whole of a string matches an automaton: one look-up an octet, state 0 is never left.
function M.matches(automaton, text)
  local classes, rows, width, state = automaton.classes, automaton.rows, automaton.width, 1
  for position = 1, #text do
    local place = 2 * (state * width + byte(classes, byte(text, position) + 1))
    local high, low = byte(rows, place + 1, place + 2)
    state = high * 256 + low
    if state == 0 then
      return false
    end
  end
  return byte(automaton.accepting, state + 1) == 49
end

-- Whether a string has the length, the characters and the pattern of a `string` type.
local function is_string(kind, text)
  if not kind.raw and (find(text, "[%z\1-\8\11\12\14-\31\127]") or utf8.has_c1(text)) then
    return false
  end
  if kind.min or kind.max then
    local length = utf8.length(text)
    if (kind.min and length < kind.min) or (kind.max and length > kind.max) then
      return false
    end
  end
  return kind.automaton == nil or M.matches(kind.automaton, text)
end

-- Each takes the type and the string, and answers whether the string is of it.
local OF_STRING = {
  string = is_string,
  format = function(kind, text)
    return (kind.max == nil or #text <= kind.max) and M.matches(kind.automaton, text)
  end,
  enum = function(kind, text)
    return kind.values[text] == true
  end,
}

-- Whether a string is of a type whose values are strings; false for the other types.
function M.is_of_string(kind, text)
  local check = OF_STRING[kind.type]
  return check ~= nil and check(kind, text)
end

-- Whether the decoded text of a path segment or query value is of a type.
function M.is_of_text(kind, text)
  if kind.type == "int" then
    local value = number.int_of_text(text)
    return value ~= nil and number.int_within(kind, value)
  elseif kind.type == "decimal" then
    local value = number.decimal_of_text(text)
    return value ~= nil and number.decimal_within(kind, value)
  elseif kind.type == "bool" then
    return text == "true" or text == "false"
  end
  return M.is_of_string(kind, text)
end

return M
