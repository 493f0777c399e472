using System.Numerics;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>An instrument's band now, in price units (guards.md, section 6).</summary>
internal sealed record Bands(long Reference, long Lower, long Upper)
{
    /// <summary>Null where there is none.</summary>
    public static Bands? Of(NaiveState s, NaiveInstrument i)
    {
        if (i.Breaker.BandPpm == 0)
            return null;
        var bucket = Guards.BucketOf(i, s.Time);
        var earlier = i.Window.Select(t => (Bucket: Guards.BucketOf(i, t.Time), t.Price)).Where(t => t.Bucket < bucket).ToList();
        var counted = earlier.FindAll(t => t.Bucket >= bucket - 63);
        if (counted.Count == 0)
            counted = earlier.FindAll(t => t.Bucket == earlier.Max(e => e.Bucket));
        var reference = counted.Count == 0 ? i.Base.Units : (long)(counted.Aggregate(BigInteger.Zero, (sum, t) => sum + t.Price.Units) / counted.Count);
        if (reference == 0)
            return null;
        var (tick, ppm) = ((BigInteger)i.Definition.Tick.Units, i.Breaker.BandPpm);
        var step = tick * 1_000_000;
        var upper = (reference * (BigInteger)(1_000_000 + ppm) + step - 1) / step * tick;
        var lower = reference * (BigInteger)(1_000_000 - ppm) / step * tick;
        return new Bands(reference, (long)lower, (long)BigInteger.Min(upper, Price.MaxUnits));
    }

    /// <summary>The same for an order that meets the book, together with the collar of a contract (margin.md, section 2). Null where there is neither.</summary>
    public static Bands? OfTrading(NaiveState s, NaiveInstrument i)
    {
        var band = Of(s, i);
        if (Worth.Collar(i) is not { } collar)
            return band;
        return band is null ? new Bands(0, collar.Lower, collar.Upper) : new Bands(band.Reference, Math.Max(band.Lower, collar.Lower), Math.Min(band.Upper, collar.Upper));
    }

    /// <summary>True where an order of this side must not trade, or ask to, at this price.</summary>
    public bool IsBeyond(Side side, Price price) => side == Side.Buy ? price.Units > Upper : price.Units < Lower;

    /// <summary>The price of the band that this side may not pass.</summary>
    public Price Edge(Side side) => new(side == Side.Buy ? Upper : Lower);

    /// <summary>The limit state is looked at.</summary>
    public static void Look(NaiveState s, NaiveInstrument i)
    {
        var band = i.State == InstrumentState.Open && i.Breaker.LimitStateMs > 0 ? Of(s, i) : null;
        Side? holds = null;
        if (band is not null && s.Best(i.Id, Side.Buy) is { } bid && bid.Price.Units >= band.Upper)
            holds = Side.Buy;
        else if (band is not null && s.Best(i.Id, Side.Sell) is { } ask && ask.Price.Units <= band.Lower)
            holds = Side.Sell;
        if (holds == i.Limit?.Side)
            return;
        if (holds is not { } side)
        {
            s.Report.Write(new ExchangeEvent { Kind = EventKind.LimitState, Instrument = i.Id, Side = i.Limit!.Side });
            i.Limit = null;
            return;
        }

        i.Limit = new NaiveLimitState(side, s.Time);
        s.Report.Write(new ExchangeEvent
        {
            Kind = EventKind.LimitState,
            Instrument = i.Id,
            Terms = new OrderTerms(1),
            Side = side,
            Price = band!.Edge(side),
            TriggerPrice = new Price(band.Reference),
            ExpireTime = new Timestamp(s.Time.Nanoseconds + i.Breaker.LimitStateMs * 1_000_000L),
        });
    }

    /// <summary>At the end of a command: the instruments that section 6 names.</summary>
    public static void LookAfter(NaiveState s, in Command c)
    {
        var events = s.Report.Written.ToList();
        switch (c.Kind)
        {
            case CommandKind.NewOrder when events.Exists(e => e.Kind == EventKind.OrderAccepted):
            case CommandKind.CancelOrder or CommandKind.ReduceOrder or CommandKind.ReplaceOrder or CommandKind.SetInstrumentState when !events.Exists(e => e.Kind == EventKind.CommandRejected):
                Look(s, s.Find(events[0].Instrument)!);
                break;
            case CommandKind.MassCancel or CommandKind.CloseSession or CommandKind.SetKillSwitch or CommandKind.SetVerification:
                foreach (var id in events.Where(e => e.Kind == EventKind.OrderCanceled).Select(e => e.Instrument.Value).Distinct().Order())
                    Look(s, s.Find(new InstrumentId(id))!);
                break;
        }
    }
}
