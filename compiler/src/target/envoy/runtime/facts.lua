-- What conditions may ask about a request: its values by operand, missing ones nil.
local address = require("gatewright.address")
local encoding = require("gatewright.encoding")
local exchange = require("gatewright.exchange")
local number = require("gatewright.number")
local time = require("gatewright.time")
local utf8 = require("gatewright.utf8")
local find = string.find

local M = {}

-- How text of a path, a query or a header becomes a value of each type.
local READ = {
  text = function(text)
    return text
  end,
  uuid = string.lower,
  int = number.int_of_text,
  bool = function(text)
    if text ~= "true" and text ~= "false" then
      return nil
    end
    return text == "true"
  end,
  time = time.parse,
  ip = address.parse,
}

local function read(operand, text)
  if text == nil then
    return nil
  end
  return READ[operand.type](text)
end

-- Each takes the facts and the operand.
local VALUE = {
  literal = function(_, operand)
    return operand.literal
  end,
  principal = function(facts, operand)
    return facts.fields[operand.name]
  end,
  path = function(facts, operand)
    return read(operand, facts.parameters[operand.name])
  end,
  query = function(facts, operand)
    return read(operand, facts.query[operand.name])
  end,
  header = function(facts, operand)
    local text = exchange.lines(facts.handle, operand.name)
    -- U+FFFD stands for octets that were no UTF-8.
    local is_text = text and utf8.valid(text) and not find(text, "\239\191\189", 1, true)
    return read(operand, is_text and text or nil)
  end,
  client_ip = function(facts)
    return facts.client
  end,
  time = function(facts)
    return facts.now
  end,
  method = function(facts)
    return exchange.header(facts.handle, ":method")
  end,
}

-- The facts of a request; `parameters` and `query` hold decoded text by name.
function M.of(handle, parameters, query)
  local facts = {
    handle = handle,
    parameters = parameters,
    query = query,
    scheme = nil,
    fields = {},
    leeway = 0,
    now = os.time(),
    client = encoding.unhex(assert(exchange.get(handle, "client"), "unknown client")),
  }
  function facts.value(operand)
    return VALUE[operand.source](facts, operand)
  end
  return facts
end

return M
