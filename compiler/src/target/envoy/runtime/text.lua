-- What header values are stripped of.
local byte, find, sub = string.byte, string.find, string.sub

local M = {}

-- Text without outer spaces and tabs. A pattern for both ends at once would try each run of spaces again and again: a
-- header full of them would take seconds.
function M.trim(text)
  local first = find(text, "[^ \t]")
  if not first then
    return ""
  end
  local last = #text
  while byte(text, last) == 32 or byte(text, last) == 9 do
    last = last - 1
  end
  return sub(text, first, last)
end

return M
