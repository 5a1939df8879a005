-- The query string: declared parameters only, each of its type.
local scalar = require("gatewright.scalar")
local utf8 = require("gatewright.utf8")
local char, find, gmatch, gsub, sub = string.char, string.find, string.gmatch, string.gsub, string.sub

local M = {}

-- `+` is a space and %XX is decoded once; nil where that is broken or gives no UTF-8.
local function decode(text)
  local broken = false
  local decoded = gsub(gsub(text, "%+", " "), "%%(.?.?)", function(digits)
    if not find(digits, "^%x%x$") then
      broken = true
      return ""
    end
    return char(tonumber(digits, 16))
  end)
  if broken or not utf8.valid(decoded) then
    return nil
  end
  return decoded
end

-- Whether a decoded value may be handed on as text of its type: controls only where a string allows them.
local function is_clean(kind, text)
  if kind.type == "string" then
    return true
  end
  return not find(text, "[%z\1-\31\127]")
end

-- The parameters by name, lists as tables of items; nil where the query is refused.
function M.parse(schema, query)
  local values = {}
  if query and query ~= "" then
    for piece in gmatch(query .. "&", "([^&]*)&") do
      local equals = find(piece, "=", 1, true)
      local name = decode(sub(piece, 1, (equals or 0) - 1))
      local text = decode(equals and sub(piece, equals + 1) or "")
      local field = name and schema and schema.fields[name]
      if not field or not text then
        return nil
      end
      local kind = field.value
      local item = kind.type == "list" and kind.item or kind
      if not is_clean(item, text) or not scalar.is_of_text(item, text) then
        return nil
      end
      if kind.type == "list" then
        local list = values[name] or {}
        list[#list + 1] = text
        values[name] = list
      elseif values[name] ~= nil then
        return nil
      else
        values[name] = text
      end
    end
  end
  for name, field in pairs(schema and schema.fields or {}) do
    local value, kind = values[name], field.value
    if value == nil then
      if field.required then
        return nil
      end
    elseif kind.type == "list" and ((kind.min and #value < kind.min) or (kind.max and #value > kind.max)) then
      return nil
    end
  end
  return values
end

return M
