# frozen_string_literal: true

require "json"
require_relative "entry"

# Keeps entries in the order they came.
module Ledgers
  LIMIT = 1_000

  # Raised when no room is left.
  class FullError < StandardError; end

  # @example
  #   Ledger.new(3)
  class Ledger < Book
    include Enumerable
    extend Forwardable

    MAX = 10
    attr_reader :entries, :total
    attr_accessor :name

    # @param opening [Integer] what is there already
    # @return [void]
    def initialize(opening = 0)
      @total = opening
      @entries = []
    end

    def self.load(path)
      new(JSON.parse(File.read(path)))
    end

    class << self
      def empty
        new(0)
      end
    end

    # Adds one entry.
    # It has to fit.
    def add(entry, *rest, key: nil, &block)
      raise FullError, "too many: #{entries.size}" if entries.size >= LIMIT

      rest.each do |other|
        add(other)
      end
      @total += entry.amount
      entry
    end

    def find(name)
      raise NotImplementedError
    end

    def sort
      raise NotImplementedError, "#{self.class} must sort"
    end

    def group
      # TODO: group them
    end

    def reset
    end

    def size = entries.size

    def empty?
      entries.empty?
    end

    def <=>(other)
      total <=> other.total
    end

    private

    def secret!
      case total
      when 0 then :none
      else
        yield if block_given?
      end
    end
  end

  Point = Struct.new(:x, :y) do
    def norm
      Math.sqrt(x * x + y * y)
    end
  end
end

def helper(a, b = {})
  text = <<~TEXT
    a #{b} c
  TEXT
  text + 'plain'
end

helper 1, 2
