using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Rialto.Adapters.Connections;

namespace Rialto.Adapters.Augur;

/// <summary>
/// Makes of a node's answers the one answer that <see cref="AugurProtocol"/> reads: asks for the newest block, for the factories' markets, for the swaps, and for the pools of all markets that are alive, all as of that
/// block. What there is no time for is asked for the next time; what is final (who has won) is asked for once. Any thread; one answer is made at a time, and serves all who ask within seconds.
/// </summary>
internal sealed class AugurNode : IRestSource
{
    // Markets, then history, are read with so many questions and for so long in each answer, half of both each, so that it comes in time.
    private const int QuestionsMax = 600;

    private static readonly TimeSpan _reads = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _serves = TimeSpan.FromSeconds(5);

    private readonly VenueTerms _terms;
    private readonly IRestSource _rest;
    private readonly TimeProvider _time;
    private readonly NodeRpc _rpc;
    private readonly NodeSwaps _swaps;
    private readonly NodeMarkets _markets;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private RestAnswer _answer;
    private long _answeredAt;
    private long _leaveAloneFrom;
    private TimeSpan _leaveAlone;
    private string _leaveAloneWhy = "";
    private bool _isChainKnown;

    /// <summary>Makes one; nothing is asked yet.</summary>
    /// <param name="terms">With the customer's node.</param>
    /// <param name="rest">Asks it; disposed with this.</param>
    /// <param name="time">Gives the time.</param>
    public AugurNode(VenueTerms terms, IRestSource rest, TimeProvider time)
    {
        (_terms, _rest, _time, _rpc) = (terms, rest, time, new NodeRpc(rest, terms.RestTerms.Budget.Count));
        (_swaps, _markets) = (new NodeSwaps(_rpc, terms.Augur), new NodeMarkets(_rpc, terms.Augur));
    }

    /// <inheritdoc/>
    public async ValueTask<RestAnswer> GetAsync(RestRequest request, CancellationToken stop)
    {
        if (_terms.KeyProblem is { Length: > 0 } missing)
            return Problem(missing);
        if (request.Path != AugurProtocol.Path)
            return Problem($"nothing is known of {request.Path}");
        await _turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (_answer.IsGood && _time.GetElapsedTime(_answeredAt) < _serves)
                return _answer;
            var left = _leaveAlone - _time.GetElapsedTime(_leaveAloneFrom);
            if (left > TimeSpan.Zero)
                return Problem($"not asked: {_leaveAloneWhy}", left);
            return await TryMakeAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rest.Dispose();
        _turn.Dispose();
    }

    private async ValueTask<RestAnswer> TryMakeAsync(CancellationToken stop)
    {
        try
        {
            var body = await MakeAsync(stop).ConfigureAwait(false);
            (_answer, _answeredAt) = (new RestAnswer(200, body, TimeSpan.Zero, ""), _time.GetTimestamp());
            return _answer;
        }
        catch (NodeRefusedException refused)
        {
            (_leaveAlone, _leaveAloneFrom, _leaveAloneWhy) = (refused.RetryAfter, _time.GetTimestamp(), refused.Message);
            return Problem(refused.Message, refused.RetryAfter);
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> MakeAsync(CancellationToken stop)
    {
        var (began, asked) = (_time.GetTimestamp(), _rpc.Asked);
        bool Within(int halves) => 2 * _time.GetElapsedTime(began) < halves * _reads && 2 * (_rpc.Asked - asked) < halves * QuestionsMax;
        await CheckChainAsync(stop).ConfigureAwait(false);
        var newest = (await _rpc.AskAsync([NodeCall.Block("latest")], stop).ConfigureAwait(false))[0];
        var (head, seconds) = (NodeRpc.NumberOf(NodeRpc.MemberOf(newest.Result, "number")), NodeRpc.NumberOf(NodeRpc.MemberOf(newest.Result, "timestamp")));
        if (head <= 0 || seconds < 0)
            throw new NodeRefusedException($"the node names no newest block ({newest.Code} {newest.Error})");
        await _markets.ReadAsync(head, () => Within(1), stop).ConfigureAwait(false);
        await _swaps.ReadAsync(head, seconds, () => Within(2), stop).ConfigureAwait(false);
        await _markets.ReadPoolsAsync(head, _swaps.LifeOf, stop).ConfigureAwait(false);
        return Write(head, seconds);
    }

    private async ValueTask CheckChainAsync(CancellationToken stop)
    {
        if (_isChainKnown)
            return;
        var reply = (await _rpc.AskAsync([new NodeCall("eth_chainId", "[]")], stop).ConfigureAwait(false))[0];
        var chain = NodeRpc.NumberOf(reply.Result);
        if (chain != AugurContracts.ChainId)
            throw new NodeRefusedException(chain < 0 ? $"the node does not say which chain it has ({reply.Code} {reply.Error})" : string.Create(CultureInfo.InvariantCulture, $"the node has the chain {chain}; Augur's markets are on Polygon, {AugurContracts.ChainId}"));
        _isChainKnown = true;
    }

    private ReadOnlyMemory<byte> Write(long head, long seconds)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("block", head);
            json.WriteNumber("time", seconds);
            json.WriteStartArray("markets");
            foreach (var market in _markets.Told)
                WriteMarket(json, market);
            json.WriteEndArray();
            json.WriteStartArray("swaps");
            foreach (var swap in _swaps.Recent)
                WriteSwap(json, swap);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }

    private void WriteMarket(Utf8JsonWriter json, NodeMarket market)
    {
        json.WriteStartObject();
        json.WriteString("factory", market.Factory);
        json.WriteNumber("id", market.Id);
        json.WriteNumber("life", (int)_swaps.LifeOf(market.Name));
        json.WriteString("factor", Hex(market.Factor));
        json.WriteString("market", Hex(market.Words));
        json.WriteString("balances", Hex(market.Balances));
        json.WriteString("weights", Hex(market.Weights));
        json.WriteString("fee", Hex(market.Fee));
        json.WriteEndObject();
    }

    private static void WriteSwap(Utf8JsonWriter json, NodeSwap swap)
    {
        json.WriteStartObject();
        json.WriteNumber("block", swap.Block);
        json.WriteNumber("index", swap.Index);
        json.WriteNumber("time", swap.Seconds);
        json.WriteStartArray("topics");
        foreach (var topic in swap.Topics)
            json.WriteStringValue(Hex(topic));
        json.WriteEndArray();
        json.WriteString("data", Hex(swap.Words));
        json.WriteEndObject();
    }

    // Whatever a node says, recordings hold digits, or a mark that there were none.
    private static string Hex(string text) => text.Length == 0 || AbiHex.TryRead(Encoding.UTF8.GetBytes(text), out _) ? text : "?";

    private static RestAnswer Problem(string why, TimeSpan retryAfter = default) => new(0, ReadOnlyMemory<byte>.Empty, retryAfter, why);
}
