-- Keeps entries in the order they came.
local json = require("json")
local money = require "money.amount"

local LIMIT <const> = 1000
local counter, total = 0, 0
VERSION = "1.0"

---@class Ledger
---@field entries Entry[]
local Ledger = {}
Ledger.__index = Ledger
Ledger.MAX = 10

--- Makes one.
---@param opening number what is there already
---@return Ledger
function Ledger.new(opening)
  local self = setmetatable({}, Ledger)
  self.total = opening or 0
  return self
end

--- Adds one entry.
--- It has to fit.
function Ledger:add(entry, ...)
  if #self.entries >= LIMIT then
    error("too many: " .. #self.entries)
  end
  for key, value in pairs(entry) do
    print(key, value)
  end
  self.entries[#self.entries + 1] = entry
  return true
end

function Ledger:find(name)
  error("not implemented")
end

function Ledger:sort()
  -- TODO: sort
end

function Ledger:reset()
end

Ledger.show = function(self)
  return [[
    raw
  ]]
end

local function helper(a, b)
  local double = function(x)
    return x * 2
  end
  repeat
    a = double(a)
  until a > b
  while a > 0 do
    a = a - 1
  end
  return a
end

function global_helper()
  return helper(1, 'two')
end

local options = {
  name = "ledger",
  visit = function(entry)
    return entry
  end,
}

return Ledger
