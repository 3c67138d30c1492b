using System;
using System.Collections.Generic;
using Json = System.Text.Json;
using static System.Math;

namespace Example.Ledger;

/// <summary>Keeps entries in the order they came.</summary>
[Serializable]
public sealed class Ledger<T> : Book, IEnumerable<T> where T : IEntry
{
    public const int Limit = 1_000;
    private readonly List<T> _entries = new();
    private int _total, _count;

    public Ledger() : this(0) { }

    /// <summary>Starts with a balance.</summary>
    public Ledger(int opening)
    {
        _total = opening;
    }

    public int Total => _total;
    public string Name { get; set; } = "none";
    public T this[int index] => _entries[index];
    public event EventHandler<EntryArgs> Added;

    // Adds one entry.
    // It has to fit.
    [Obsolete("use Put")]
    public override bool Add(T entry, int times = 1)
    {
        if (_count >= Limit)
        {
            throw new InvalidOperationException($"too many: {_count}");
        }
        foreach (var each in _entries)
        {
            _total += each.Amount;
        }
        return true;
    }

    public T Find(string name)
    {
        throw new NotImplementedException();
    }

    public T First() => throw new NotImplementedException();

    protected abstract void Sort();

    public async Task<List<V>> MapAsync<V>(Func<T, Task<V>> map)
    {
        // TODO: map them
    }

    private void Reset() { }

    public static Ledger<T> operator +(Ledger<T> a, T b) => a;

    private class Page
    {
        internal int Number;
    }
}

public interface IEntry
{
    int Amount { get; }
    string Label();
}

public enum Kind
{
    Debit,
    Credit = 4,
}

public record Point(int X, int Y)
{
    public double Norm() => Math.Sqrt(X * X + Y * Y);
}

public struct Pair
{
    public int A;
}

public delegate void Visit<T>(T entry);

public static class Extensions
{
    public static string Show(this IEntry entry)
    {
        int Local(int x)
        {
            return x * 2;
        }
        var text = @"a ""raw"" one";
        Action done = () =>
        {
            Console.WriteLine(text);
        };
        return text;
    }
}
