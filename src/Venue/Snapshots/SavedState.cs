using System.Buffers;
using Rialto.Model.Markets;

namespace Rialto.Venue.Snapshots;

/// <summary>Exchanges from what <see cref="Exchange{TSink}.Save"/> wrote.</summary>
public static class SavedState
{
    /// <summary>An exchange as it was saved. Never throws because of what the bytes say; cold.</summary>
    /// <param name="state">What was saved, by this version or an earlier one.</param>
    /// <param name="sink">Where events go from now on; loading has none.</param>
    /// <param name="fault">Why it cannot be; null where it can.</param>
    /// <param name="key">As for a new exchange; need not be the one of the exchange that was saved.</param>
    /// <returns>The exchange, null where there is none.</returns>
    public static Exchange<TSink>? Load<TSink>(ReadOnlySequence<byte> state, TSink sink, out string? fault, TableKey key = default)
        where TSink : struct, IEventSink
    {
        fault = StateLoading<TSink>.ReadLimits(state, out var limits, out var rest, out var stateHash);
        if (fault is not null)
            return null;
        var exchange = new Exchange<TSink>(limits, sink, key);
        fault = exchange.Loading().Load(rest);
        if (fault is null && stateHash is { } expected && exchange.StateHash() != expected)
            fault = $"what was loaded hashes to {exchange.StateHash():x16}, and {expected:x16} was saved";
        GC.KeepAlive(exchange);
        return fault is null ? exchange : null;
    }
}
