-- Stage 11: no body, or one of the declared schema.
local exchange = require("gatewright.exchange")
local media = require("gatewright.media")
local schema = require("gatewright.schema")

local M = {}

-- Whether the headers announce a body. Envoy hides Transfer-Encoding from filters; an early header mutation copies it.
local function is_announced(handle)
  local length = exchange.header(handle, "content-length")
  if length and not string.find(length, "^0+$") then
    return true
  end
  return exchange.header(handle, "x-gatewright-transfer-encoding") ~= nil
end

local function checked(handle, declared)
  local kind = exchange.header(handle, "content-type")
  if not kind or not media(kind) or exchange.header(handle, "content-encoding") then
    return 415, "body.type"
  end
  local length = tonumber(exchange.header(handle, "content-length") or "0", 10)
  if not length or length > declared.max then
    return 413, "body.size"
  end
  local buffer = handle:body()
  local size = buffer and buffer:length() or 0
  if size > declared.max then
    return 413, "body.size"
  end
  local verdict = schema.judge(size > 0 and buffer:getBytes(0, size) or "", declared.schema)
  if verdict == "json" then
    return 400, "body.json"
  elseif verdict == "schema" then
    return 422, "body.schema"
  end
  assert(verdict == "accepted")
  return nil
end

-- The status and the check that refuse the body, nil where it stands.
function M.refusal(handle, declared)
  if declared then
    return checked(handle, declared)
  elseif is_announced(handle) then
    return 413, "body"
  end
  local buffer = handle:body()
  if buffer and buffer:length() > 0 then
    return 413, "body"
  end
  return nil
end

return M
