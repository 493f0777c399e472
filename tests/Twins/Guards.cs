using System.Numerics;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>A halt that is on (guards.md, section 5).</summary>
internal sealed record NaiveHalt(HaltReason Reason, bool IsAuction, Timestamp End, int AuctionMs);

/// <summary>A limit state that is on (section 6).</summary>
internal sealed record NaiveLimitState(Side Side, Timestamp Since);

/// <summary>A member of the index (section 7).</summary>
internal sealed record IndexMember(long Weight, Price Reference, Price Price);

/// <summary>A breaker that has just tripped.</summary>
internal sealed record Trip(Side Side, Price Price, Price Reference);

/// <summary>What guards know besides instruments.</summary>
internal sealed class NaiveGuards
{
    public MarketBreakerRules Market { get; set; } = MarketBreakerRules.None;
    public int LevelReached { get; set; }
    public bool HasMemberTraded { get; set; }
    public bool IsExchangeStopped { get; set; }
    public HashSet<OwnerId> StoppedAccounts { get; } = [];
    public HashSet<SessionId> StoppedSessions { get; } = [];
}

/// <summary>docs/reference/guards.md, sections 3 to 5, 7 and 9.</summary>
internal static class Guards
{
    private const int Million = 1_000_000;

    /// <summary>A trade has happened; the last price is still the one before it.</summary>
    public static void Traded(NaiveState s, NaiveInstrument i, Price price, bool isAuction)
    {
        if (i.Member is { } member)
        {
            i.Member = member with { Price = price };
            s.Guards.HasMemberTraded = true;
        }

        if (i.Breaker.WindowMs == 0)
            return;
        if (!isAuction && i.State == InstrumentState.Open && i.Breaker.BreakerPpm > 0)
            i.Trip = TripOf(s, i, price);
        i.Window.Add((s.Time, price));
    }

    /// <summary>Section 4; null where the trade trips nothing.</summary>
    private static Trip? TripOf(NaiveState s, NaiveInstrument i, Price price)
    {
        var bucket = BucketOf(i, s.Time);
        var prices = i.Window.Where(t => BucketOf(i, t.Time) is var b && b >= bucket - 63 && b <= bucket).Select(t => t.Price.Units).ToList();
        if (prices.Count == 0 && !i.Reference.IsNone)
            prices.Add(i.Reference.Units);
        if (prices.Count == 0)
            return null;
        BigInteger p = price.Units, high = prices.Max(), low = prices.Min(), x = i.Breaker.BreakerPpm;
        if ((high - p) * Million >= x * high)
            return new Trip(Side.Sell, price, new Price((long)high));
        return (p - low) * Million >= x * low ? new Trip(Side.Buy, price, new Price((long)low)) : null;
    }

    public static long BucketOf(NaiveInstrument i, Timestamp time) => time.Nanoseconds / (i.Breaker.WindowMs * 15_625L);

    /// <summary>The instrument's breaker has tripped: its halt begins.</summary>
    public static void HaltByBreaker(NaiveState s, NaiveInstrument i)
    {
        var trip = i.Trip!;
        i.Trip = null;
        i.CancelsAfterHalt = i.Breaker.CancelOrders;
        Begin(s, i, HaltReason.Breaker, i.Breaker.PauseMs, i.Breaker.AuctionMs, new ExchangeEvent
        {
            Side = trip.Side,
            Price = trip.Price,
            TriggerPrice = trip.Reference,
            Quantity = new Quantity(i.Breaker.BreakerPpm),
            DisplayQuantity = new Quantity(i.Breaker.WindowMs),
        });
    }

    /// <summary>Section 6, its end.</summary>
    public static void HaltByLimitState(NaiveState s, NaiveInstrument i, Bands band)
    {
        var side = i.Limit!.Side;
        Begin(s, i, HaltReason.LimitState, i.Breaker.PauseMs, i.Breaker.AuctionMs, new ExchangeEvent
        {
            Side = side,
            Price = new Price(side == Side.Buy ? band.Upper : band.Lower),
            TriggerPrice = new Price(band.Reference),
            Quantity = new Quantity(i.Breaker.BandPpm),
            DisplayQuantity = new Quantity(i.Breaker.LimitStateMs),
        });
        if (i.Breaker.CancelOrders)
            CancelOrders(s, i);
    }

    /// <summary>Section 5. No pause: without end.</summary>
    private static void Begin(NaiveState s, NaiveInstrument i, HaltReason reason, int? pauseMs, int auctionMs, ExchangeEvent details)
    {
        var end = pauseMs is { } pause ? After(s.Time, pause) : Timestamp.None;
        if (i.Halt is { IsAuction: false } before)
            end = end.IsNone || before.End.IsNone ? Timestamp.None : before.End > end ? before.End : end;
        s.Report.Write(details with
        {
            Kind = EventKind.TradingHalted,
            Instrument = i.Id,
            Reason = (ushort)reason,
            ExpireTime = end,
            ResumeTime = end.IsNone ? Timestamp.None : After(end, auctionMs),
        });
        if (pauseMs == 0)
        {
            i.Halt = new NaiveHalt(reason, true, After(s.Time, auctionMs), auctionMs);
            Administration.ChangeState(s, i, InstrumentState.Auction);
            return;
        }

        i.Halt = new NaiveHalt(reason, false, end, auctionMs);
        if (i.State != InstrumentState.Halted)
            Administration.ChangeState(s, i, InstrumentState.Halted);
    }

    /// <summary>Section 5: the end of a phase has come.</summary>
    public static void GoOn(NaiveState s, NaiveInstrument i)
    {
        var halt = i.Halt!;
        if (!halt.IsAuction && halt.AuctionMs > 0)
        {
            i.Halt = halt with { IsAuction = true, End = After(s.Time, halt.AuctionMs) };
            s.Report.Write(new ExchangeEvent { Kind = EventKind.HaltAuction, Instrument = i.Id, Reason = (ushort)halt.Reason, ExpireTime = i.Halt.End });
            Administration.ChangeState(s, i, InstrumentState.Auction);
            return;
        }

        End(s, i, byCommand: false);
        Administration.ChangeState(s, i, InstrumentState.Open);
    }

    public static void End(NaiveState s, NaiveInstrument i, bool byCommand)
    {
        s.Report.Write(new ExchangeEvent
        {
            Kind = EventKind.HaltEnded,
            Instrument = i.Id,
            Reason = (ushort)i.Halt!.Reason,
            Terms = new OrderTerms((ushort)(byCommand ? 1 : 0)),
        });
        i.Halt = null;
    }

    /// <summary>An order of the instrument is done, or its uncrossing: the end of section 4, and section 7. True where stops are to be checked.</summary>
    public static bool OrderDone(NaiveState s, NaiveInstrument i, Queue<NaiveOrder> queue)
    {
        if (i.State != InstrumentState.Open)
            Stops.PutBack(i, queue);
        if (i.CancelsAfterHalt)
        {
            i.CancelsAfterHalt = false;
            CancelOrders(s, i);
        }

        LookAtIndex(s, i, queue);
        return i.State == InstrumentState.Open;
    }

    private static void LookAtIndex(NaiveState s, NaiveInstrument instrument, Queue<NaiveOrder> queue)
    {
        if (!s.Guards.HasMemberTraded)
            return;
        s.Guards.HasMemberTraded = false;
        BigInteger index = 0, reference = 0;
        foreach (var member in s.Instruments.Select(i => i.Member).OfType<IndexMember>())
        {
            index += (BigInteger)member.Weight * member.Price.Units;
            reference += (BigInteger)member.Weight * member.Reference.Units;
        }

        var rules = s.Guards.Market;
        for (var level = 3; level > s.Guards.LevelReached; level--)
        {
            if (rules.Ppm(level) == 0 || reference.IsZero || (reference - index) * Million < reference * rules.Ppm(level))
                continue;
            s.Guards.LevelReached = level;
            int? pauseMs = rules.PauseMs(level) == 0 ? null : rules.PauseMs(level);
            s.Report.Write(new ExchangeEvent
            {
                Kind = EventKind.IndexLevelReached,
                Terms = new OrderTerms((ushort)level),
                Price = new Price((long)BigInteger.Min(index, long.MaxValue)),
                TriggerPrice = new Price((long)BigInteger.Min(reference, long.MaxValue)),
                Quantity = new Quantity((long)((reference - index) * Million / reference)),
                ExpireTime = pauseMs is { } ms ? After(s.Time, ms) : Timestamp.None,
            });
            Stops.PutBack(instrument, queue);
            foreach (var i in s.Instruments.OrderBy(i => i.Id.Value))
                if ((i.State == InstrumentState.Open || i.Halt is not null) && (!rules.MembersOnly || i.Member is not null))
                    HaltByMarket(s, i, level, pauseMs);
            return;
        }
    }

    private static void HaltByMarket(NaiveState s, NaiveInstrument i, int level, int? pauseMs)
    {
        var rules = s.Guards.Market;
        Begin(s, i, HaltReason.MarketWide, pauseMs, rules.AuctionMs, new ExchangeEvent
        {
            Side = Side.Sell,
            Price = i.LastPrice,
            Quantity = new Quantity(rules.Ppm(level)),
            Terms = new OrderTerms((ushort)level),
        });
        if (rules.CancelOrders)
            CancelOrders(s, i);
    }

    private static void CancelOrders(NaiveState s, NaiveInstrument i) => s.CancelAll(o => o.Instrument == i.Id, CancelReason.HaltCancel);

    /// <summary>Section 9, points 2 and 3.</summary>
    public static void AdvanceTime(NaiveState s, NaiveInstrument i)
    {
        if (i.Halt is { End.IsNone: false } halt && halt.End <= s.Time)
            GoOn(s, i);
        Bands.Look(s, i);
        if (i.Limit is { } limit && After(limit.Since, i.Breaker.LimitStateMs) <= s.Time)
            HaltByLimitState(s, i, Bands.Of(s, i)!);
    }

    /// <summary>What guards wait for.</summary>
    public static IEnumerable<Timestamp> Deadlines(NaiveState s) =>
        s.Instruments.Where(i => i.Halt is { End.IsNone: false }).Select(i => i.Halt!.End)
            .Concat(s.Instruments.Where(i => i.Limit is not null).Select(i => After(i.Limit!.Since, i.Breaker.LimitStateMs)));

    private static Timestamp After(Timestamp time, int ms) => new(time.Nanoseconds + ms * 1_000_000L);
}
