namespace Rialto.Adapters.Feeds;

/// <summary>Where a frame stands in a count over several listings.</summary>
internal enum StreamOrder : byte
{
    /// <summary>Next after the last, or the first of its count.</summary>
    Next = 0,

    /// <summary>The very number of the last one: it came twice.</summary>
    Repeated = 1,

    /// <summary>At least one before it is missing.</summary>
    Gap = 2,

    /// <summary>A number below the last one: the count began anew, or the last one was wrong. It is taken for the last one either way, so that one number far too large cannot hide all that follow.</summary>
    Back = 3,
}

/// <summary>Last numbers of the counts of one connection that run over several listings (Kalshi's subscriptions, Coinbase's connection). Few; the bound is far above what one connection has.</summary>
internal sealed class StreamCounts
{
    private const int CountsMax = 1_024;

    private long[] _names = new long[8];
    private long[] _last = new long[8];
    private int _count;

    public void Clear() => _count = 0;

    public StreamOrder Take(long name, long sequence)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_names[i] != name)
                continue;
            var last = _last[i];
            _last[i] = sequence;
            return sequence == last ? StreamOrder.Repeated : sequence < last ? StreamOrder.Back : sequence - 1 == last ? StreamOrder.Next : StreamOrder.Gap;
        }

        if (_count == CountsMax)
            return StreamOrder.Gap;
        if (_count == _names.Length)
        {
            Array.Resize(ref _names, _count * 2);
            Array.Resize(ref _last, _count * 2);
        }

        _names[_count] = name;
        _last[_count++] = sequence;
        return StreamOrder.Next;
    }
}
