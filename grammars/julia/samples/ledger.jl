# Keeps entries in the order they came.
module Ledgers

using Dates
using Money: Amount, zero as nothing_yet
import Base: show, length
include("entries.jl")

export Ledger, add!

const LIMIT = 1000

abstract type Book end

"One booking."
struct Entry
    name::String
    amount::Float64
end

mutable struct Ledger{T<:Number} <: Book
    entries::Vector{Entry}
    total::T
end

@enum Kind debit credit

"""
    add!(ledger, entry)

Adds one entry.
"""
function add!(ledger::Ledger, entry::Entry)
    if length(ledger.entries) >= LIMIT
        error("too many: $(length(ledger.entries))")
    end
    push!(ledger.entries, entry)
    return ledger
end

length(ledger::Ledger) = Base.length(ledger.entries)

function find(ledger, name)
    error("not implemented")
end

function reset!(ledger)
end

macro twice(code)
    quote
        $(esc(code)) # once
        $(esc(code))
    end
end

function total(ledger::Ledger)::Float64
    sum = 0.0
    for entry in ledger.entries
        sum += entry.amount
    end
    map(x -> 2x, [sum])
    sum
end

end
