defmodule Ledger do
  @moduledoc """
  Keeps entries in the order they came.
  """
  use GenServer
  alias Ledger.{Entry, Money}
  import Enum, only: [map: 2]
  require Logger

  @limit 1_000
  defstruct entries: [], total: 0

  # Makes one.
  def new(opening \\ 0) do
    %Ledger{total: opening}
  end

  @doc "Adds one entry."
  @spec add(t(), Entry.t()) :: t()
  def add(%Ledger{entries: entries} = ledger, entry) when length(entries) < @limit do
    Enum.each(entries, fn each ->
      IO.puts("#{each.name} is #{inspect(each)}")
    end)

    %{ledger | entries: [entry | entries]}
  end

  def size(ledger), do: length(ledger.entries)

  defp sort(ledger) do
    raise "not implemented"
  end

  defmacro twice(x) do
    quote do
      unquote(x) * 2
    end
  end

  defmodule Page do
    def number, do: 0
  end
end

defprotocol Store do
  def put(store, entry)
end
