using System.Globalization;
using System.Text;

namespace Rialto.Adapters.Augur;

/// <summary>A market as the contracts last described it, in their words.</summary>
/// <param name="Factory">Address of its factory.</param>
/// <param name="Id">Its number there.</param>
internal sealed record NodeMarket(string Factory, long Id)
{
    /// <summary>Both, as listings are named.</summary>
    public string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"{Factory}:{Id}");

    /// <summary>What <c>shareFactor</c> of its factory answered.</summary>
    public string Factor { get; set; } = "";

    /// <summary>What <c>getMarket</c> answered.</summary>
    public string Words { get; set; } = "";

    /// <summary>What <c>getPoolBalances</c> answered; empty where it was not asked, or refused.</summary>
    public string Balances { get; set; } = "";

    /// <summary>What <c>getPoolWeights</c> answered.</summary>
    public string Weights { get; set; } = "";

    /// <summary>What <c>getSwapFee</c> answered.</summary>
    public string Fee { get; set; } = "";

    /// <summary>It has a winner: nothing of it changes any more.</summary>
    public bool IsResolved { get; set; }
}

/// <summary>
/// The markets of the factories, newest first, and the pools of those that are alive. Markets that were resolved when they were first seen are passed over.
/// </summary>
internal sealed class NodeMarkets(NodeRpc rpc, AugurContracts contracts)
{
    /// <summary>Most markets whose pools are asked for.</summary>
    public const int AliveMax = 200;

    private const string MarketCount = "0xec979082", GetMarket = "0xeb44fdd3", ShareFactor = "0x7641ab01", PoolBalances = "0xd2364bf3", PoolWeights = "0xd055da71", SwapFee = "0xfa0de359";
    private const int MarketsMax = 100_000;
    private const int MarketsAtOnce = 20;

    private readonly Dictionary<string, Range> _read = [];
    private readonly SortedDictionary<(string Factory, long Id), NodeMarket> _told = [];

    /// <summary>Those that are open, or were while they were followed.</summary>
    public IEnumerable<NodeMarket> Told => _told.Values;

    /// <summary>Reads what is new, and what was not read yet.</summary>
    /// <param name="head">As of which block.</param>
    /// <param name="goesOn">Whether there is time for more.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="NodeRefusedException">The node did not answer; what was read is kept.</exception>
    public async ValueTask ReadAsync(long head, Func<bool> goesOn, CancellationToken stop)
    {
        var replies = await rpc.AskAsync([.. contracts.Factories.SelectMany(factory => new[] { NodeCall.Of(factory, MarketCount, head), NodeCall.Of(factory, ShareFactor, head) })], stop).ConfigureAwait(false);
        for (var i = 0; i < contracts.Factories.Count; i++)
        {
            var (factory, factor) = (contracts.Factories[i], WordsOf(replies[2 * i + 1]));
            if (!TryRead(WordsOf(replies[2 * i])).TrySmall(0, MarketsMax, out var count))
                throw new NodeRefusedException($"{factory} does not say how many markets it has: is it a factory of Augur's?");
            await ReadFactoryAsync(factory, factor, count, head, goesOn, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Reads what changes: the markets that are alive, and their pools.</summary>
    /// <param name="head">As of which block.</param>
    /// <param name="lifeOf">Whether a market is traded in.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="NodeRefusedException">The node did not answer.</exception>
    public async ValueTask ReadPoolsAsync(long head, Func<string, MarketLife> lifeOf, CancellationToken stop)
    {
        foreach (var market in _told.Values)
            (market.Balances, market.Weights, market.Fee) = ("", "", "");
        NodeMarket[] alive = [.. _told.Values.Where(market => !market.IsResolved && lifeOf(market.Name) == MarketLife.Live).OrderByDescending(market => market.Id).Take(AliveMax)];
        const int each = 4;
        var replies = await rpc.AskAsync([.. alive.SelectMany(market => CallsOf(market, head))], stop).ConfigureAwait(false);
        for (var i = 0; i < alive.Length; i++)
        {
            Take(alive[i], replies[each * i]);
            (alive[i].Balances, alive[i].Weights, alive[i].Fee) = (WordsOf(replies[each * i + 1]), WordsOf(replies[each * i + 2]), WordsOf(replies[each * i + 3]));
        }
    }

    private static AbiWords TryRead(string hex) => new(AbiHex.TryRead(Encoding.UTF8.GetBytes(hex), out var words) ? words : []);

    /// <summary>A number of a market, as argument.</summary>
    private static string Word(long id) => string.Create(CultureInfo.InvariantCulture, $"{id:x64}");

    private async ValueTask ReadFactoryAsync(string factory, string factor, long count, long head, Func<bool> goesOn, CancellationToken stop)
    {
        if (!_read.TryGetValue(factory, out var range))
            range = new Range(count, count);
        while (goesOn() && (range.Above < count || range.From > 1))
        {
            var isNew = range.Above < count;
            var (from, to) = isNew ? (range.Above, Math.Min(count, range.Above + MarketsAtOnce)) : (Math.Max(1, range.From - MarketsAtOnce), range.From);
            long[] ids = [.. Enumerable.Range(0, (int)(to - from)).Select(i => from + i)];
            var replies = await rpc.AskAsync([.. ids.Select(id => NodeCall.Of(factory, GetMarket + Word(id), head))], stop).ConfigureAwait(false);
            for (var i = 0; i < ids.Length; i++)
            {
                var market = new NodeMarket(factory, ids[i]) { Factor = factor };
                if (Take(market, replies[i]))
                    _told[(factory, ids[i])] = market;
            }

            range = isNew ? range with { Above = to } : range with { From = from };
            _read[factory] = range;
        }

        foreach (var market in _told.Values.Where(market => market.Factory == factory))
            market.Factor = factor;
    }

    private IEnumerable<NodeCall> CallsOf(NodeMarket market, long head)
    {
        var place = new string('0', 24) + market.Factory[2..] + Word(market.Id);
        return
        [
            NodeCall.Of(market.Factory, GetMarket + Word(market.Id), head),
            NodeCall.Of(contracts.AmmFactory, PoolBalances + place, head),
            NodeCall.Of(contracts.AmmFactory, PoolWeights + place, head),
            NodeCall.Of(contracts.AmmFactory, SwapFee + place, head),
        ];
    }

    /// <summary>Takes what a market is now.</summary>
    /// <returns>False where there is nothing to tell: it was never made, or is over.</returns>
    private static bool Take(NodeMarket market, NodeReply reply)
    {
        market.Words = WordsOf(reply);
        if (!AbiHex.TryRead(Encoding.UTF8.GetBytes(market.Words), out var words) || !AugurMarket.TryRead(words, out var read))
            return true;
        market.IsResolved = read.IsResolved;
        return read is { Outcomes: > 0, IsResolved: false };
    }

    /// <summary>What a contract answered; nothing where it refused.</summary>
    private static string WordsOf(NodeReply reply)
    {
        if (reply.IsGood)
            return NodeRpc.TextOf(reply.Result) is { Length: > 0 } words ? words : "?";
        return reply.IsReverted ? "" : throw new NodeRefusedException($"the node could not ask a contract ({reply.Code} {reply.Error})");
    }

    /// <summary>Numbers that were read: from the first to below the last.</summary>
    private readonly record struct Range(long From, long Above);
}
