using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Features;
using Rialto.Trading.Orders;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;

namespace Rialto.Trading;

/// <summary>
/// A trading desk: market events, venues' reports and commands in a total order go in; requests to venues and audit records come out, and nothing else. The same inputs give the same outputs,
/// bit for bit, and the same <see cref="StateHash"/>. It has no clock: time moves with its inputs. Single-threaded; allocates nothing once warm.
/// <code>
/// FeedEvent   ─> books, best prices, features ─┐
/// OrderReport ─> orders, fills, positions     ─┼─> strategies ─> conditions ─> risk ─> orders ─> OrderRequest
/// DeskCommand ─> lifecycle, limits, time      ─┘                                            └─> DeskAudit
/// </code>
/// docs/reference/trader.md has the rules.
/// </summary>
/// <typeparam name="TSink">Where it writes; a struct, so that the calls are direct.</typeparam>
public sealed partial class Trader<TSink> : IStrategyHost
    where TSink : struct, ITraderSink
{
    private readonly TraderSettings _settings;
    private readonly DeskTerms _terms;
    private readonly VenueCapabilities[] _venues;
    private readonly ListingTable _listings;
    private readonly Consolidation<BooksSink> _books;
    private FeatureSets _features = new();
    private readonly DeskOrders<OrdersSink> _orders;
    private readonly StrategySlot[] _slots;
    private readonly StrategySlot?[] _slotOf;
    private readonly FollowedListing?[] _followed;
    private readonly TradingTerms?[] _termsOf;
    private readonly NoticeQueue _notices = new();
    private FollowedListing[] _touched = [];
    private FeedEvent[] _trades = new FeedEvent[64];
    private int[] _changedSymbols = new int[16];
    private int _touchedCount;
    private int _tradeCount;
    private int _changedCount;
    private bool _isMidFrame;
    private bool _hasBegun;
    private long _lastMinute;
    private TSink _sink;
    private DeskHash _outputs;

    /// <summary>Makes a desk with its strategies loaded; nothing is sent before its first input.</summary>
    /// <param name="settings">How it behaves.</param>
    /// <param name="terms">What it trades, under which limits. The numbers of symbols are set here: they need not be known.</param>
    /// <param name="strategies">Its strategies, in the order in which they are called.</param>
    /// <param name="sink">Where it writes.</param>
    /// <exception cref="ArgumentException">Settings that contradict each other; the message names the one.</exception>
    public Trader(TraderSettings settings, DeskTerms terms, IReadOnlyList<(StrategySettings Settings, IStrategy Strategy)> strategies, TSink sink)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(strategies);
        if (settings.Check(terms, strategies) is { } fault)
            throw new ArgumentException(fault, nameof(strategies));
        (_settings, _listings, _sink) = (settings, terms.Listings, sink);
        var wanted = terms.Traded.Select(traded => traded.Listing)
            .Concat(strategies.SelectMany(pair => pair.Settings.Listings))
            .Concat(terms.Rates.SelectMany(rate => rate.Legs).Select(leg => leg.Listing))
            .Concat(settings.AlsoFollow)
            .Distinct().ToArray();
        _books = new Consolidation<BooksSink>(_listings, new BooksSink(this), settings.WindowBits, wanted);
        _followed = new FollowedListing?[wanted.Select(id => id.Value).DefaultIfEmpty().Max() + 1];
        foreach (var id in wanted)
            _followed[id.Value] = new FollowedListing(_books.BookOf(id), _books.PlaceOf(id).Symbol);
        _touched = new FollowedListing[wanted.Length];
        _termsOf = new TradingTerms?[_followed.Length];
        foreach (var traded in terms.Traded)
            _termsOf[traded.Listing.Value] = traded.Terms.Within(_listings[traded.Listing]);
        _terms = terms with
        {
            Traded = [.. terms.Traded.Select(traded => traded with { Symbol = _books.PlaceOf(traded.Listing).Symbol })],
            Limits = terms.Limits with
            {
                Special =
                [
                    .. terms.Limits.Special,
                    .. terms.SymbolLimits.Select(limit => limit with { Scope = _books.PlaceOf(new ListingId(limit.Scope)).Symbol }),
                    .. strategies.Where(pair => pair.Settings.Capital > 0)
                        .Select(pair => new SpecialLimit(RiskLimitKind.StrategyGross, pair.Settings.Id.Value, (long)(pair.Settings.Capital * RiskLimits.One)))
                        .Select(capital => terms.Limits.Special.Where(own => (own.Kind, own.Scope) == (capital.Kind, capital.Scope)).Append(capital).MinBy(limit => limit.Value)),
                ],
            },
        };
        _venues = [.. _terms.Venues];
        _orders = new DeskOrders<OrdersSink>(_terms, new OrdersSink(this));
        _slots = [.. strategies.Select(pair => new StrategySlot(pair.Settings, pair.Strategy, this))];
        _slotOf = new StrategySlot?[_terms.StrategiesMax + 1];
        foreach (var slot in _slots)
        {
            _slotOf[slot.Id.Value] = slot;
            MakeFeatures(slot);
            foreach (var id in slot.Listings)
                _followed[id.Value]!.Slots = [.. _followed[id.Value]!.Slots, slot];
        }

        _slotsOfSymbol = new StrategySlot[_books.Symbols][];
        for (var symbol = 0; symbol < _slotsOfSymbol.Length; symbol++)
            _slotsOfSymbol[symbol] = [.. _slots.Where(slot => slot.Listings.Any(id => _followed[id.Value]!.Symbol == symbol))];
    }

    /// <summary>The sink, for its owner.</summary>
    public ref TSink Sink => ref _sink;

    /// <summary>Number of the last input, from 1.</summary>
    public long Sequence { get; private set; }

    /// <summary>The latest time of all inputs.</summary>
    public Timestamp Now { get; private set; }

    /// <summary>Everything was stopped, and nobody has resumed it.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Positions, balances and results of the whole desk.</summary>
    public DeskPortfolio Portfolio => _orders.Portfolio;

    /// <summary>Limits, modes and what is used of them.</summary>
    public RiskGate Risk => _orders.Risk;

    /// <summary>Live orders, those of unknown outcome among them.</summary>
    public int LiveOrders => _orders.LiveCount;

    /// <summary>When a <see cref="DeskCommandKind.Time"/> has something to do next; none where nothing waits.</summary>
    public Timestamp NextDeadline => EarliestDeadline();

    /// <summary>A number over all requests and audit records so far: two runs with the same outputs have the same.</summary>
    public ulong OutputHash => _outputs.Value;

    /// <summary>Applies a market event.</summary>
    public void Apply(in FeedEvent told)
    {
        Begin(told.ReceiveTime, told.ReceiveTime);
        _isMidFrame = true;
        if (told.Kind == FeedEventKind.ListingChanged && !told.Listing.IsNone)
            OnListing(told.Listing);
        else if (told.Kind == FeedEventKind.Settled)
            OnSettlementTold(in told);
        Note(in told);
        _books.Apply(in told);
        _features.Apply(in told);
        if ((told.Flags & FeedEventFlags.LastOfFrame) == 0)
            return;
        _isMidFrame = false;
        TellFrame();
        End();
    }

    /// <summary>Applies what a venue says about orders and money.</summary>
    public void Apply(in OrderReport report)
    {
        Begin(report.ReceiveTime, Timestamp.None);
        var isPaper = (report.Flags & OrderReportFlags.Paper) != 0;
        if (isPaper != (_settings.Execution == StrategyMode.Paper))
        {
            Audit(new DeskAudit { Kind = DeskAuditKind.ReportIgnored, Severity = DeskSeverity.Critical, Order = report.Order, Listing = report.Listing, Venue = report.Venue, Code = (ushort)report.Kind });
        }
        else
        {
            Judge(in report);
            _orders.Apply(in report);
        }

        End();
    }

    /// <summary>Applies what an operator, or whoever runs the desk, says.</summary>
    public void Apply(in DeskCommand command)
    {
        Begin(command.Time, Timestamp.None);
        if (Obey(in command) is not CommandRefusal.None and var refusal)
        {
            Audit(new DeskAudit
            {
                Kind = DeskAuditKind.CommandRefused,
                Severity = DeskSeverity.Notice,
                Strategy = command.Strategy,
                Listing = command.Listing,
                Number = (int)command.Kind,
                Code = (ushort)refusal,
                Text = command.Who,
            });
        }

        End();
    }

    /// <summary>
    /// A number over all that decides the future: the same for a desk and for a replay of its inputs. Strategies count with what they save, and one that cannot save counts as such: asking
    /// changes nothing. Cold; between inputs.
    /// </summary>
    public ulong StateHash()
    {
        var hash = new DeskHash();
        hash.Add(Sequence);
        hash.Add(Now.Nanoseconds);
        hash.Add((IsStopped ? 1L : 0) | (_isSlow ? 2L : 0) | (_isFlattening ? 4L : 0) | (_storeFails ? 8L : 0) | (_isLoosened ? 16L : 0) | (_isClearing ? 32L : 0));
        hash.Add(((long)_trigger << 8) | (long)_modeAfterStop);
        hash.Add(_nextFlatten.Nanoseconds);
        hash.Add(_nextClose.Nanoseconds);
        foreach (var followed in _followed)
            followed?.AddTo(ref hash);
        foreach (var venue in _venues)
            _breakers[(int)venue.Venue].AddTo(ref hash);
        foreach (var slot in _slots)
        {
            slot.AddTo(ref hash);
            var isSaved = TrySaveState(slot, out var saved);
            hash.Add(isSaved ? saved.Length : -1L);
            hash.Add(saved);
        }

        var state = new System.Buffers.ArrayBufferWriter<byte>();
        _orders.Save(state);
        hash.Add(state.WrittenSpan);
        return hash.Value;
    }

    private void Begin(Timestamp time, Timestamp tick)
    {
        Sequence++;
        if (time > Now)
            Now = time;
        _tick = tick;
        _orders.Begin(new DeskInput(Sequence, Now, tick));
        foreach (var slot in _slots)
            slot.IntentsOfInput = 0;
        if (_hasBegun)
            return;
        _hasBegun = true;
        foreach (var slot in _slots)
        {
            if (slot.Settings.StartsAtOnce)
                Start(slot, default);
        }
    }

    /// <summary>All that follows from the input: what is due, what was triggered, what strategies are to be told, until nothing is left. Each round uses up requests, which are limited.</summary>
    private void End()
    {
        if (_isMidFrame)
            return;
        do
        {
            TellNotices();
            DoWhatIsDue();
            DoWhatWasHit();
            DoWhatWasTriggered();
        }
        while (_notices.Count > 0 || _hits > 0 || _trigger != StopTrigger.None);
        Sample();
    }

    private void Sample()
    {
        var minute = Now.Nanoseconds / StrategyPerformance.IntervalNs;
        if (minute == _lastMinute)
            return;
        _lastMinute = minute;
        foreach (var slot in _slots)
        {
            if (slot.Performance.IsDue(Now))
                slot.Performance.Sample(Now, GainOf(slot));
        }
    }

    private void Audit(in DeskAudit record)
    {
        var audit = record;
        (audit.Time, audit.Cause) = (Now, Sequence);
        _outputs.Add(((long)audit.Kind << 48) | ((long)audit.Code << 32) | (uint)audit.Number);
        _outputs.Add(audit.Cause);
        _outputs.Add(audit.Order.Value);
        _outputs.Add(audit.Price.Units);
        _outputs.Add(audit.Quantity.Units);
        _outputs.Add(audit.Value);
        _outputs.Add(audit.Other);
        _outputs.Add(((long)audit.Strategy.Value << 32) | (uint)audit.Listing.Value);
        _outputs.Add(((long)audit.Refusal << 24) | ((long)audit.State << 16) | ((long)audit.Side << 8) | (long)audit.Severity);
        _outputs.Add(audit.OtherPrice.Units);
        _outputs.Add(audit.OtherQuantity.Units);
        _sink.OnAudit(in audit);
    }

    private void Request(in OrderRequest request)
    {
        _outputs.Add(((long)request.Kind << 48) | ((long)request.Side << 40) | ((long)request.Type << 32) | ((long)request.TimeInForce << 24) | ((long)request.Flags << 16) | ((long)request.Venue << 8) | request.Attempt);
        _outputs.Add(request.Cause);
        _outputs.Add(request.Time.Nanoseconds);
        _outputs.Add(request.Order.Value);
        _outputs.Add(request.NewOrder.Value);
        _outputs.Add(request.Price.Units);
        _outputs.Add(request.Quantity.Units);
        _outputs.Add(((long)request.Strategy.Value << 32) | (uint)request.Listing.Value);
        _sink.OnRequest(in request);
    }

    private FollowedListing? Find(ListingId listing) => (uint)listing.Value < (uint)_followed.Length ? _followed[listing.Value] : null;

    private readonly struct BooksSink(Trader<TSink> trader) : INbboSink
    {
        public void OnBbo(ListingId listing, in Bbo best, Timestamp receiveTime) => trader.OnBbo(listing, in best);

        public void OnNbbo(int symbol, in Nbbo best, Timestamp receiveTime) => trader.OnNbbo(symbol, in best);
    }

    private readonly struct OrdersSink(Trader<TSink> trader) : IDeskOrdersSink
    {
        public void OnRequest(in OrderRequest request) => trader.Request(in request);

        public void OnRefused(in OrderIntent intent, DeskRefusal refusal)
        {
            // The one who asked has the answer, and writes the audit.
        }

        public void OnOrder(in OrderTransition change, in DeskOrder order) => trader.OnOrder(in change, in order);

        public void OnFill(in DeskFill fill, in DeskOrder order) => trader.OnFill(in fill, in order);

        public void OnPosition(in PositionChange change) => trader.OnPosition(in change);

        public void OnSettled(in SettledShare share) => trader.OnSettled(in share);

        public void OnFunded(in FundedShare share) => trader.OnFunded(in share);

        public void OnProblem(in DeskProblem problem) => trader.OnProblem(in problem);

        public void OnLimit(in LimitChange change) => trader.OnLimit(in change);
    }
}
