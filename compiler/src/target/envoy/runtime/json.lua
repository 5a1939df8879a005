-- Strict JSON: RFC 8259 and I-JSON (RFC 7493), nesting at most 30. Strings and booleans are Lua's; the other values are
-- tables that name their kind, numbers with their text as written.
local number = require("gatewright.number")
local utf8 = require("gatewright.utf8")
local byte, find, match, sub = string.byte, string.find, string.match, string.sub

local M = { NUMBER = 1, LIST = 2, OBJECT = 3, NULL = { kind = 4 } }

local DEEPEST = 30
local NUMBER, LIST, OBJECT, NULL = M.NUMBER, M.LIST, M.OBJECT, M.NULL
local SIMPLE = { ['"'] = '"', ["\\"] = "\\", ["/"] = "/", b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }

-- The functions return the value and the position after it; a nil value is an error.
local value

local function skip(text, position)
  return find(text, "[^ \t\n\r]", position) or #text + 1
end

local function hex4(text, position)
  local digits = match(text, "^%x%x%x%x", position)
  return digits and tonumber(digits, 16)
end

local function escape(text, position)
  local letter = sub(text, position, position)
  if letter ~= "u" then
    return SIMPLE[letter], position + 1
  end
  local unit = hex4(text, position + 1)
  if not unit or (unit >= 0xDC00 and unit <= 0xDFFF) then
    return nil
  end
  if unit < 0xD800 or unit > 0xDBFF then
    return utf8.encode(unit), position + 5
  end
  local low = sub(text, position + 5, position + 6) == "\\u" and hex4(text, position + 7)
  if not low or low < 0xDC00 or low > 0xDFFF then
    return nil
  end
  return utf8.encode(0x10000 + (unit - 0xD800) * 0x400 + (low - 0xDC00)), position + 11
end

local function string_value(text, position)
  local stop = find(text, '["\\%z\1-\31]', position)
  if not stop then
    return nil
  end
  if byte(text, stop) == 34 then
    return sub(text, position, stop - 1), stop + 1
  end
  local parts, count = {}, 0
  while true do
    count = count + 1
    parts[count] = sub(text, position, stop - 1)
    local octet = byte(text, stop)
    if octet == 34 then
      return table.concat(parts), stop + 1
    elseif octet ~= 92 then
      return nil
    end
    local unescaped
    unescaped, position = escape(text, stop + 1)
    if not unescaped then
      return nil
    end
    count = count + 1
    parts[count] = unescaped
    stop = find(text, '["\\%z\1-\31]', position)
    if not stop then
      return nil
    end
  end
end

local function number_value(text, position)
  local stop = match(text, "^%-?0()", position) or match(text, "^%-?[1-9]%d*()", position)
  if not stop then
    return nil
  end
  stop = match(text, "^%.%d+()", stop) or stop
  stop = match(text, "^[eE][+-]?%d+()", stop) or stop
  local digits = sub(text, position, stop - 1)
  if not number.is_finite(digits) then
    return nil
  end
  return { kind = NUMBER, text = digits }, stop
end

local function list_value(text, position, depth)
  local items, count = {}, 0
  position = skip(text, position)
  if byte(text, position) == 93 then
    return { kind = LIST, items = items, count = 0 }, position + 1
  end
  while true do
    local item
    item, position = value(text, position, depth)
    if item == nil then
      return nil
    end
    count = count + 1
    items[count] = item
    position = skip(text, position)
    local octet = byte(text, position)
    if octet == 93 then
      return { kind = LIST, items = items, count = count }, position + 1
    elseif octet ~= 44 then
      return nil
    end
    position = skip(text, position + 1)
  end
end

local function object_value(text, position, depth)
  local members, names, count = {}, {}, 0
  position = skip(text, position)
  if byte(text, position) == 125 then
    return { kind = OBJECT, members = members, names = names }, position + 1
  end
  while true do
    if byte(text, position) ~= 34 then
      return nil
    end
    local name, member
    name, position = string_value(text, position + 1)
    if name == nil or members[name] ~= nil then
      return nil
    end
    position = skip(text, position)
    if byte(text, position) ~= 58 then
      return nil
    end
    member, position = value(text, skip(text, position + 1), depth)
    if member == nil then
      return nil
    end
    count = count + 1
    members[name], names[count] = member, name
    position = skip(text, position)
    local octet = byte(text, position)
    if octet == 125 then
      return { kind = OBJECT, members = members, names = names }, position + 1
    elseif octet ~= 44 then
      return nil
    end
    position = skip(text, position + 1)
  end
end

function value(text, position, depth)
  local octet = byte(text, position)
  if octet == 34 then
    return string_value(text, position + 1)
  elseif octet == 123 or octet == 91 then
    if depth == DEEPEST then
      return nil
    end
    return (octet == 123 and object_value or list_value)(text, position + 1, depth + 1)
  elseif octet == 116 and sub(text, position, position + 3) == "true" then
    return true, position + 4
  elseif octet == 102 and sub(text, position, position + 4) == "false" then
    return false, position + 5
  elseif octet == 110 and sub(text, position, position + 3) == "null" then
    return NULL, position + 4
  end
  return number_value(text, position)
end

-- The value of a whole text, or nil where it is not strict JSON.
function M.parse(text)
  if not utf8.valid(text) then
    return nil
  end
  local result, position = value(text, skip(text, 1), 0)
  if result == nil or skip(text, position) <= #text then
    return nil
  end
  return result
end

function M.is_object(result)
  return type(result) == "table" and result.kind == OBJECT
end

function M.is_list(result)
  return type(result) == "table" and result.kind == LIST
end

function M.is_number(result)
  return type(result) == "table" and result.kind == NUMBER
end

return M
