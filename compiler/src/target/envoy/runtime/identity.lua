-- What the upstream learns about the caller. The client's own copies are gone since the guard.
local encoding = require("gatewright.encoding")
local time = require("gatewright.time")

local function list(items)
  local encoded = {}
  for index, item in ipairs(items) do
    encoded[index] = encoding.identity_item(item)
  end
  return table.concat(encoded, ",")
end

local WRITE = {
  text = encoding.identity,
  uuid = encoding.identity,
  int = function(value)
    return string.format("%.0f", value)
  end,
  bool = tostring,
  time = time.write,
  text_list = list,
  roles = list,
}

-- Sets the identity headers of the fields that the caller has.
return function(handle, entries, fields)
  local headers = handle:headers()
  for _, entry in ipairs(entries) do
    local value = fields[entry.field]
    local text = value ~= nil and WRITE[entry.type](value)
    if text then
      headers:replace(entry.header, text)
    end
  end
end
