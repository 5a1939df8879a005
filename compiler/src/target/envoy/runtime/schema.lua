-- Whether a strict JSON value is of a schema. Objects are closed.
local json = require("gatewright.json")
local number = require("gatewright.number")
local scalar = require("gatewright.scalar")

local M = {}

local is_of

local function is_of_object(schema, value)
  if not json.is_object(value) then
    return false
  end
  for name, member in pairs(value.members) do
    local field = schema.fields[name]
    if not field or field.readonly or not is_of(field.value, member) then
      return false
    end
  end
  for _, name in ipairs(schema.required) do
    if value.members[name] == nil then
      return false
    end
  end
  return true
end

local function is_of_list(kind, value)
  if not json.is_list(value) then
    return false
  end
  if (kind.min and value.count < kind.min) or (kind.max and value.count > kind.max) then
    return false
  end
  for index = 1, value.count do
    if not is_of(kind.item, value.items[index]) then
      return false
    end
  end
  return true
end

function is_of(kind, value)
  if value == json.NULL then
    return kind.nullable == true
  end
  local name = kind.type
  if name == "object" then
    return is_of_object(kind.schema, value)
  elseif name == "list" then
    return is_of_list(kind, value)
  elseif name == "bool" then
    return type(value) == "boolean"
  elseif name == "int" then
    local int = json.is_number(value) and number.int(value.text)
    return int ~= nil and int ~= false and number.int_within(kind, int)
  elseif name == "decimal" then
    local decimal = json.is_number(value) and number.decimal(value.text)
    return decimal ~= nil and decimal ~= false and number.decimal_within(kind, decimal)
  end
  return type(value) == "string" and scalar.is_of_string(kind, value)
end

M.is_of = is_of
M.is_of_object = is_of_object

return M
