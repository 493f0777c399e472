using System.Globalization;
using System.Text.Json;

namespace Rialto.Adapters.Augur;

/// <summary>An event of the log that cannot be taken back any more.</summary>
/// <param name="Id">Block and place in it, as <see cref="AugurSwap.IdOf"/> makes it of them.</param>
/// <param name="Block">Of which block.</param>
/// <param name="Index">Its place in the block's log.</param>
/// <param name="Topics">As the node has them.</param>
/// <param name="Words">As the node has them.</param>
internal sealed record NodeSwap(long Id, long Block, long Index, IReadOnlyList<string> Topics, string Words)
{
    /// <summary>The block's time, in seconds since the epoch.</summary>
    public long Seconds { get; set; }
}

/// <summary>
/// The swaps of a chain's log, read in ranges of blocks: onwards from where it began, and backwards to thirty days ago.
/// <code>
/// thirty days ago        back                began       next          head - 128      head
///      |&lt;------ to read ----|&lt;---- read -------|---- read --&gt;|---- to read --&gt;|  may change |
/// </code>
/// Blocks nearer to the head than 128 may still be exchanged for others and are not read: what is told was never taken back. A range that the node finds too large is halved; it grows again by and by.
/// </summary>
internal sealed class NodeSwaps(NodeRpc rpc, AugurContracts contracts)
{
    /// <summary>Blocks that may still change.</summary>
    public const long Unsettled = 128;

    private const long LifeSeconds = 30L * 24 * 60 * 60;
    private const long LookAgainSeconds = 6L * 60 * 60;
    private const long RangeMax = 10_000;
    private const int RecentMax = 2_000;

    // A chain with two blocks a second has no more in thirty days.
    private const long BlocksMax = 2 * LifeSeconds;

    private static readonly long[] _tooLarge = [-32_005, -32_000, -32_600, -32_602, -32_603, -32_012, -32_614, 35, 413];

    private readonly Dictionary<string, long> _last = [];
    private readonly SortedDictionary<long, NodeSwap> _recent = [];
    private long _began;
    private long _next;
    private long _back;
    private long _oldest;
    private long _looked;
    private long _range = RangeMax;

    /// <summary>Those that came since the first reading, oldest first.</summary>
    public IEnumerable<NodeSwap> Recent => _recent.Values;

    /// <summary>Whether a market was traded in within thirty days.</summary>
    /// <param name="market">Its factory and number, <c>0x4872..:12</c>.</param>
    public MarketLife LifeOf(string market) => _last.TryGetValue(market, out var block) && block >= _oldest ? MarketLife.Live
        : _began > 0 && _back <= _oldest ? MarketLife.Dormant
        : MarketLife.Unknown;

    /// <summary>Reads on, and back as long as asked to.</summary>
    /// <param name="head">The newest block.</param>
    /// <param name="seconds">Its time.</param>
    /// <param name="goesOn">Whether there is time for more.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="NodeRefusedException">The node gave no log; what was read is kept.</exception>
    public async ValueTask ReadAsync(long head, long seconds, Func<bool> goesOn, CancellationToken stop)
    {
        var settled = head - Unsettled;
        if (settled <= 0)
            return;
        if (_began == 0 || seconds - _looked > LookAgainSeconds)
        {
            _oldest = Math.Max(_oldest, await FirstAfterAsync(seconds - LifeSeconds, settled, stop).ConfigureAwait(false));
            _looked = seconds;
        }

        if (_began == 0)
            _began = _next = _back = settled + 1;
        while (_next <= settled && goesOn())
        {
            var to = Math.Min(settled, _next + _range - 1);
            if (await TryReadAsync(_next, to, isNew: true, stop).ConfigureAwait(false))
                _next = to + 1;
        }

        while (_back > _oldest && goesOn())
        {
            var from = Math.Max(_oldest, _back - _range);
            if (await TryReadAsync(from, _back - 1, isNew: false, stop).ConfigureAwait(false))
                _back = from;
        }
    }

    private async ValueTask<bool> TryReadAsync(long from, long to, bool isNew, CancellationToken stop)
    {
        var factories = string.Join(',', contracts.Factories.Select(factory => $"\"0x{new string('0', 24)}{factory[2..]}\""));
        var filter = string.Create(CultureInfo.InvariantCulture, $$"""[{"address":"{{contracts.AmmFactory}}","fromBlock":"0x{{from:x}}","toBlock":"0x{{to:x}}","topics":["{{AugurSwap.Topic}}",[{{factories}}]]}]""");
        var reply = (await rpc.AskAsync([new NodeCall("eth_getLogs", filter)], stop).ConfigureAwait(false))[0];
        if (!reply.IsGood)
        {
            if (to == from || Array.IndexOf(_tooLarge, reply.Code) < 0)
                throw new NodeRefusedException($"the node gives no log of blocks {from} to {to} ({reply.Code} {reply.Error})");
            _range = Math.Max(1, (to - from + 1) / 2);
            return false;
        }

        var swaps = SwapsOf(reply.Result, from, to);
        if (isNew)
            await KeepAsync(swaps, stop).ConfigureAwait(false);
        foreach (var swap in swaps)
        {
            if (MarketOf(swap) is { } market)
                _last[market] = Math.Max(_last.GetValueOrDefault(market), swap.Block);
        }

        _range = Math.Min(RangeMax, _range + Math.Max(1, _range / 8));
        return true;
    }

    private async ValueTask KeepAsync(List<NodeSwap> swaps, CancellationToken stop)
    {
        long[] blocks = [.. swaps.Select(swap => swap.Block).Distinct()];
        var times = new Dictionary<long, long>();
        var replies = await rpc.AskAsync([.. blocks.Select(block => NodeCall.Block(string.Create(CultureInfo.InvariantCulture, $"0x{block:x}")))], stop).ConfigureAwait(false);
        for (var i = 0; i < blocks.Length; i++)
            times[blocks[i]] = TimeOf(replies[i], blocks[i]);
        foreach (var swap in swaps)
        {
            swap.Seconds = times[swap.Block];
            _recent.TryAdd(swap.Id, swap);
        }

        while (_recent.Count > RecentMax)
            _recent.Remove(_recent.Keys.First());
    }

    /// <summary>The first block that is not older than a time.</summary>
    private async ValueTask<long> FirstAfterAsync(long seconds, long highest, CancellationToken stop)
    {
        var (low, high) = (Math.Max(1, highest - BlocksMax), highest);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            var reply = (await rpc.AskAsync([NodeCall.Block(string.Create(CultureInfo.InvariantCulture, $"0x{middle:x}"))], stop).ConfigureAwait(false))[0];
            if (TimeOf(reply, middle) < seconds)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static long TimeOf(NodeReply reply, long block)
    {
        var seconds = NodeRpc.NumberOf(NodeRpc.MemberOf(reply.Result, "timestamp"));
        return seconds >= 0 ? seconds : throw new NodeRefusedException($"the node does not have block {block} ({reply.Code} {reply.Error}): one that keeps thirty days of history is needed");
    }

    private List<NodeSwap> SwapsOf(JsonElement result, long from, long to)
    {
        if (result.ValueKind != JsonValueKind.Array)
            throw new NodeRefusedException("the node's log is no list");
        var swaps = new List<NodeSwap>();
        foreach (var log in result.EnumerateArray())
        {
            if (NodeRpc.MemberOf(log, "removed").ValueKind == JsonValueKind.True)
                continue;
            var (block, index) = (NodeRpc.NumberOf(NodeRpc.MemberOf(log, "blockNumber")), NodeRpc.NumberOf(NodeRpc.MemberOf(log, "logIndex")));
            var topics = NodeRpc.MemberOf(log, "topics");
            if (block < from || block > to || index is < 0 or > AugurSwap.IndexMax || block > AugurSwap.BlockMax || topics.ValueKind != JsonValueKind.Array
                || !NodeRpc.TextOf(NodeRpc.MemberOf(log, "address")).Equals(contracts.AmmFactory, StringComparison.OrdinalIgnoreCase))
                throw new NodeRefusedException("the node's log holds what was not asked for");
            swaps.Add(new NodeSwap(AugurSwap.IdOf(block, index), block, index, [.. topics.EnumerateArray().Take(5).Select(NodeRpc.TextOf)], NodeRpc.TextOf(NodeRpc.MemberOf(log, "data"))));
        }

        return swaps;
    }

    private static string? MarketOf(NodeSwap swap)
    {
        if (swap.Topics.Count != 4 || !AbiHex.TryRead(System.Text.Encoding.UTF8.GetBytes(swap.Topics[2]), out var word) || !new AbiWords(word).TrySmall(0, long.MaxValue, out var id) || swap.Topics[1].Length != 66)
            return null;
        return string.Create(CultureInfo.InvariantCulture, $"0x{swap.Topics[1][26..].ToLowerInvariant()}:{id}");
    }
}
