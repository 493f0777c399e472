using System.Buffers;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Risk;

namespace Rialto.Trading.Orders;

/// <summary>
/// All orders of a desk from wish to end, with the risk gate before them and the portfolio behind them. One input at a time: <see cref="Begin"/>, then what the input is about. A function of
/// its inputs: the same inputs give the same requests, events and bytes of state. No clock, no I/O; single-threaded; allocates nothing once warm. docs/reference/desk-orders.md has the rules.
/// </summary>
/// <typeparam name="TSink">Where requests and events go; a struct, so that the calls are direct. It must not call back.</typeparam>
public sealed class DeskOrders<TSink>
    where TSink : struct, IDeskOrdersSink
{
    private TSink _sink;

    /// <summary>Makes a desk without orders. Every venue begins down, until <see cref="OrderReportKind.StreamUp"/>.</summary>
    /// <exception cref="ArgumentException">Terms that contradict each other; the message says which.</exception>
    public DeskOrders(DeskTerms terms, TSink sink)
    {
        ArgumentNullException.ThrowIfNull(terms);
        _sink = sink;
        Terms = terms;
    }

    /// <summary>What it was told at the start.</summary>
    public DeskTerms Terms { get; }

    /// <summary>The sink, for its owner.</summary>
    public ref TSink Sink => ref _sink;

    /// <summary>Limits, modes and what is used of them.</summary>
    public RiskGate Risk { get; } = new();

    /// <summary>Positions, balances and results.</summary>
    public DeskPortfolio Portfolio { get; } = new();

    /// <summary>Number of the last order placed or adopted.</summary>
    public DeskOrderId LastId { get; private set; }

    /// <summary>Live orders, those of unknown outcome among them.</summary>
    public int LiveCount { get; private set; }

    /// <summary>When <see cref="Advance"/> has something to do next; none where nothing waits.</summary>
    public Timestamp NextDeadline { get; private set; }

    /// <summary>A new input: all calls up to the next <see cref="Begin"/> belong to it.</summary>
    /// <exception cref="ArgumentException">Sequence or time go back.</exception>
    public void Begin(in DeskInput input) => throw new NotSupportedException();

    /// <summary>Checks a wish for a new order; where nothing speaks against it, reserves its risk and sends it.</summary>
    /// <returns>False where it was refused, with the reason; also told to the sink.</returns>
    public bool TryPlace(in OrderIntent intent, out DeskOrderId order, out DeskRefusal refusal) => throw new NotSupportedException();

    /// <summary>Asks for the end of an order. Before its acknowledgement the cancel goes by client id where the venue finds by it and the order is on the wire; otherwise it waits.</summary>
    /// <returns>False where it was refused, with the reason; also told to the sink.</returns>
    public bool TryCancel(in OrderIntent intent, out DeskRefusal refusal) => throw new NotSupportedException();

    /// <summary>Asks for another price or quantity; waits for the acknowledgement. Risk counts the worse of both until the venue has answered.</summary>
    /// <returns>False where it was refused, with the reason; also told to the sink.</returns>
    public bool TryAmend(in OrderIntent intent, out DeskRefusal refusal) => throw new NotSupportedException();

    /// <summary>Asks for the end of all live orders.</summary>
    /// <returns>For how many.</returns>
    public int CancelAll() => throw new NotSupportedException();

    /// <summary>Asks for the end of all live orders of a strategy.</summary>
    /// <returns>For how many.</returns>
    public int CancelAll(StrategyId strategy) => throw new NotSupportedException();

    /// <summary>Asks for the end of all live orders of a listing.</summary>
    /// <returns>For how many.</returns>
    public int CancelAll(ListingId listing) => throw new NotSupportedException();

    /// <summary>Asks for the end of all live orders of a venue.</summary>
    /// <returns>For how many.</returns>
    public int CancelAll(FeedVenue venue) => throw new NotSupportedException();

    /// <summary>Applies what a venue says. Reports may come in any order and more than once.</summary>
    public void Apply(in OrderReport report) => throw new NotSupportedException();

    /// <summary>Does what the input's time makes due: outcomes that did not come, look-ups, waiting cancels, reconciliation, the turn of the day. Cheap where nothing is due.</summary>
    public void Advance() => throw new NotSupportedException();

    /// <summary>After a restart from a snapshot and the inputs behind it: what was asked and not answered is unknown, every venue is down until its stream comes up.</summary>
    public void Restart() => throw new NotSupportedException();

    /// <summary>The best prices of a listing, or its trust, are others than before.</summary>
    /// <param name="listing">Which; one that is not traded and no rate needs changes nothing.</param>
    /// <param name="best">In its units; empty where its book may not be believed.</param>
    /// <param name="isTrusted">Whether its book is <see cref="BookTrust.Trusted"/>.</param>
    public void OnBest(ListingId listing, in Bbo best, bool isTrusted) => throw new NotSupportedException();

    /// <summary>The best prices of a symbol over all venues are others than before.</summary>
    /// <param name="symbol">By its number.</param>
    /// <param name="best">In the symbol's units.</param>
    /// <param name="priceScale">Scale of its prices.</param>
    public void OnNbbo(int symbol, in Nbbo best, int priceScale) => throw new NotSupportedException();

    /// <summary>A listing's status has changed in the table.</summary>
    public void OnListing(ListingId listing) => throw new NotSupportedException();

    /// <summary>Sets a limit or a mode (<see cref="RiskLimitKind.DeskModeOf"/> and its kin take a <see cref="DeskMode"/>'s number).</summary>
    /// <returns>False, and nothing changes, for a scope or a value that is none.</returns>
    public bool TrySetLimit(RiskLimitKind kind, int scope, long value, Text36 who) => throw new NotSupportedException();

    /// <summary>An operator accepts the venue's differences: it takes orders again.</summary>
    /// <returns>False where none was open.</returns>
    public bool AcceptDifference(FeedVenue venue, Text36 who) => throw new NotSupportedException();

    /// <summary>An operator closes the rejects breaker.</summary>
    /// <returns>False where it was not open.</returns>
    public bool CloseRejectsBreaker(Text36 who) => throw new NotSupportedException();

    /// <summary>An order by number, also one that ended and is remembered; the reference holds until the next call.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public ref readonly DeskOrder this[DeskOrderId order] => throw new NotSupportedException();

    /// <summary>Whether an order is known.</summary>
    public bool Knows(DeskOrderId order) => throw new NotSupportedException();

    /// <summary>Live orders in the order in which they were placed: the first, or the one after another.</summary>
    /// <param name="after">None for the first.</param>
    /// <returns>None where there is none further.</returns>
    public DeskOrderId NextLive(DeskOrderId after = default) => throw new NotSupportedException();

    /// <summary>Writes the whole state: the same state, the same bytes. Between inputs.</summary>
    public void Save(IBufferWriter<byte> target) => throw new NotSupportedException();

    /// <summary>Takes over a state that <see cref="Save"/> wrote with the same terms; best prices are told anew by the market.</summary>
    /// <returns>False where the bytes are not such a state; this object must not be used then.</returns>
    public bool TryLoad(ReadOnlySequence<byte> source) => throw new NotSupportedException();
}
