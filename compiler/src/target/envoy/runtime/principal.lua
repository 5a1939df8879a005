-- The caller: made from verified claims or an API key's entry, and carried from stage to stage as one ASCII string.
local encoding = require("gatewright.encoding")
local json = require("gatewright.json")
local number = require("gatewright.number")
local scalar = require("gatewright.scalar")
local token = require("gatewright.token")

local M = {}

-- The granted ones of some role names, in the policy's role order.
function M.granted(grants, names)
  local held, roles = {}, {}
  for _, name in ipairs(names) do
    held[name] = true
  end
  for _, role in ipairs(grants) do
    if held[role] then
      roles[#roles + 1] = role
    end
  end
  return roles
end

local function strings(claim)
  if not json.is_list(claim) then
    return nil
  end
  for _, item in ipairs(claim.items) do
    if type(item) ~= "string" then
      return nil
    end
  end
  return claim.items
end

-- Each gives a claim's value as the principal keeps it, nil where it is of the wrong type.
local READ = {
  text = function(claim)
    return type(claim) == "string" and claim or nil
  end,
  uuid = function(claim, entry)
    return type(claim) == "string" and scalar.matches(entry.automaton, claim) and string.lower(claim) or nil
  end,
  int = function(claim)
    return json.is_number(claim) and number.int(claim.text) or nil
  end,
  bool = function(claim)
    if type(claim) == "boolean" then
      return claim
    end
    return nil
  end,
  time = token.date,
  text_list = strings,
  roles = function(claim, _, grants)
    local names = strings(claim)
    return names and M.granted(grants, names)
  end,
}

local function claim_at(claims, steps)
  local claim = claims[steps[1]]
  for index = 2, #steps do
    if not json.is_object(claim) then
      return nil
    end
    claim = claim.members[steps[index]]
  end
  if claim == json.NULL then
    return nil
  end
  return claim
end

-- The fields out of a token's claims, nil where a claim is of the wrong type or a required one is missing.
function M.of_claims(scheme, claims)
  local fields = {}
  for _, entry in ipairs(scheme.mapping) do
    local claim = claim_at(claims, entry.claim)
    if claim ~= nil then
      local value = READ[entry.type](claim, entry, scheme.grants)
      if value == nil then
        return nil
      end
      fields[entry.field] = value
    elseif entry.required then
      return nil
    end
  end
  return fields
end

local WRITE = {
  string = function(value)
    return "s" .. encoding.hex(value)
  end,
  number = function(value)
    return "n" .. string.format("%.0f", value)
  end,
  boolean = function(value)
    return value and "true" or "false"
  end,
  table = function(value)
    local items = {}
    for index, item in ipairs(value) do
      items[index] = encoding.hex(item) .. ","
    end
    return "l" .. table.concat(items)
  end,
}

-- The string that later stages read.
function M.write(scheme, fields)
  local parts = { scheme }
  for name, value in pairs(fields) do
    parts[#parts + 1] = name .. "=" .. WRITE[type(value)](value)
  end
  return table.concat(parts, ";")
end

local function read_value(text)
  local tag, rest = string.sub(text, 1, 1), string.sub(text, 2)
  if tag == "s" then
    return encoding.unhex(rest)
  elseif tag == "n" then
    return assert(tonumber(rest, 10))
  elseif tag == "l" then
    local items = {}
    for item in string.gmatch(rest, "(%x*),") do
      items[#items + 1] = encoding.unhex(item)
    end
    return items
  end
  return text == "true"
end

-- The scheme's name and the fields.
function M.read(text)
  local scheme, rest = string.match(text, "^([^;]+)(.*)$")
  local fields = {}
  for name, value in string.gmatch(rest, ";([^=;]+)=([^;]*)") do
    fields[name] = read_value(value)
  end
  return scheme, fields
end

return M
