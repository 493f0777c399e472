using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Orders;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;

namespace Rialto.Simulation.Desk;

/// <summary>What was done in a run.</summary>
internal struct DeskCounts
{
    public int TraderKills;
    public int PowerCuts;
    public int LinkKills;
    public int FeedKills;
    public int Orders;
    public int Fills;
    public int StopLosses;

    public readonly int Kills => TraderKills + PowerCuts + LinkKills + FeedKills;

    public void Add(in DeskCounts other)
    {
        TraderKills += other.TraderKills;
        PowerCuts += other.PowerCuts;
        LinkKills += other.LinkKills;
        FeedKills += other.FeedKills;
        Orders += other.Orders;
        Fills += other.Fills;
        StopLosses += other.StopLosses;
    }

    public override readonly string ToString() => $"{TraderKills} kills of the trader, {PowerCuts} cuts of power, {LinkKills} kills of a venue's link, {FeedKills} of the feed; {Orders} orders, {Fills} fills, {StopLosses} stop-losses";
}

/// <summary>
/// Three venues that go on whatever happens, a feed, links and a desk, in virtual time, from one seed: the desk, its links and its feed are killed at random moments, what is under way is lost,
/// late or never known. Once it stops, everything must be as if nothing had happened.
/// </summary>
internal sealed class DeskWorld
{
    private const long StartMs = 1_790_000_000_000;
    private const int LatestMs = 2_000;

    private static readonly StrategyId Strategy = new(1);

    private readonly Random _dice;
    private readonly bool _losesPower;
    private readonly bool _stopsLosses;
    private readonly RealVenue[] _venues;
    private readonly bool[] _isUp;
    private readonly int[] _epochs;
    private readonly long[] _streams;
    private readonly long[] _mids;
    private readonly PriorityQueue<Action, (long, long)> _due = new();
    private readonly DeskLives _desk;
    private long _nowMs = StartMs;
    private long _messages;
    private bool _isFeedUp;
    private bool _isCalm;
    private DeskCounts _counts;

    /// <param name="seed">Of everything.</param>
    /// <param name="losesPower">Kills of the trader may also lose what was committed and not flushed: orders that nobody knows of.</param>
    /// <param name="stopsLosses">Positions at a loss of twenty dollars are closed, and the strategy is started again by and by.</param>
    public DeskWorld(int seed, bool losesPower, bool stopsLosses = false)
    {
        (_dice, _losesPower, _stopsLosses) = (new Random(seed), losesPower, stopsLosses);
        var first = Terms();
        _venues = [.. first.Venues.Select((can, i) => new RealVenue(can, first.Listings[new ListingId(i + 1)], _dice))];
        (_isUp, _epochs, _streams, _mids) = (new bool[_venues.Length], new int[_venues.Length], new long[_venues.Length], [.. _venues.Select(_ => 10_000L)]);
        _desk = new DeskLives(Terms, new TraderSettings(StrategyMode.Live) { OnRestart = (RestartPolicy)(seed & 1) }, Send);
    }

    /// <summary>Compared hashes of replays.</summary>
    public long Compared => _desk.Compared;

    /// <summary>Lives that began with a snapshot.</summary>
    public int LoadedLives => _desk.LoadedLives;

    /// <summary>Lets it go on for so many steps, then lets everything come to rest, and looks.</summary>
    /// <exception cref="InvalidOperationException">Something is not as it must be; the message says what.</exception>
    public DeskCounts Run(int steps)
    {
        Live();
        for (var step = 0; step < steps; step++)
            Step();
        Calm();
        Look();
        return _counts;
    }

    private Timestamp Now => new(_nowMs * 1_000_000);

    private void Step()
    {
        _nowMs += 1 + _dice.Next(120);
        while (_due.TryPeek(out var act, out var at) && at.Item1 <= _nowMs)
        {
            _due.Dequeue();
            act();
        }

        var venue = _dice.Next(_venues.Length);
        if (_dice.Next(3) > 0 && _isFeedUp)
            Quote(venue);
        if (!_isCalm && _dice.Next(4) == 0 && _venues[venue].Trade(_nowMs) is { } fill)
            Stream(venue, fill);
        if (_desk.IsAlive && _desk.Trader.NextDeadline is { IsNone: false } deadline && deadline <= Now)
            Tell(new DeskCommand { Kind = DeskCommandKind.Time, Time = Now });
        if (_stopsLosses && !_isCalm && _dice.Next(100) == 0 && _desk.IsAlive && _desk.Trader.ViewOf(Strategy).State == StrategyState.Paused)
            Tell(new DeskCommand { Kind = DeskCommandKind.Start, Time = Now, Strategy = Strategy });
        if (_isCalm || _dice.Next(3) == 0)
            _desk.Commit();
        if (_dice.Next(20) == 0)
            _desk.Flush();
        if (_dice.Next(60) == 0)
        {
            _desk.Check();
            _desk.Snapshot();
        }

        if (!_isCalm)
            Fail();
    }

    // About one fault in two hundred steps.
    private void Fail()
    {
        switch (_dice.Next(800))
        {
            case 0 when _desk.IsAlive:
                KillTrader(_losesPower && _dice.Next(2) == 0);
                break;
            case 1 when _dice.Next(_venues.Length) is var which && _isUp[which]:
                _counts.LinkKills++;
                Cut(which);
                Tell(new OrderReport { Kind = OrderReportKind.StreamDown, Venue = _venues[which].Venue });
                After(_dice.Next(8_000), () => Connect(which));
                break;
            case 2 when _isFeedUp:
                _counts.FeedKills++;
                FeedDown();
                After(_dice.Next(8_000), FeedUp);
                break;
        }
    }

    private void KillTrader(bool losesPower)
    {
        (_counts.TraderKills, _counts.PowerCuts) = losesPower ? (_counts.TraderKills, _counts.PowerCuts + 1) : (_counts.TraderKills + 1, _counts.PowerCuts);
        _desk.Kill(losesPower);
        _isFeedUp = false;
        for (var i = 0; i < _venues.Length; i++)
            Cut(i);
        After(_dice.Next(20_000), Live);
    }

    private void Live()
    {
        if (_desk.IsAlive)
            return;
        _desk.Start(Now);
        After(_dice.Next(3_000), FeedUp);
        for (var i = 0; i < _venues.Length; i++)
        {
            var which = i;
            After(_dice.Next(5_000), () => Connect(which));
        }
    }

    // What was said to the desk is lost. What the desk has asked arrives, or does not; sometimes the link says that it does not know.
    private void Cut(int which) => (_isUp[which], _epochs[which]) = (false, _epochs[which] + 1);

    private void Connect(int which)
    {
        if (!_desk.IsAlive || _isUp[which])
            return;
        _isUp[which] = true;
        Tell(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = _venues[which].Venue });
    }

    private void Send(OrderRequest request)
    {
        var which = Array.FindIndex(_venues, venue => venue.Venue == request.Venue);
        var epoch = _epochs[which];
        var told = new OrderReport { Venue = request.Venue, Order = request.Order, Listing = request.Listing, Side = request.Side, Cause = request.Cause, FilledQuantity = new Quantity(OrderReport.NotTold) };
        if (!_isUp[which])
        {
            var failed = told with
            {
                Kind = request.Kind switch
                {
                    OrderRequestKind.Place => OrderReportKind.Rejected,
                    OrderRequestKind.Cancel or OrderRequestKind.CancelAll => OrderReportKind.CancelRejected,
                    OrderRequestKind.Amend => OrderReportKind.AmendRejected,
                    _ => OrderReportKind.QueryFailed,
                },
                Reason = VenueReason.NotConnected,
                Failure = FailureClass.Retry,
            };
            After(1, () => Hear(which, epoch, failed));
            return;
        }

        if (request.Kind == OrderRequestKind.Place)
            After(1, () => Hear(which, epoch, told with { Kind = OrderReportKind.Sent }));
        After(1 + _dice.Next(LatestMs / 2), () => Arrive(which, epoch, request, told));
    }

    private void Arrive(int which, int epoch, OrderRequest request, OrderReport told)
    {
        // The link it went through is gone: it had left, or not.
        if (epoch != _epochs[which] && _dice.Next(2) == 0)
            return;

        // An answer on the way is lost now and then, and the link knows that it does not know.
        var isAnswered = _dice.Next(40) > 0;
        if (request.Kind == OrderRequestKind.Place && _desk.Closings.Contains(request.Order))
            LookAtClosing(_venues[which], in request);
        var answers = _venues[which].Do(in request, _nowMs);
        if ((!isAnswered || epoch != _epochs[which]) && request.Kind is OrderRequestKind.Place or OrderRequestKind.Cancel or OrderRequestKind.CancelAll or OrderRequestKind.Amend)
        {
            After(_dice.Next(100), () => Hear(which, epoch, told with { Kind = OrderReportKind.Unknown, Failure = FailureClass.Unknown }));
            foreach (var answer in answers)
            {
                if (answer.Kind is OrderReportKind.Filled or OrderReportKind.Cancelled)
                    Stream(which, answer);
            }

            return;
        }

        After(_dice.Next(LatestMs / 2), () =>
        {
            foreach (var answer in answers)
                Hear(which, epoch, answer);
        });
    }

    /// <summary>What closes a position never sells more than there is, nor buys back more than was sold, and has nothing beside it that could trade. With the journal's end lost nobody knows what lives.</summary>
    private void LookAtClosing(RealVenue venue, in OrderRequest request)
    {
        if (_losesPower)
            return;
        var most = request.Side == Side.Sell ? venue.Held : -venue.Held;
        if (request.Quantity.Units > most)
            throw new InvalidOperationException($"{venue.Venue}: {request.Side} of {request.Quantity.Units} closes {venue.Held}, order {request.Order}");
        if (venue.Live.Any())
            throw new InvalidOperationException($"{venue.Venue}: order {request.Order} closes while {venue.Live.Count()} others live");
    }

    /// <summary>The venue's private stream: in its order, a little late, now and then twice; to whoever is connected.</summary>
    private void Stream(int which, OrderReport report)
    {
        if (!_isUp[which])
            return;
        var epoch = _epochs[which];
        _streams[which] = Math.Max(_streams[which], _nowMs + _dice.Next(300));
        _due.Enqueue(() => Hear(which, epoch, report), (_streams[which], _messages++));
        if (_dice.Next(10) == 0)
            After(_dice.Next(3_000), () => Hear(which, epoch, report));
    }

    private void Hear(int which, int epoch, OrderReport report)
    {
        if (epoch == _epochs[which])
            Tell(report);
    }

    private void Tell(OrderReport report)
    {
        report.ReceiveTime = Now;
        _desk.Tell(report);
    }

    private void Tell(in DeskCommand command) => _desk.Tell(command);

    private void After(long ms, Action act) => _due.Enqueue(act, (_nowMs + ms, _messages++));

    private void FeedDown()
    {
        _isFeedUp = false;
        foreach (var venue in _venues)
            Event(venue, new FeedEvent { Kind = FeedEventKind.BookStateChanged, State = BookTrust.Disconnected, Flags = FeedEventFlags.LastOfFrame });
    }

    private void FeedUp()
    {
        if (!_desk.IsAlive || _isFeedUp)
            return;
        _isFeedUp = true;
        for (var i = 0; i < _venues.Length; i++)
            Quote(i);
    }

    // The whole book each time: one level a side. A trader that is killed in the middle of a frame has only its beginning.
    private void Quote(int which)
    {
        var (venue, mid) = (_venues[which], _mids[which] = Math.Clamp(_mids[which] + 10 * _dice.Next(-2, 3), 9_500, 10_500));
        Event(venue, new FeedEvent { Kind = FeedEventKind.BookCleared });
        Event(venue, new FeedEvent { Kind = FeedEventKind.Level, Side = Side.Buy, Price = new Price(mid - 10), Quantity = new Quantity(1_000) });
        if (!_isCalm && _dice.Next(100) == 0)
            _desk.Commit();
        if (!_isCalm && _dice.Next(2_000) == 0 && _desk.IsAlive)
        {
            KillTrader(losesPower: false);
            return;
        }

        Event(venue, new FeedEvent { Kind = FeedEventKind.Level, Side = Side.Sell, Price = new Price(mid + 10), Quantity = new Quantity(1_000) });
        Event(venue, new FeedEvent { Kind = FeedEventKind.BookStateChanged, State = BookTrust.Trusted, Flags = FeedEventFlags.LastOfFrame });
    }

    private void Event(RealVenue venue, FeedEvent told)
    {
        (told.Listing, told.Venue, told.EventTime, told.ReceiveTime) = (venue.Listing, venue.Venue, Now, Now);
        _desk.Tell(told);
    }

    // Nothing fails any more and nobody trades: the strategy ends, and everything comes to rest.
    private void Calm()
    {
        _isCalm = true;
        while (!_desk.IsAlive || !_isFeedUp || !_isUp.All(up => up))
            Step();
        Tell(new DeskCommand { Kind = DeskCommandKind.Stop, Time = Now, Strategy = Strategy });
        for (var end = _nowMs + 180_000; _nowMs < end;)
            Step();

        // The market moves on, and the last stop-loss may have been hit a moment ago: each ends, and then there is a minute for the venues' last word.
        var (calmSince, latest) = (IsClosing() ? _nowMs : 0, _nowMs + 600_000);
        while (calmSince + 60_000 > _nowMs && _nowMs < latest)
        {
            Step();
            if (IsClosing())
                calmSince = _nowMs;
        }

        if (IsClosing())
            throw new InvalidOperationException("A stop-loss has been closing for ten minutes in which nothing failed.");
    }

    private bool IsClosing() => _venues.Any(venue => _desk.Trader.IsClosing(venue.Listing));

    private void Look()
    {
        List<DeskAudit> audits = [];
        var replayed = _desk.Replay(audits);
        var trader = _desk.Trader;
        Same("outputs of a replay", trader.OutputHash, replayed.OutputHash);
        Same("state of a replay", trader.StateHash(), replayed.StateHash());
        Same("live orders", 0, trader.LiveOrders);
        foreach (var venue in _venues)
            Look(venue, trader, audits);
        _counts.StopLosses += audits.Count(audit => audit.Kind == DeskAuditKind.StopLossHit);
        foreach (var audit in audits)
        {
            // All that is held is the strategy's, but for what was found and belongs to nobody.
            if (audit.Kind == DeskAuditKind.StopLossClosed && !_losesPower)
                Same($"{audit.Venue}: left by a stop-loss at input {audit.Cause}", 0, audit.Quantity.Units);
            if (audit.Kind is DeskAuditKind.Problem or DeskAuditKind.OverFilled && Forbids((DeskProblemKind)audit.Code, audit.Venue))
                throw new InvalidOperationException($"{(DeskProblemKind)audit.Code} at {audit.Venue}, order {audit.Order}, value {audit.Value}, input {audit.Cause}");
        }
    }

    // Average cost depends on the order of fills, and a venue's balance of contracts with it, as long as something is held.
    private bool Forbids(DeskProblemKind kind, FeedVenue venue) => kind switch
    {
        DeskProblemKind.FillOfForgottenOrder or DeskProblemKind.FillOfForeignOrder or DeskProblemKind.PositionDiffers or DeskProblemKind.DifferenceHalts
            or DeskProblemKind.OrphanLost or DeskProblemKind.FillForgotten => true,
        // An amendment may have been lost with the journal's end.
        DeskProblemKind.OverFilled or DeskProblemKind.OrphanFound => !_losesPower,
        DeskProblemKind.BalanceDiffers => venue != FeedVenue.BybitLinear,
        _ => false,
    };

    private void Look(RealVenue venue, Trader<DeskLives.Sink> trader, List<DeskAudit> audits)
    {
        Same($"{venue.Venue}: live orders", 0, venue.Live.Count());
        var told = audits.Where(audit => audit.Kind == DeskAuditKind.Filled && audit.Venue == venue.Venue).ToArray();
        foreach (var order in venue.Orders)
        {
            Same($"{venue.Venue}: fills of order {order.Id}", order.Filled, told.Where(audit => audit.Order == order.Id).Sum(audit => audit.Quantity.Units));
            if (!venue.Capabilities.TellsEachFill)
                continue;
            foreach (var fill in order.Fills)
                Same($"{venue.Venue}: fill {fill.TradeId} of order {order.Id}", fill.FillQuantity.Units, told.Where(audit => audit.Order == order.Id && audit.Text == fill.TradeId).Sum(audit => audit.Quantity.Units));
        }

        var position = trader.Portfolio.PositionOf(venue.Listing);
        Same($"{venue.Venue}: position", venue.Held, position.Quantity.Units);
        Same($"{venue.Venue}: corrections of the position", 0, position.Corrected);
        Same($"{venue.Venue}: dollars", (Int128)venue.Dollars * 10_000_000_000, trader.Portfolio.BalanceOf(venue.Venue, AssetCode.Of("USD")).Total);
        if (!venue.Capabilities.HasPositions)
            Same($"{venue.Venue}: coins", (Int128)venue.Coins * 1_000_000_000_000_000, trader.Portfolio.BalanceOf(venue.Venue, AssetCode.Of("BTC")).Total);
        _counts.Orders += venue.Orders.Count;
        _counts.Fills += venue.Orders.Sum(order => order.Fills.Count);
    }

    private static void Same<T>(string what, T real, T known)
    {
        if (!EqualityComparer<T>.Default.Equals(real, known))
            throw new InvalidOperationException($"{what}: really {real}, the desk has {known}");
    }

    private DeskTerms Terms()
    {
        var usd = AssetCode.Of("USD");
        var btc = AssetCode.Of("BTC");
        var listings = new ListingTable(4);
        listings.Add(new Listing(new ListingId(1), FeedVenue.Kraken, "XBT/USD", "BTC-USD", ListingKind.Spot, 2, 3, new Price(10), new Quantity(1), "USD", ListingStatus.Open));
        listings.Add(new Listing(new ListingId(2), FeedVenue.BinanceSpot, "BTCUSD", "BTC-USD", ListingKind.Spot, 2, 3, new Price(1), new Quantity(1), "USD", ListingStatus.Open));
        listings.Add(new Listing(new ListingId(3), FeedVenue.BybitLinear, "BTCUSDT", "BTC-USD.PERP", ListingKind.Perpetual, 2, 3, new Price(1), new Quantity(1), "USD", ListingStatus.Open));
        const long Most = 100_000_000 * RiskLimits.One;
        return new DeskTerms(
            usd,
            listings,
            [
                new(new ListingId(1), new TradingTerms(new ListingId(1), FeeFormula.Proportional, 100_000, 100_000), 0) { Base = btc, Settle = usd },
                new(new ListingId(2), new TradingTerms(new ListingId(2), FeeFormula.Proportional, 100_000, 100_000), 0) { Base = btc, Settle = usd },
                new(new ListingId(3), new TradingTerms(new ListingId(3), FeeFormula.Proportional, 0, 0), 1) { Settle = usd, InitialMargin = 10_000_000, MaintenanceMargin = 5_000_000 },
            ],
            [
                new(FeedVenue.Kraken, ClientOrderIdStyle.Text) { CanMarket = true, CanAmend = true, FindsByClientId = true, CanImmediateOrCancel = true, CanCancelAll = true, OrdersPerSecond = 1_000 },
                new(FeedVenue.BinanceSpot, ClientOrderIdStyle.Text) { FindsByClientId = true, CanImmediateOrCancel = true, OrdersPerSecond = 1_000 },
                new(FeedVenue.BybitLinear, ClientOrderIdStyle.Text) { CanReduceOnly = true, CanImmediateOrCancel = true, HasPositions = true, TellsEachFill = false, FindsByClientId = true, OrdersPerSecond = 1_000 },
            ])
        {
            Limits = new RiskLimits
            {
                OrderNotional = Most,
                Notional = Most,
                SymbolNet = Most,
                SymbolGross = Most,
                VenueNet = Most,
                VenueGross = Most,
                StrategyNet = Most,
                StrategyGross = Most,
                TotalNet = Most,
                TotalGross = Most,
                DailyLoss = Most,
                Drawdown = Most,
                StrategyDailyLoss = Most,
                StrategyDrawdown = Most,
                StopLoss = _stopsLosses ? 20 * RiskLimits.One : Most,
                StopLossCloses = _stopsLosses ? 1 : 0,
                VenueRate = 1_000,
                VenueBurst = 1_000,
                StrategyRate = 1_000,
                StrategyBurst = 1_000,
                OpenOrders = 1_000,
                Leverage = 100 * RiskLimits.One,
                Collar = 100_000,
                RejectsPerMinute = RiskLimits.Unlimited,
            },
            Options = new DeskOrdersOptions { BalanceTolerancePpm = 0, DifferencesHalt = int.MaxValue },
            StrategiesMax = 4,
        };
    }
}
