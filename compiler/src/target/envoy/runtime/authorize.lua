-- Stages 9 to 13: query, deny and allow, content, identity headers. Only its last line makes the evidence that the RBAC
-- filter after it asks for.
local plan = require("gatewright.plan")
local body = require("gatewright.body")
local condition = require("gatewright.condition")
local exchange = require("gatewright.exchange")
local facts = require("gatewright.facts")
local identity = require("gatewright.identity")
local path = require("gatewright.path")
local principal = require("gatewright.principal")
local query = require("gatewright.query")
local refusal = require("gatewright.refusal")

local function is_denied(route, known)
  for _, when in ipairs(route.deny) do
    if condition.evaluate(when, known) ~= false then
      return true
    end
  end
  return false
end

local function may_call(clause, known)
  if clause.who == "role" then
    return condition.has_role(clause.held_by, known)
  elseif clause.who == "authenticated" then
    return known.scheme ~= nil
  end
  return clause.who == "anyone"
end

local function is_allowed(route, known)
  for _, clause in ipairs(route.allow) do
    if may_call(clause, known) and (not clause.when or condition.evaluate(clause.when, known) == true) then
      return true
    end
  end
  return false
end

-- The decoded path parameters of the route by name.
local function parameters_of(route, target_path)
  local _, decoded = path.segments(target_path)
  local parameters = {}
  for _, parameter in ipairs(route.parameters) do
    parameters[parameter.name] = assert(decoded[parameter.position])
  end
  return parameters
end

local function stage(handle)
  local number = exchange.get(handle, "number")
  local route = assert(plan.routes[tonumber(number, 10)], "no route")
  assert(exchange.get(handle, "authenticated") == number, "authentication did not run")
  local target_path, query_text = path.split(exchange.header(handle, ":path"))
  local known = facts.of(handle, parameters_of(route, target_path), {})
  known.role_fields = plan.role_fields
  if not route.open then
    known.scheme, known.fields = principal.read(assert(exchange.get(handle, "principal"), "no principal"))
    known.leeway = assert(plan.leeways[known.scheme])
  end
  known.query = query.parse(route.query, query_text)
  if not known.query then
    return refusal.answer(handle, plan, 400, route.name .. "/query")
  elseif is_denied(route, known) then
    return refusal.answer(handle, plan, 403, route.name .. "/deny")
  elseif not is_allowed(route, known) then
    return refusal.answer(handle, plan, 403, route.name .. "/allow")
  end
  local status, check = body.refusal(handle, route.body)
  if status then
    local accept = status == 415 and "accept" or nil
    return refusal.answer(handle, plan, status, route.name .. "/" .. check, accept, "application/json")
  end
  identity(handle, route.identity, known.fields)
  exchange.set(handle, "decision", "admit")
end

envoy_on_request = refusal.guarded(plan, stage)
