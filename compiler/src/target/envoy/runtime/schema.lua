-- A body against its schema, in one pass that keeps nothing: what the schema can no longer take is only looked at as
-- JSON, since a JSON error anywhere counts before a schema's. Objects are closed.
local number = require("gatewright.number")
local scalar = require("gatewright.scalar")
local scan = require("gatewright.scan")
local utf8 = require("gatewright.utf8")
local byte = string.byte

local M = {}

-- How many values the state around a container has.
local STATE = 5

-- The names of an object with one more, nil if it is one of them. The only one stands for itself.
local function with_name(known, name)
  if known == nil then
    return name
  elseif type(known) == "string" then
    return known ~= name and { [known] = true, [name] = true } or nil
  elseif known[name] then
    return nil
  end
  known[name] = true
  return known
end

local function is_of_number(kind, significand, count, zeros, exponent)
  if kind.type == "int" then
    local int = number.integer(significand, count, zeros, exponent)
    return int ~= nil and number.is_between(int, kind.min, kind.max)
  end
  return kind.type == "decimal" and number.is_decimal(significand, count, zeros, exponent, kind.min, kind.max)
end

local function is_of_string(kind, text, position, behind, escaped)
  if escaped then
    return scalar.is_of_string(kind, scan.text(text, position, behind, true))
  end
  return scalar.is_of_string(kind, text, position + 1, behind - 2)
end

-- Whether the items or required fields that came are as many as there must be.
local function is_complete(in_object, kind, count)
  if in_object then
    return count == kind.schema.required
  end
  return kind.min == nil or count >= kind.min
end

-- "accepted", "json" if the text is not strict JSON, "schema" if it is not of the schema.
function M.judge(text, schema)
  if not utf8.valid(text) then
    return "json"
  end
  -- `kind` is what the next value must be, `container` what the innermost object or list is, `count` how many required
  -- fields or items of it have come. Once the schema is broken, these mean nothing.
  local kind, container, item, count = { type = "object", schema = schema }, nil, nil, 0
  local in_object, known = false, nil
  local around, depth = {}, 0
  local accepted = true
  local position = scan.space(text, 1)
  while true do
    if in_object then
      local behind, escaped = scan.string(text, position)
      if not behind then
        return "json"
      end
      local name = scan.text(text, position, behind, escaped)
      known = with_name(known, name)
      position = scan.colon(text, behind)
      if not known or not position then
        return "json"
      end
      if accepted then
        local field = container.schema.fields[name]
        if field and not field.readonly then
          kind = field.value
          count = field.required and count + 1 or count
        else
          accepted = false
        end
      end
    end
    local octet, goes_on = byte(text, position), false
    if octet == 34 then
      local behind, escaped = scan.string(text, position)
      accepted = accepted and behind ~= nil and is_of_string(kind, text, position, behind, escaped)
      position = behind
    elseif octet == 123 or octet == 91 then
      if depth == scan.DEEPEST then
        return "json"
      end
      accepted = accepted and kind.type == (octet == 123 and "object" or "list")
      position = scan.space(text, position + 1)
      -- Brackets differ from their counterparts by two.
      if byte(text, position) == octet + 2 then
        position = position + 1
        accepted = accepted and is_complete(octet == 123, kind, 0)
      else
        local base = depth * STATE
        around[base + 1], around[base + 2], around[base + 3] = in_object, known, container
        around[base + 4], around[base + 5] = item, count
        depth = depth + 1
        in_object, known, goes_on = octet == 123, nil, true
        if accepted then
          container, item = kind, kind.item
          kind, count = item, in_object and 0 or 1
        end
      end
    elseif octet == 116 or octet == 102 or octet == 110 then
      position = scan.word(text, position)
      accepted = accepted and (octet == 110 and kind.nullable == true or octet ~= 110 and kind.type == "bool")
    else
      local behind, significand, digits, zeros, exponent = number.read(text, position)
      accepted = accepted and behind ~= nil and is_of_number(kind, significand, digits, zeros, exponent)
      position = behind
    end
    if not position then
      return "json"
    end
    -- Behind a value: the containers that end here, then a comma, or the end of all.
    while not goes_on do
      position = scan.space(text, position)
      if depth == 0 then
        if position <= #text then
          return "json"
        end
        return accepted and "accepted" or "schema"
      end
      octet = byte(text, position)
      if octet == 44 then
        position, goes_on = scan.space(text, position + 1), true
        if accepted and not in_object then
          kind, count = item, count + 1
          accepted = container.max == nil or count <= container.max
        end
      elseif octet == (in_object and 125 or 93) then
        position = position + 1
        accepted = accepted and is_complete(in_object, container, count)
        depth = depth - 1
        local base = depth * STATE
        in_object, known, container = around[base + 1], around[base + 2], around[base + 3]
        item, count = around[base + 4], around[base + 5]
      else
        return "json"
      end
    end
  end
end

return M
