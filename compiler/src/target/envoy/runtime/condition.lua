-- Conditions in Kleene's logic: nil is unknown, and any operator on a missing value is unknown.
local address = require("gatewright.address")
local scalar = require("gatewright.scalar")

local M = {}

local OPERATORS = {
  ["=="] = function(left, right)
    return left == right
  end,
  ["!="] = function(left, right)
    return left ~= right
  end,
  ["<"] = function(left, right)
    return left < right
  end,
  ["<="] = function(left, right)
    return left <= right
  end,
  [">"] = function(left, right)
    return left > right
  end,
  [">="] = function(left, right)
    return left >= right
  end,
}

local function holds_any(list, value)
  for _, item in ipairs(list) do
    if item == value then
      return true
    end
  end
  return false
end

-- Each takes the condition and the facts of the request. `facts.value` gives an operand's value, nil where it is missing.
local EVALUATE

local function evaluate(condition, facts)
  return EVALUATE[condition.op](condition, facts)
end

EVALUATE = {
  ["and"] = function(condition, facts)
    local result = true
    for _, part in ipairs(condition.parts) do
      local value = evaluate(part, facts)
      if value == false then
        return false
      elseif value == nil then
        result = nil
      end
    end
    return result
  end,
  ["or"] = function(condition, facts)
    local result = false
    for _, part in ipairs(condition.parts) do
      local value = evaluate(part, facts)
      if value then
        return true
      elseif value == nil then
        result = nil
      end
    end
    return result
  end,
  ["not"] = function(condition, facts)
    local value = evaluate(condition.part, facts)
    if value == nil then
      return nil
    end
    return not value
  end,
  compare = function(condition, facts)
    local left, right = facts.value(condition.left), facts.value(condition.right)
    if left == nil or right == nil then
      return nil
    end
    return OPERATORS[condition.operator](left, right)
  end,
  in_list = function(condition, facts)
    local needle = facts.value(condition.needle)
    if needle == nil then
      return nil
    end
    return holds_any(condition.list, needle)
  end,
  in_field = function(condition, facts)
    local needle, list = facts.value(condition.needle), facts.fields[condition.field]
    if needle == nil or list == nil then
      return nil
    end
    return holds_any(list, needle)
  end,
  in_networks = function(condition, facts)
    return address.within(facts.client, condition.networks)
  end,
  has = function(condition, facts)
    return M.has_role(condition.held_by, facts)
  end,
  within = function(condition, facts)
    local time = facts.value(condition.time)
    if time == nil then
      return nil
    end
    return time <= facts.now + facts.leeway and facts.now - time <= condition.seconds
  end,
  is_set = function(condition, facts)
    local operand = condition.operand
    if operand.source == "query" then
      return facts.query[operand.name] ~= nil
    end
    return facts.value(operand) ~= nil
  end,
  starts_with = function(condition, facts)
    local subject, affix = facts.value(condition.subject), facts.value(condition.affix)
    if subject == nil or affix == nil then
      return nil
    end
    return string.sub(subject, 1, #affix) == affix
  end,
  ends_with = function(condition, facts)
    local subject, affix = facts.value(condition.subject), facts.value(condition.affix)
    if subject == nil or affix == nil then
      return nil
    end
    return #subject >= #affix and string.sub(subject, #subject - #affix + 1) == affix
  end,
  matches = function(condition, facts)
    local subject = facts.value(condition.subject)
    if subject == nil then
      return nil
    end
    return scalar.matches(condition.automaton, subject)
  end,
  scheme_is = function(condition, facts)
    return facts.scheme == condition.scheme
  end,
}

-- Whether the caller holds one of these roles.
function M.has_role(held_by, facts)
  for _, field in ipairs(facts.role_fields) do
    for _, role in ipairs(facts.fields[field] or {}) do
      if holds_any(held_by, role) then
        return true
      end
    end
  end
  return false
end

M.evaluate = evaluate

return M
