-- What the stages tell each other, Envoy's native filters and the access log: dynamic metadata that no client can set.
-- Values are plain ASCII, since Envoy cuts metadata strings at a NUL.
local trim = require("gatewright.text").trim

local M = {}

local NAMESPACE = "gatewright"

-- The first value of a header, nil where it is absent.
function M.header(handle, name)
  local value = handle:headers():get(name)
  return value
end

-- The value of a header without outer spaces and tabs, nil where it is absent.
function M.trimmed(handle, name)
  local value = handle:headers():get(name)
  return value and trim(value)
end

-- What a condition reads of a header: its lines without outer spaces and tabs, joined with commas where several are not
-- empty; nil where there is none.
function M.lines(handle, name)
  local headers = handle:headers()
  local count = headers:getNumValues(name)
  if count == 0 then
    return nil
  end
  local lines = {}
  for index = 0, count - 1 do
    local line = trim(headers:getAtIndex(name, index))
    if line ~= "" then
      lines[#lines + 1] = line
    end
  end
  return table.concat(lines, ",")
end

function M.set(handle, key, value)
  handle:streamInfo():dynamicMetadata():set(NAMESPACE, key, value)
end

function M.get(handle, key)
  local values = handle:streamInfo():dynamicMetadata():get(NAMESPACE)
  return values and values[key]
end

-- Whether jwt_authn verified a token of the scheme.
function M.is_verified(handle, scheme)
  local payloads = handle:streamInfo():dynamicMetadata():get("envoy.filters.http.jwt_authn")
  return payloads ~= nil and payloads[scheme] ~= nil
end

return M
