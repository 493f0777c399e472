using System.Runtime.CompilerServices;

namespace Rialto.Runtime.Agents;

/// <summary>The signals of those who wait for one source of work; usually one. Filled before use, then only read.</summary>
public sealed class WakeList
{
    private WakeSignal[] _signals = [];

    /// <summary>Adds a waiter. Cold; before the source is used.</summary>
    public void Add(WakeSignal signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        _signals = [.. _signals, signal];
    }

    /// <summary>Wakes those that sleep. Any thread, after the work is published.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WakeParked()
    {
        foreach (var signal in _signals)
            signal.WakeIfParked();
    }
}
