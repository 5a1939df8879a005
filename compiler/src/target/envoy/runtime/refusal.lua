-- Refusals: a problem document (RFC 9457) and the headers that go with it.
local exchange = require("gatewright.exchange")

local TITLES = {
  [400] = "Bad Request",
  [401] = "Unauthorized",
  [403] = "Forbidden",
  [404] = "Not Found",
  [405] = "Method Not Allowed",
  [413] = "Content Too Large",
  [414] = "URI Too Long",
  [415] = "Unsupported Media Type",
  [421] = "Misdirected Request",
  [422] = "Unprocessable Content",
  [500] = "Internal Server Error",
}

local function quote(text)
  return '"' .. string.gsub(text, '[%z\1-\31"\\\127-\255]', function(octet)
    return string.format("\\u%04x", string.byte(octet))
  end) .. '"'
end

local M = {}

-- The problem document of a refusal; the rule is told where the policy says so.
function M.document(status, rule, tells_rule)
  local body = '{"type":"about:blank","title":' .. quote(TITLES[status]) .. ',"status":' .. status
  return body .. (tells_rule and ',"rule":' .. quote(rule) or "") .. "}"
end

-- Answers the request; a stage does nothing after it. `header` and `value` name one more header.
function M.answer(handle, plan, status, rule, header, value)
  exchange.set(handle, "rule", rule)
  local headers = {
    [":status"] = tostring(status),
    ["content-type"] = "application/problem+json",
    ["cache-control"] = "no-store",
  }
  if header then
    headers[header] = value
  end
  handle:respond(headers, M.document(status, rule, plan.tells_rule))
end

-- Runs a stage. An error answers 500; where even that fails the request goes on without the evidence that the RBAC filter
-- at the end asks for, and is refused there.
function M.guarded(plan, stage)
  return function(handle)
    local ran, message = pcall(stage, handle)
    if not ran then
      handle:logErr("gatewright: " .. tostring(message))
      M.answer(handle, plan, 500, "internal")
    end
  end
end

return M
