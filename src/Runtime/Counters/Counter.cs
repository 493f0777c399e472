using System.Runtime.InteropServices;

namespace Rialto.Runtime.Counters;

/// <summary>
/// A number that one thread moves and any thread may read: a plain add, no lock, alone on its cache lines so that readers do not slow the writer.
/// </summary>
/// <param name="name">In words of lower case and underscores, unit last: <c>journal_bytes_total</c>.</param>
/// <param name="help">One sentence for whoever reads the metrics.</param>
public sealed class Counter(string name, string help)
{
    private Padded _padded;

    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>What it counts.</summary>
    public string Help { get; } = help;

    /// <summary>The number. Any thread.</summary>
    public long Value => Volatile.Read(ref _padded.Value);

    /// <summary>Moves it up. The one writer.</summary>
    public void Add(long amount) => Volatile.Write(ref _padded.Value, _padded.Value + amount);

    /// <summary>Moves it up by one. The one writer.</summary>
    public void Increment() => Add(1);

    /// <summary>Sets it: for levels rather than totals. The one writer.</summary>
    public void Set(long value) => Volatile.Write(ref _padded.Value, value);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Padded
    {
        [FieldOffset(128)] public long Value;
    }
}
