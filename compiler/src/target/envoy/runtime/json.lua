-- A strict JSON text as a tree, for the few KiB of a token; bodies are judged by schema.lua, without one. Strings and
-- booleans are Lua's; the other values are tables that name their kind, numbers with their text as written.
local number = require("gatewright.number")
local scan = require("gatewright.scan")
local utf8 = require("gatewright.utf8")
local byte, sub = string.byte, string.sub

local M = { NUMBER = 1, LIST = 2, OBJECT = 3, NULL = { kind = 4 } }

local NUMBER, LIST, OBJECT = M.NUMBER, M.LIST, M.OBJECT
local WORDS = { ["true"] = true, ["false"] = false, ["null"] = M.NULL }

-- The functions return the value and the position after it; a nil value is an error.
local value

local function string_value(text, position)
  local behind, escaped = scan.string(text, position)
  if not behind then
    return nil
  end
  return scan.text(text, position, behind, escaped), behind
end

-- Behind a comma (false) or what closes (true), and the white space around.
local function next_item(text, position, closing)
  position = scan.space(text, position)
  local octet = byte(text, position)
  if octet == closing then
    return position + 1, true
  elseif octet ~= 44 then
    return nil
  end
  return scan.space(text, position + 1), false
end

local function list_value(text, position, depth)
  local list = { kind = LIST, items = {} }
  position = scan.space(text, position)
  if byte(text, position) == 93 then
    return list, position + 1
  end
  local count, closed = 0, false
  while not closed do
    local item
    item, position = value(text, position, depth)
    if item == nil then
      return nil
    end
    count = count + 1
    list.items[count] = item
    position, closed = next_item(text, position, 93)
    if not position then
      return nil
    end
  end
  return list, position
end

local function object_value(text, position, depth)
  local object = { kind = OBJECT, members = {} }
  position = scan.space(text, position)
  if byte(text, position) == 125 then
    return object, position + 1
  end
  local closed = false
  while not closed do
    local name, member
    name, position = string_value(text, position)
    position = name and object.members[name] == nil and scan.colon(text, position)
    if not position then
      return nil
    end
    member, position = value(text, position, depth)
    if member == nil then
      return nil
    end
    object.members[name] = member
    position, closed = next_item(text, position, 125)
    if not position then
      return nil
    end
  end
  return object, position
end

local function word_value(text, position)
  local behind, word = scan.word(text, position)
  if not behind then
    return nil
  end
  return WORDS[word], behind
end

local function number_value(text, position)
  local behind = number.read(text, position)
  if not behind then
    return nil
  end
  return { kind = NUMBER, text = sub(text, position, behind - 1) }, behind
end

function value(text, position, depth)
  local octet = byte(text, position)
  if octet == 34 then
    return string_value(text, position)
  elseif octet == 123 or octet == 91 then
    if depth == scan.DEEPEST then
      return nil
    end
    return (octet == 123 and object_value or list_value)(text, position + 1, depth + 1)
  elseif octet == 116 or octet == 102 or octet == 110 then
    return word_value(text, position)
  end
  return number_value(text, position)
end

-- The value of a whole text, or nil where it is not strict JSON.
function M.parse(text)
  if not utf8.valid(text) then
    return nil
  end
  local result, position = value(text, scan.space(text, 1), 0)
  if result == nil or scan.space(text, position) <= #text then
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
